using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>Changes of all pending lines of a purchase order. Omitted members keep their value.</summary>
/// <param name="Confirmed">Whether the vendor confirmed the expected date of each line; another date clears it.</param>
public sealed record PurchaseOrderPatch(bool? Confirmed = null)
{
    /// <summary>When the pending units are expected; null removes the dates.</summary>
    public DateTimeOffset? ExpectedAt
    {
        get;
        init
        {
            field = value;
            ChangesDate = true;
        }
    }

    /// <summary>Whether the date was given, as a date or as null.</summary>
    internal bool ChangesDate { get; private init; }

    internal DateChange Date => new(ChangesDate, Micros.Of(ExpectedAt), Confirmed);
}

/// <summary>Changes when everything that is pending on a purchase order is expected, and whether the vendor confirmed that.</summary>
public sealed class ChangePurchaseOrder(string number, PurchaseOrderPatch patch) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => $"purchase order {number} changed";

    protected internal override string Kind => "purchaseOrderChanged";

    protected internal override void Declare(LoadPlan plan) => plan.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (work.FindPurchaseOrder(number) is not { } order)
            return PurchaseOrderRefusals.NotFound(number);
        if (order.Order.CheckOpen("changed") is { } forbidden)
            return forbidden;
        var pending = order.Lines.FindAll(l => l.Pending > 0);
        if (Refusals.First(pending.Select(l => l.CheckDate(patch.Date, work.Catalogue.Sku(l.SkuId)))) is { } refusal)
            return refusal;
        work.Purchases.Change(order, () => pending.ForEach(l => l.Expect(patch.Date)));
        return Outcomes.Answer(() => work.View(order));
    }
}
