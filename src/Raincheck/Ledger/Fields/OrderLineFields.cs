using Raincheck.Core.Orders;
using static Raincheck.Ledger.Fields.OnSplit;

namespace Raincheck.Ledger.Fields;

/// <summary>The lines of an order. <see cref="LineState"/> and <see cref="JournalText"/> compare and write them by hand: queues change thousands at once.</summary>
internal sealed class OrderLineFields : FieldTable<OrderLine>
{
    public static readonly OrderLineFields Instance = new();

    private const string IsOfTheOrder = "a copy of the order's";
    private const string IsOfTheProduct = "follows from the product";
    private const string ToldAsPromise = "promises have entries of their own";
    private const string FollowsFromSupply = "follows from stock, queue and supply";

    private OrderLineFields()
        : base(
            Fixed(l => l.OrderId, Reset),
            Fixed(l => l.Line, Reset),
            Fixed(l => l.UnitPrice, Copied),
            Fixed(l => l.FamilyId, Copied),
            Fixed(l => l.OrderedAt, Copied),
            Journalled(l => l.SkuId, "sku", Copied),
            Journalled(l => l.Quantity, "ordered", Divided),
            Journalled(l => l.Shipped, "shipped", Reset),
            Journalled(l => l.Cancelled, "cancelled", Reset),
            Journalled(l => l.Dropshipped, "dropshipped", Reset),
            Journalled(l => l.FirmWanted, "firmWanted", Divided),
            Journalled(l => l.Pinned, "pinned", Divided),
            Journalled(l => l.Linked, "linked", Divided),
            Journalled(l => l.OwnAllocated, "own", Reset),
            Journalled(l => l.Firm, "firm", Reset),
            Journalled(l => l.ReplacementAllocated, "replacement", Reset),
            Journalled(l => l.ReplacementPoolId, "replacementSku", Reset),
            Compared(l => l.BackOrdered, "the other quantities give it", Reset),
            Saved(l => l.Allocated, "the sum of own and replacement units", Reset),
            Saved(l => l.PoolId, IsOfTheProduct, Copied),
            Saved(l => l.Components, IsOfTheProduct, Copied),
            Saved(l => l.OriginalSkuId, "the product that the line had before, which the journal names", Copied),
            Saved(l => l.Counts, "follows from the statuses of the order", Copied),
            Saved(l => l.Priority, IsOfTheOrder, Copied),
            Saved(l => l.QueuedAt, IsOfTheOrder, Copied),
            ByName(l => l.PromisedDay, ToldAsPromise, Copied),
            ByName(l => l.FirstPromisedDay, ToldAsPromise, Copied),
            ByName(l => l.ExpectedDay, FollowsFromSupply, Copied),
            ByName(l => l.ExpectedBasis, FollowsFromSupply, Copied),
            ByName(l => l.AtRisk, FollowsFromSupply, Copied),
            Saved(l => l.OrderStatus, IsOfTheOrder, Copied),
            Saved(l => l.OrderState, IsOfTheOrder, Reset)
        ) { }
}
