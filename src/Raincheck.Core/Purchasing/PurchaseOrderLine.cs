using System.Linq.Expressions;

namespace Raincheck.Core.Purchasing;

/// <summary>Units of a product on a purchase order, expected together. A product may stand on it several times with different dates. It changes by its own methods.</summary>
public sealed class PurchaseOrderLine
{
    /// <summary>For queries: units of the line are still to come.</summary>
    public static readonly Expression<Func<PurchaseOrderLine, bool>> HasPending = l => l.Quantity - l.Received - l.Cancelled > 0;

    private long purchaseOrderId;
    private int quantity;
    private long received;
    private int cancelled;
    private long? expectedAt;
    private int line;
    private bool isConfirmed;
    private long? firstExpectedAt;

    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId
    {
        get => purchaseOrderId;
        init => purchaseOrderId = value;
    }

    /// <summary>Its number within the purchase order, from 1.</summary>
    public int Line
    {
        get => line;
        init => line = value;
    }

    /// <summary>The product; a kit only where the vendor ships to the customer.</summary>
    public int SkuId { get; init; }

    /// <summary>Units ordered, 1 or more.</summary>
    public int Quantity
    {
        get => quantity;
        init => quantity = value;
    }

    /// <summary>Units received, or shipped by the vendor; more than ordered where the vendor sent more.</summary>
    public long Received
    {
        get => received;
        init => received = value;
    }

    /// <summary>Units that will not come.</summary>
    public int Cancelled
    {
        get => cancelled;
        init => cancelled = value;
    }

    /// <summary>When they are expected, in microseconds since 1970-01-01 UTC.</summary>
    public long? ExpectedAt
    {
        get => expectedAt;
        init => expectedAt = value;
    }

    /// <summary>Whether the vendor confirmed <see cref="ExpectedAt"/>.</summary>
    public bool IsConfirmed
    {
        get => isConfirmed;
        init => isConfirmed = value;
    }

    /// <summary>The date that was expected first, before any unit came; how late the vendor was is measured from it.</summary>
    public long? FirstExpectedAt
    {
        get => firstExpectedAt;
        init => firstExpectedAt = value;
    }

    /// <summary>Units still to come: an over-receipt leaves none.</summary>
    public long Pending => Math.Max(0, quantity - received - cancelled);

    /// <summary>Becomes a line of a new purchase order.</summary>
    /// <param name="order">The purchase order.</param>
    /// <param name="number">Its number there, from 1.</param>
    public void Join(PurchaseOrder order, int number)
    {
        if (purchaseOrderId != 0)
            throw new InvalidOperationException($"the line of product {SkuId} is on purchase order {purchaseOrderId}");
        (purchaseOrderId, line) = (order.Id, number);
        KeepFirst();
    }

    /// <summary>Changes how many are ordered. The caller has checked the quantity.</summary>
    public void Order(int newQuantity) => quantity = newQuantity;

    /// <summary>Changes when the units are expected. The caller has asked <see cref="CheckDate"/>.</summary>
    public void Expect(DateChange change)
    {
        isConfirmed = change.Confirmed ?? (isConfirmed && change.DateFor(expectedAt) == expectedAt);
        expectedAt = change.DateFor(expectedAt);
        KeepFirst();
    }

    /// <summary>A refusal where the vendor is said to have confirmed a date that the line would not have.</summary>
    /// <param name="change">The change.</param>
    /// <param name="sku">The line's product.</param>
    public Refusal? CheckDate(DateChange change, string sku) =>
        change.Confirmed == true && change.DateFor(expectedAt) is null
            ? new Refusal(
                RefusalCode.InvalidValue,
                $"Line {line} ({sku}) has no expected date that the vendor could have confirmed.",
                "confirmed"
            )
            : null;

    /// <summary>Orders further units.</summary>
    /// <param name="units">1 or more.</param>
    /// <param name="expected">When they are expected, if no date is known yet.</param>
    public void Add(int units, long? expected)
    {
        quantity += units;
        expectedAt ??= expected;
        KeepFirst();
    }

    /// <summary>Units came, perhaps more than were ordered.</summary>
    public void Receive(long units) => received += units;

    /// <summary>Units will not come.</summary>
    /// <param name="units">At most <see cref="Pending"/>.</param>
    internal void Cancel(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Pending);
        cancelled += units;
    }

    private void KeepFirst()
    {
        if (received == 0)
            firstExpectedAt ??= expectedAt;
    }
}
