namespace Raincheck.Core.Promises;

/// <summary>The line of a purchase order that units come from.</summary>
/// <param name="PurchaseOrderId">The purchase order's id.</param>
/// <param name="PurchaseOrder">Its number; decides between two purchase orders of one day.</param>
/// <param name="SkuId">The product on the line.</param>
/// <param name="Line">The line's number within its purchase order.</param>
public sealed record SupplySource(long PurchaseOrderId, string PurchaseOrder, int SkuId, int Line);

/// <summary>Units that will come into counted stock.</summary>
/// <param name="Source">The purchase order line that brings them.</param>
/// <param name="Pool">The pool they come to, as a position in the caller's array of stock.</param>
/// <param name="Units">How many, 1 or more.</param>
/// <param name="Date">The day they are received.</param>
/// <param name="Basis">The basis of the date.</param>
public sealed record SupplyEvent(SupplySource Source, int Pool, long Units, DateOnly Date, DateBasis Basis)
{
    /// <summary>The order in which supply arrives: by date, then by the purchase order's number (ordinal), then by line.</summary>
    public static Comparer<SupplyEvent> ByArrival { get; } =
        Comparer<SupplyEvent>.Create(
            (a, b) =>
                a.Date != b.Date ? a.Date.CompareTo(b.Date)
                : string.CompareOrdinal(a.Source.PurchaseOrder, b.Source.PurchaseOrder) is var byNumber && byNumber != 0 ? byNumber
                : a.Source.Line.CompareTo(b.Source.Line)
        );
}
