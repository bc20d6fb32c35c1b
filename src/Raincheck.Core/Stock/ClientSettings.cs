using Raincheck.Core.Orders;
using Raincheck.Core.Promises;

namespace Raincheck.Core.Stock;

/// <summary>When stock that was set, adjusted or transferred reaches the orders. Stored by number: never renumber.</summary>
public enum PassMode
{
    /// <summary>At the next periodic pass.</summary>
    Periodic = 0,

    /// <summary>At once, in the same transaction.</summary>
    Immediate = 1,
}

/// <summary>The client's settings of section 6 of the rules.</summary>
public sealed record ClientSettings
{
    /// <summary>Off: no back-order state, quantity, filter or mail anywhere.</summary>
    public bool EnableBackOrderWorkflow { get; init; } = true;

    /// <summary>Hides the icon in Manage Orders and the column on the order page; nothing else.</summary>
    public bool HideBackOrderColumn { get; init; }

    /// <summary>Creating an order does not mark it.</summary>
    public bool StopMarkingOnCreate { get; init; }

    /// <summary>What the own SKU cannot fill is taken from its replacement.</summary>
    public bool ConsiderReplacementSku { get; init; }

    /// <summary>Stock in warehouses of type dropship is not counted.</summary>
    public bool ExcludeDropshipWarehouses { get; init; } = true;

    /// <summary>Orders whose payment is authorized count.</summary>
    public bool IncludeAuthorizedOrders { get; init; }

    /// <summary>Orders that are unpaid or partly paid count.</summary>
    public bool IncludeUnpaidOrders { get; init; }

    /// <summary>When changed stock is allocated.</summary>
    public PassMode PassMode { get; init; }

    /// <summary>Minutes between two passes, from 1 to 1440.</summary>
    public int PassMinutes { get; init; } = 15;

    /// <summary>The warehouse of a new purchase order that names none.</summary>
    public int? DefaultWarehouseId { get; init; }

    /// <summary>The IANA name of the client's time zone. Projected and promised dates are calendar days there.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The days of the week on which orders ship; at least one.</summary>
    public IReadOnlyList<DayOfWeek> ShippingDays { get; init; } =
    [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Days on which nothing ships, such as holidays.</summary>
    public IReadOnlyList<DateOnly> ClosedDays { get; init; } = [];

    /// <summary>Calendar days between the receipt of units and the earliest day they ship, 0 to 30.</summary>
    public int HandlingDays { get; init; }

    /// <summary>An expected date that passed longer ago than this many days gives no supply, 0 to 365.</summary>
    public int OverdueHorizonDays { get; init; } = OverdueRule.Default.HorizonDays;

    /// <summary>An expected date that passed by less counts as today plus this many days, 0 to 365.</summary>
    public int OverdueOffsetDays { get; init; } = OverdueRule.Default.OffsetDays;

    /// <summary>Days until a shortage is noticed and bought, 0 to 365; part of the date of units that are not on order.</summary>
    public int ReviewDays { get; init; } = 1;

    /// <summary>A projected date that is later than the promised one by at most so many days does not move the promise, 0 to 365.</summary>
    public int SlipToleranceDays { get; init; }

    /// <summary>When a promise moves to an earlier date by itself.</summary>
    public PromiseEarlier PromiseEarlier { get; init; }

    /// <summary>The settings that are being brought to the orders, some at a time; null if none are.</summary>
    public ClientSettings? Next { get; init; }

    /// <summary>The orders up to this id follow <see cref="Next"/> already; those after it do not yet.</summary>
    public long NextUpTo { get; init; }

    /// <summary>The settings that all orders follow once everything is brought to them.</summary>
    public ClientSettings Target() => Next?.Target() ?? this;

    /// <summary>The settings that an order follows at this moment.</summary>
    public ClientSettings For(long orderId) => Next is { } next && orderId <= NextUpTo ? next.For(orderId) : this;

    /// <summary>When units that are there ship.</summary>
    public ShippingCalendar Calendar() => new(ShippingDays, ClosedDays, HandlingDays);

    /// <summary>How dates of purchase orders are read once they have passed.</summary>
    public OverdueRule Overdue() => new(OverdueHorizonDays, OverdueOffsetDays);

    /// <summary>When promises are set and moved.</summary>
    /// <param name="today">Today in <see cref="TimeZone"/>.</param>
    public PromiseRules Promises(DateOnly today) => new(today, Calendar(), SlipToleranceDays, PromiseEarlier, ReviewDays);

    /// <summary>Whether an order with this status and payment takes part in the queue (section 2 of the rules).</summary>
    public bool Counts(OrderStatus status, PaymentStatus payment) =>
        status.IsOpen()
        && payment switch
        {
            PaymentStatus.Charged => true,
            PaymentStatus.Authorized => IncludeAuthorizedOrders,
            _ => IncludeUnpaidOrders,
        };

    /// <summary>Whether the units in this warehouse are counted stock (section 10 of the rules).</summary>
    public bool Counts(Warehouse warehouse) =>
        warehouse.IsSellable
        && warehouse.Type != WarehouseType.Return
        && !(warehouse.Type == WarehouseType.Dropship && ExcludeDropshipWarehouses);
}
