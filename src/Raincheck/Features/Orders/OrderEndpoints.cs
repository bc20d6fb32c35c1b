using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Orders;

/// <summary>The mark that a person wants.</summary>
public sealed record MarkRequest(MarkMode Mark);

/// <summary>Orders: taking, finding, and what happens to a whole order.</summary>
internal static class OrderEndpoints
{
    public static void MapWholeOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders");
        orders
            .MapPost("", CreateAsync)
            .WithSummary("Creates an order.")
            .Refuses(InvalidValue, InvalidQuantity, NoLines, TooMany, UnknownCompany, UnknownSku, DuplicateOrderNumber)
            .WithExample(
                """
                {"number":"1001","company":"ACME","channel":"shop","customer":{"name":"Ada","email":"ada@example.com"},
                 "shipTo":{"name":"Ada","line1":"Kerkstraat 1","city":"Gent","postalCode":"9000","country":"BE"},"lines":[{"sku":"MUG","quantity":6,"unitPrice":9.90}]}
                """
            )
            .Produces<OrderView>(StatusCodes.Status201Created);
        orders.MapOrderBatch();
        orders.MapGet("", ListAsync).WithSummary("Lists orders.").WithQuery(OrderList.Parameters).Produces<Page<OrderView>>();
        orders.MapGet("/{number}", GetAsync).WithSummary("Returns an order.").Produces<OrderView>();
        orders
            .MapGet("/{number}/journal", OrderJournal.GetAsync)
            .WithSummary("Returns the history of an order.")
            .WithQuery()
            .Produces<Page<JournalView>>();
        orders
            .MapGet("/{number}/notes", OrderNoteList.GetAsync)
            .WithSummary("Returns the internal notes of an order.")
            .WithQuery()
            .Produces<Page<NoteView>>();
        orders
            .MapPost("/{number}/notes", AddNoteAsync)
            .WithSummary("Adds an internal note to an order.")
            .Refuses(InvalidValue)
            .WithExample("""{"text":"Called the customer: the blue one is fine, too."}""")
            .Produces<NoteView>(StatusCodes.Status201Created);
        orders
            .MapPatch("/{number}", PatchAsync)
            .WithSummary("Changes customer, addresses, dates, tags, the note to the customer, priority or payment status.")
            .Refuses(InvalidValue, TooMany, OrderStatusForbids)
            .WithExample(
                """
                {"priority":5,"tags":["gift","vip"],"expectedShipDate":"2031-01-02T00:00:00Z","shipBy":"2031-01-05","noteToCustomer":"Ships in two parcels.",
                 "customer":{"email":"ada@example.com","phone":"+32 9 123 45 67"},"billTo":{"name":"Ada","city":"Gent","country":"BE"}}
                """
            )
            .Produces<OrderView>();

        orders.MapCommand("confirm", "Confirms a cart or a quote.", number => new ConfirmOrder(number), OrderStatusForbids);
        orders.MapCommand("hold", "Puts an order on hold.", number => new HoldOrder(number), OrderStatusForbids);
        orders.MapCommand("release", "Releases an order from hold.", number => new ReleaseOrder(number), OrderStatusForbids);
        orders.MapCommand("recalculate", "Recalculates the allocation of an order.", number => new RecalculateOrder(number));
        orders
            .MapPost("/{number}/cancel", CancelAsync)
            .WithSummary("Cancels an order, or units of it.")
            .Refuses(InvalidQuantity, UnknownLine, DuplicateEntry, OrderStatusForbids, DropshipStatusForbids, NotEnoughOpen)
            .WithExample("""{"backOrderedOnly":true}""")
            .Produces<OrderView>();
        orders
            .MapPost("/{number}/ship", ShipAsync)
            .WithSummary("Ships allocated units.")
            .Refuses(
                InvalidQuantity,
                UnknownLine,
                UnknownWarehouse,
                DuplicateEntry,
                OrderStatusForbids,
                WaitsForPurchaseOrder,
                NotEnoughStock
            )
            .WithExample("""{"warehouse":"MAIN","lines":[{"line":1,"quantity":2}]}""")
            .Produces<OrderView>();
        orders
            .MapPost("/{number}/mark", MarkAsync)
            .WithSummary("Sets the back order status by hand, or automatically.")
            .Refuses(OrderStatusForbids)
            .WithExample("""{"mark":"marked"}""")
            .Produces<OrderView>();
    }

    /// <summary>Carries out a command on an order, and answers with the order and its version.</summary>
    public static Task<IResult> AnswerOrderAsync(this ClientLedger ledger, HttpContext http, LedgerCommand<OrderView> command) =>
        ledger.AnswerAsync(http, command, order => new OrderResult(order));

    private static void MapCommand(
        this RouteGroupBuilder orders,
        string action,
        string summary,
        Func<string, OrderCommand> make,
        params RefusalCode[] refusals
    ) =>
        orders
            .MapPost(
                $"/{{number}}/{action}",
                (string number, HttpContext http, ClientLedger ledger) => ledger.AnswerOrderAsync(http, make(number))
            )
            .WithSummary(summary)
            .Refuses(refusals)
            .Produces<OrderView>();

    private static Task<IResult> CreateAsync(NewOrder order, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(
            http,
            new CreateOrder(order),
            made =>
            {
                http.Response.Headers.Location = $"{http.Request.PathBase}/api/v1/orders/{Uri.EscapeDataString(made.Number)}";
                return new OrderResult(made, StatusCodes.Status201Created);
            }
        );

    private static async Task<IResult> ListAsync(HttpContext http, OrderReader reader)
    {
        var list = new OrderList(http);
        if (list.Query.Problem is { } problem)
            return Problems.Of(problem);
        var (rows, views) = await reader.ListAsync(list, list.Query.PageSize + 1, http.RequestAborted);
        return TypedResults.Ok(list.Query.Page(rows, views, list.KeyOf));
    }

    private static async Task<IResult> GetAsync(string number, HttpContext http, OrderReader reader) =>
        await reader.FindAsync(number, http.RequestAborted) is { } order
            ? new OrderResult(order)
            : Problems.Of(Outcomes.OrderNotFound(number));

    private static Task<IResult> AddNoteAsync(string number, NewNote note, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(
            http,
            new AddNote(number, note),
            made => TypedResults.Created($"{http.Request.PathBase}/api/v1/orders/{Uri.EscapeDataString(number)}/notes", made)
        );

    private static Task<IResult> PatchAsync(string number, OrderPatch patch, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new PatchOrder(number, patch));

    // Cancelling everything needs no body.
    private static Task<IResult> CancelAsync(string number, CancelRequest? request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new CancelOrder(number, request ?? new CancelRequest()));

    private static Task<IResult> ShipAsync(string number, Shipment shipment, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new ShipOrder(number, shipment));

    private static Task<IResult> MarkAsync(string number, MarkRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new MarkOrder(number, request.Mark));
}
