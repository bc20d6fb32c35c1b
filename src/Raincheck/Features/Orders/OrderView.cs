using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>An order as the API shows it.</summary>
[HasEntityTag]
public sealed record OrderView(
    string Number,
    string Company,
    string? Channel,
    OrderStatus Status,
    PaymentStatus PaymentStatus,
    DropshipStatus DropshipStatus,
    int Priority,
    DateTimeOffset OrderedAt,
    DateTimeOffset QueuedAt,
    DateTimeOffset? ExpectedShipDate,
    string? Parent,
    IReadOnlyList<string> Children,
    BackOrderView BackOrder,
    DateOnly? ShipBy,
    CustomerView Customer,
    Address? ShipTo,
    Address? BillTo,
    string? NoteToCustomer,
    IReadOnlyList<string> Tags,
    IReadOnlyList<OrderLineView> Lines,
    ShippingView Shipping
);

/// <summary>The back-order figures of an order.</summary>
/// <param name="State">Over its open units.</param>
/// <param name="Marked">Whether it carries the <i>Back Order</i> status.</param>
/// <param name="Since">Since when it is marked.</param>
/// <param name="OpenQty">Open units of its lines.</param>
/// <param name="BackOrderedQty">Back-ordered units of its lines.</param>
public sealed record BackOrderView(BackOrderState State, bool Marked, DateTimeOffset? Since, long OpenQty, long BackOrderedQty);

/// <summary>The customer.</summary>
/// <param name="Name">The customer's name.</param>
/// <param name="Email">The address for notices; null for none: then no notices are written.</param>
/// <param name="Phone">A phone number.</param>
/// <param name="Company">The customer's company.</param>
public sealed record CustomerView(string Name, string? Email, string? Phone, string? Company);

/// <summary>A line of an order as the API shows it.</summary>
public sealed record OrderLineView(
    int Line,
    string Sku,
    int Quantity,
    decimal? UnitPrice,
    int Shipped,
    int Cancelled,
    int Dropshipped,
    int Open,
    int Allocated,
    int Firm,
    int BackOrderedQty,
    long AvailableQty,
    IReadOnlyList<ReplacementView> Replacements,
    IReadOnlyList<ComponentView> Components,
    IReadOnlyList<LinkView> Links,
    string? OriginalSku
);

/// <summary>Units of a replacement SKU that a line holds.</summary>
public sealed record ReplacementView(string Sku, int Quantity);

/// <summary>A component of a kit line, as stored when the line was created.</summary>
public sealed record ComponentView(string Sku, int PerKit, long Allocated);

/// <summary>Units of a line that wait for a purchase order.</summary>
public sealed record LinkView(string PurchaseOrder, int Quantity);

/// <summary>The related data of an order: its family, and the purchase orders of its lines.</summary>
/// <param name="Parent">The number of the order it was split from.</param>
/// <param name="Children">The numbers of the orders that were split from it.</param>
/// <param name="Links">Links of its lines to regular purchase orders, oldest first.</param>
public sealed record OrderSurroundings(string? Parent, IReadOnlyList<string> Children, IReadOnlyList<(int Line, LinkView Link)> Links)
{
    /// <summary>Never split, and linked to nothing.</summary>
    public static readonly OrderSurroundings None = new(null, [], []);
}

/// <summary>Makes views of orders.</summary>
internal static class OrderViews
{
    /// <summary>The order at the end of the batch.</summary>
    public static OrderView View(this UnitOfWork work, LoadedOrder order) =>
        Make(
            order.Order,
            order.Lines,
            work.Catalogue,
            id => work.Pool(id).Available,
            work.CountedLevels,
            new(
                work.ParentNumberOf(order.Order),
                work.ChildNumbersOf(order.Order),
                [
                    .. work
                        .Links.Of(order)
                        .Where(l => l.Row.Quantity > 0 && !l.PurchaseOrder.IsDropship)
                        .Select(l => (l.Row.Line, new LinkView(l.PurchaseOrder.Number, l.Row.Quantity))),
                ]
            )
        );

    /// <summary>An order from its rows.</summary>
    /// <param name="order">The head.</param>
    /// <param name="lines">All its lines.</param>
    /// <param name="catalogue">Products, companies and settings.</param>
    /// <param name="available">Available units by product id, of products that are no kits.</param>
    /// <param name="onHand">Units of a pool by warehouse, in the warehouses that count.</param>
    /// <param name="around">Its family and its links.</param>
    public static OrderView Make(
        Order order,
        IReadOnlyCollection<OrderLine> lines,
        Catalogue catalogue,
        Func<int, long> available,
        Func<int, IReadOnlyDictionary<int, long>> onHand,
        OrderSurroundings around
    )
    {
        var enabled = catalogue.Settings.For(order.Id).EnableBackOrderWorkflow;
        return new OrderView(
            order.Number,
            catalogue.Company(order.CompanyId).Code,
            order.Channel,
            order.Status,
            order.PaymentStatus,
            order.DropshipStatus,
            order.Priority,
            Micros.ToTime(order.OrderedAt),
            Micros.ToTime(order.QueuedAt),
            Micros.ToTime(order.ExpectedShipDate),
            around.Parent,
            around.Children,
            new BackOrderView(
                enabled ? order.State : BackOrderState.None,
                order.Marked,
                Micros.ToTime(order.MarkedSince),
                order.OpenQty,
                enabled ? order.BackOrderedQty : 0
            ),
            OrderContacts.ToDay(order.ShipBy),
            ViewOf(order.GetCustomer()),
            Address.Parse(order.ShipTo),
            Address.Parse(order.BillTo),
            order.NoteToCustomer,
            Tags.Parse(order.Tags),
            [.. lines.OrderBy(l => l.Line).Select(line => MakeLine(line, catalogue, available, enabled, around))],
            ShippingView.Make(ShippingPlanner.Plan(lines, catalogue.PoolOf, onHand), catalogue)
        );
    }

    private static CustomerView ViewOf(Customer customer) => new(customer.Name, customer.Email, customer.Phone, customer.Company);

    private static OrderLineView MakeLine(
        OrderLine line,
        Catalogue catalogue,
        Func<int, long> available,
        bool enabled,
        OrderSurroundings around
    ) =>
        new(
            line.Line,
            catalogue.Sku(line.SkuId),
            line.Quantity,
            Price.Plain(line.UnitPrice),
            line.Shipped,
            line.Cancelled,
            line.Dropshipped,
            line.Open,
            line.Allocated,
            line.Firm,
            enabled ? line.BackOrdered : 0,
            AvailableOf(line, catalogue, available),
            line.ReplacementPoolId is { } id ? [new ReplacementView(catalogue.Sku(id), line.ReplacementAllocated)] : [],
            [.. line.KitComponents.Select(c => new ComponentView(catalogue.Sku(c.Sku), c.PerKit, (long)line.OwnAllocated * c.PerKit))],
            [.. around.Links.Where(l => l.Line == line.Line).Select(l => l.Link)],
            line.OriginalSkuId is { } original ? catalogue.Sku(original) : null
        );

    private static long AvailableOf(OrderLine line, Catalogue catalogue, Func<int, long> available) =>
        line.IsKit
            ? line.KitComponents.GroupBy(c => catalogue.PoolOf(c.Sku)).Min(g => available(g.Key) / g.Sum(c => (long)c.PerKit))
            : available(line.SkuId);
}
