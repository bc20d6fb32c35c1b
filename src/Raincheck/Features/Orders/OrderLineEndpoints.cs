using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Orders;

/// <summary>The new quantity of a line.</summary>
public sealed record LineQuantityRequest(int Quantity);

/// <summary>The product that is sent from now on.</summary>
public sealed record ReplaceItemRequest(string Sku);

/// <summary>The lines of an order.</summary>
internal static class OrderLineEndpoints
{
    public static void MapOrderLines(this RouteGroupBuilder api)
    {
        var lines = api.MapGroup("/orders/{number}/lines").WithTags("Orders");
        lines
            .MapPost("", AddAsync)
            .WithSummary("Adds a line to an order.")
            .Refuses(InvalidValue, InvalidQuantity, TooMany, UnknownSku, OrderStatusForbids)
            .WithExample("""{"sku":"MUG","quantity":2}""")
            .Produces<OrderView>();
        lines
            .MapPatch("/{line:int}", ChangeAsync)
            .WithSummary("Changes the quantity of a line.")
            .Refuses(InvalidQuantity, LineNotFound, OrderStatusForbids, NotEnoughOpen)
            .WithExample("""{"quantity":1}""")
            .Produces<OrderView>();
        lines
            .MapPost("/{line:int}/replace", ReplaceAsync)
            .WithSummary("Replaces the product of a line.")
            .Refuses(InvalidValue, LineNotFound, UnknownSku, OrderStatusForbids, NotEnoughOpen)
            .WithExample("""{"sku":"MUG-R"}""")
            .Produces<OrderView>();
    }

    private static Task<IResult> AddAsync(string number, NewOrderLine line, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new AddOrderLine(number, line));

    private static Task<IResult> ChangeAsync(string number, int line, LineQuantityRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new ChangeLineQuantity(number, line, request.Quantity));

    private static Task<IResult> ReplaceAsync(string number, int line, ReplaceItemRequest request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerOrderAsync(http, new ReplaceItem(number, line, request.Sku));
}
