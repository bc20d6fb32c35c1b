using Raincheck.Core;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>Changes of a purchase order line. Omitted members keep their value.</summary>
/// <param name="Quantity">How many are ordered.</param>
/// <param name="Confirmed">Whether the vendor confirmed the expected date; another date clears it.</param>
public sealed record PurchaseOrderLinePatch(int? Quantity = null, bool? Confirmed = null)
{
    /// <summary>When its units are expected; null removes the date.</summary>
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

/// <summary>Changes when a vendor is expected to deliver, whether it confirmed that, or how much.</summary>
/// <param name="number">The purchase order.</param>
/// <param name="name">The line: its SKU, or its number.</param>
/// <param name="patch">The changes.</param>
public sealed class ChangePurchaseOrderLine(string number, string name, PurchaseOrderLinePatch patch) : LedgerCommand<PurchaseOrderView>
{
    /// <summary>The line by its number; <c>name</c> does not count then.</summary>
    internal int? Line { get; init; }

    protected internal override string Cause => $"purchase order {number} changed";

    protected internal override string Kind => "purchaseOrderChanged";

    protected internal override void Declare(LoadPlan plan) => plan.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (patch.Quantity is { } asked && Quantity.Check(asked, "quantity") is { } invalid)
            return invalid;
        if (work.FindPurchaseOrder(number) is not { } order)
            return PurchaseOrderRefusals.NotFound(number);
        if (NamedLine.Find(work.Catalogue, order, name, Line, out var found) is { } unknown)
            return unknown;
        var line = found!;
        var sku = work.Catalogue.Sku(line.SkuId);
        if (order.Order.CheckNotGivenUp(order.Lines, "changed") is { } cancelled)
            return cancelled;
        if (Refusals.First(CheckQuantity(work, order, line, sku), line.CheckDate(patch.Date, sku)) is { } refusal)
            return refusal;
        work.Purchases.Change(
            order,
            () =>
            {
                line.Order(patch.Quantity ?? line.Quantity);
                line.Expect(patch.Date);
            }
        );
        return Outcomes.Answer(() => work.View(order));
    }

    /// <summary>Units that orders wait for may come on other lines of the product.</summary>
    private Refusal? CheckQuantity(UnitOfWork work, LoadedPurchaseOrder order, PurchaseOrderLine line, string sku)
    {
        if (patch.Quantity is not { } quantity)
            return null;
        var elsewhere = order.PendingOf(line.SkuId) - line.Pending;
        var linked = Math.Max(0, work.Links.UnitsLinkedTo(order, line.SkuId) - elsewhere);
        return order.Order.CheckQuantity(line, sku, quantity, linked);
    }
}
