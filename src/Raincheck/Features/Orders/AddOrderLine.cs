using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Adds a line to an order.</summary>
public sealed class AddOrderLine(string number, NewOrderLine line) : OrderCommand(number)
{
    protected internal override string Kind => "lineAdded";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        plan.Sku(line.Sku);
    }

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First(Text.Require(line.Sku, "sku"), Price.Check(line.UnitPrice, "unitPrice"), Quantity.Check(line.Quantity, "quantity"));

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.Lines.Count >= CreateOrder.LinesMax)
            return new Refusal(RefusalCode.TooMany, $"Order {Number} has {order.Lines.Count} lines already.", "lines");
        if (work.Catalogue.FindProduct(line.Sku) is not { } product)
            return new Refusal(RefusalCode.UnknownSku, $"There is no product {line.Sku}.", "sku");
        if (order.Order.CheckLive("added to") is { } refusal)
            return refusal;
        work.LiftStopMarking(order);
        work.AddLine(order, product, line.Quantity, line.UnitPrice);
        return null;
    }
}
