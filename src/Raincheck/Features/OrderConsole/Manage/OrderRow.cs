using Raincheck.Core.Orders;
using Raincheck.Features.Orders;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>An order as a row of Manage Orders, with only the data of the row, because a console keeps fifty of them.</summary>
public sealed record OrderRow(
    long Id,
    string Number,
    DateTimeOffset OrderedAt,
    string Company,
    string? Channel,
    string Customer,
    string Email,
    long Items,
    decimal? Total,
    OrderStatus Status,
    PaymentStatus Payment,
    Shipping Shipping,
    string DropshipStatus,
    int Priority,
    bool Marked,
    BackOrderState State,
    long BackOrderedQty,
    DateTimeOffset? ExpectedShipDate,
    int Shipments,
    bool NeedsTransfer
)
{
    internal static OrderRow Make(Order order, OrderView view) =>
        new(
            order.Id,
            view.Number,
            view.OrderedAt,
            view.Company,
            view.Channel,
            view.Customer.Name,
            view.Customer.Email ?? "",
            view.Lines.Sum(l => (long)l.Quantity - l.Cancelled),
            view.Lines.Any(l => l.UnitPrice is not null) ? view.Lines.Sum(l => (l.Quantity - l.Cancelled) * (l.UnitPrice ?? 0)) : null,
            view.Status,
            view.PaymentStatus,
            ShippingOf(view),
            view.DropshipStatus.ToString(),
            view.Priority,
            view.BackOrder.Marked,
            view.BackOrder.State,
            view.BackOrder.BackOrderedQty,
            view.ExpectedShipDate,
            view.Shipping.Shipments.Count,
            view.Shipping.NeedsTransfer
        );

    private static Shipping ShippingOf(OrderView view)
    {
        var shipped = view.Lines.Sum(l => (long)l.Shipped);
        return shipped == 0 ? Shipping.None
            : view.Lines.All(l => l.Open == 0) ? Shipping.Shipped
            : Shipping.Partly;
    }

    /// <summary>Whether something that people act on differs.</summary>
    internal bool DiffersFrom(OrderRow other) =>
        (State, BackOrderedQty, Status, Marked, Shipping, Shipments, NeedsTransfer)
        != (other.State, other.BackOrderedQty, other.Status, other.Marked, other.Shipping, other.Shipments, other.NeedsTransfer);
}

/// <summary>How far an order's units have left.</summary>
public enum Shipping
{
    None,
    Partly,
    Shipped,
}

/// <summary>A page of Manage Orders.</summary>
/// <param name="Rows">The orders, in their order.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Problem">The error in the address.</param>
/// <param name="ShowsBackOrders">The workflow is on.</param>
/// <param name="ShowsIcon">The settings do not hide the back-order icon.</param>
/// <param name="Companies">The codes of all companies.</param>
public sealed record OrderGridPage(
    IReadOnlyList<OrderRow> Rows,
    string? Next,
    string? Problem,
    bool ShowsBackOrders,
    bool ShowsIcon,
    IReadOnlyList<string> Companies
);
