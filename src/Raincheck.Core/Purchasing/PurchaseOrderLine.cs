using System.Linq.Expressions;

namespace Raincheck.Core.Purchasing;

/// <summary>One product of a purchase order; no product stands on it twice. It changes by its own methods.</summary>
public sealed class PurchaseOrderLine
{
    /// <summary>For queries: units of the line are still to come.</summary>
    public static readonly Expression<Func<PurchaseOrderLine, bool>> HasPending = l => l.Quantity - l.Received - l.Cancelled > 0;

    private long purchaseOrderId;
    private int quantity;
    private long received;
    private int cancelled;
    private long? expectedAt;

    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId
    {
        get => purchaseOrderId;
        init => purchaseOrderId = value;
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

    /// <summary>Units still to come: an over-receipt leaves none.</summary>
    public long Pending => Math.Max(0, quantity - received - cancelled);

    /// <summary>Becomes a line of a new purchase order.</summary>
    public void Join(PurchaseOrder order)
    {
        if (purchaseOrderId != 0)
            throw new InvalidOperationException($"the line of product {SkuId} is on purchase order {purchaseOrderId}");
        purchaseOrderId = order.Id;
    }

    /// <summary>Changes what is ordered or when it is expected; null where one stays. The caller has checked the quantity.</summary>
    public void Change(int? newQuantity, long? newExpectedAt)
    {
        quantity = newQuantity ?? quantity;
        expectedAt = newExpectedAt ?? expectedAt;
    }

    /// <summary>Orders further units.</summary>
    /// <param name="units">1 or more.</param>
    /// <param name="expected">When they are expected, if no date is known yet.</param>
    public void Add(int units, long? expected)
    {
        quantity += units;
        expectedAt ??= expected;
    }

    /// <summary>Units came, perhaps more than were ordered.</summary>
    public void Receive(int units) => received += units;

    /// <summary>Units will not come.</summary>
    /// <param name="units">At most <see cref="Pending"/>.</param>
    internal void Cancel(int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, Pending);
        cancelled += units;
    }
}
