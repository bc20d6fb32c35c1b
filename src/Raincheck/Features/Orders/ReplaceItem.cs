using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Sends another product in place of the one ordered. What was ordered stays on record.</summary>
public sealed class ReplaceItem(string number, int lineNumber, string sku) : OrderCommand(number)
{
    protected internal override string Kind => "itemReplaced";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        plan.Sku(sku);
    }

    private protected override Refusal? CheckRequest(long now) => Text.Require(sku, "sku");

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.FindLine(lineNumber) is not { } line)
            return Outcomes.LineNotFound(Number, lineNumber);
        if (work.Catalogue.FindProduct(sku) is not { } product)
            return new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", "sku");
        if (product.Id == line.SkuId)
            return new Refusal(RefusalCode.InvalidValue, $"Line {lineNumber} of order {Number} is {sku} already.", "sku");
        if ((order.Order.CheckLive("changed") ?? line.CheckReplaceable(order.Order)) is { } refusal)
            return refusal;
        work.Replace(order, line, product);
        work.LiftStopMarking(order);
        return null;
    }
}
