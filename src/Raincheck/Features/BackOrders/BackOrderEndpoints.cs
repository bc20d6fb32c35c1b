using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.BackOrders;

/// <summary>The actions on waiting orders.</summary>
internal static class BackOrderEndpoints
{
    public static void MapBackOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders/{number}").WithTags("Back orders");
        orders
            .MapPost("/delay", DelayAsync)
            .WithSummary("Delays the shipping of an order.")
            .WithExample("""{"shipDate":"2027-03-01T00:00:00Z","reason":"The vendor is late","notify":false}""")
            .Refuses(InvalidValue, OrderStatusForbids)
            .Produces<OrderView>();
        orders
            .MapPost("/split", SplitAsync)
            .WithSummary("Moves units to a child order.")
            .WithExample("""{"lines":[{"line":1,"quantity":2}]}""")
            .Refuses(InvalidQuantity, UnknownLine, DuplicateEntry, OrderStatusForbids, NotEnoughOpen)
            .Produces<SplitView>();
        orders
            .MapPost("/dropship", DropshipAsync)
            .WithSummary("Hands units to a vendor, who ships them to the customer.")
            .WithExample("""{"vendor":"VEND","lines":[{"line":1,"quantity":2}]}""")
            .Refuses(
                InvalidQuantity,
                UnknownLine,
                UnknownVendor,
                NoVendor,
                SeveralVendors,
                DuplicateEntry,
                OrderStatusForbids,
                NotEnoughOpen,
                TotalTooLarge
            )
            .Produces<PurchaseOrderView>();
        orders
            .MapPost("/pins", PinAsync)
            .WithSummary("Pins units to a line, ahead of the queue.")
            .WithExample("""{"line":1,"quantity":2,"reason":"The customer is in the shop"}""")
            .Refuses(InvalidValue, InvalidQuantity, UnknownLine, OrderStatusForbids, NotEnoughOpen)
            .Produces<OrderView>();
        orders
            .MapDelete("/pins/{line:int}", LiftAsync)
            .WithSummary("Removes the pin of a line.")
            .Refuses(LineNotFound, PinNotFound)
            .Produces<OrderView>();
        orders
            .MapPost("/links", LinkAsync)
            .WithSummary("Links units of a line to a purchase order.")
            .WithExample("""{"line":1,"quantity":2,"purchaseOrder":"PO-1001"}""")
            .Refuses(
                InvalidValue,
                InvalidQuantity,
                UnknownLine,
                UnknownPurchaseOrder,
                NotOnPurchaseOrder,
                UnknownVendor,
                NoVendor,
                UnknownWarehouse,
                NoDefaultWarehouse,
                OrderStatusForbids,
                PurchaseOrderStatusForbids,
                NotEnoughOpen,
                NotEnoughOnOrder,
                KitHasNoStock
            )
            .Produces<OrderView>();
        orders
            .MapDelete("/links/{purchaseOrder}/{line:int}", UnlinkAsync)
            .WithSummary("Removes a line's link to a purchase order.")
            .Refuses(LineNotFound, LinkNotFound)
            .Produces<OrderView>();
    }

    private static Task<IResult> DelayAsync(string number, DelayRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new DelayShipping(number, request));

    // What is back-ordered needs no body.
    private static Task<IResult> SplitAsync(string number, SplitRequest? request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new SplitOrder(number, request ?? new SplitRequest()));

    private static Task<IResult> DropshipAsync(string number, DropshipRequest? request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new DropshipUnits(number, request ?? new DropshipRequest()));

    private static Task<IResult> PinAsync(string number, PinRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new PinUnits(number, request));

    private static Task<IResult> LiftAsync(string number, int line, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new LiftPin(number, line));

    private static Task<IResult> LinkAsync(string number, LinkRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new LinkToPurchaseOrder(number, request));

    private static Task<IResult> UnlinkAsync(string number, string purchaseOrder, int line, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new UnlinkFromPurchaseOrder(number, purchaseOrder, line));
}
