using Raincheck.Api;
using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Purchasing;

/// <summary>Purchase orders and what came on them.</summary>
internal static class PurchaseOrderEndpoints
{
    public static void MapPurchaseOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/purchase-orders").WithTags("Purchasing");
        orders
            .MapPost("", CreateAsync)
            .WithSummary("Orders goods from a vendor.")
            .Produces<PurchaseOrderView>(StatusCodes.Status201Created);
        orders
            .MapGet("", ListAsync)
            .WithSummary("Finds purchase orders, the newest first.")
            .WithQuery(PurchaseOrderList.Parameters)
            .Produces<Page<PurchaseOrderView>>();
        orders.MapGet("/{number}", GetAsync).WithSummary("A purchase order.").Produces<PurchaseOrderView>();
        orders.MapPost("/{number}/cancel", CancelAsync).WithSummary("Cancels what has not come yet.").Produces<PurchaseOrderView>();
        orders
            .MapPost("/{number}/receipts", ReceiveAsync)
            .WithSummary("Receives goods and gives them to the orders that wait.")
            .Produces<ReceiptView>();
    }

    private static Task<IResult> CreateAsync(NewPurchaseOrder order, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(
            http,
            new CreatePurchaseOrder(order),
            made => TypedResults.Created($"{http.Request.PathBase}/api/v1/purchase-orders/{Uri.EscapeDataString(made.Number)}", made)
        );

    private static async Task<IResult> ListAsync(HttpContext http, PurchaseOrderReader reader)
    {
        var list = new PurchaseOrderList(http);
        if (list.Query.Problem is { } problem)
            return Problems.Of(problem);
        var (rows, views) = await reader.ListAsync(list, list.Query.PageSize + 1, http.RequestAborted);
        return TypedResults.Ok(list.Query.Page(rows, views, PurchaseOrderList.KeyOf));
    }

    private static async Task<IResult> GetAsync(string number, HttpContext http, PurchaseOrderReader reader) =>
        await reader.FindAsync(number, http.RequestAborted) is { } order
            ? TypedResults.Ok(order)
            : Problems.Of(new Refusal(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}."));

    private static Task<IResult> CancelAsync(string number, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new CancelPurchaseOrder(number));

    private static Task<IResult> ReceiveAsync(string number, ReceiptRequest receipt, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new ReceivePurchaseOrder(number, receipt));
}
