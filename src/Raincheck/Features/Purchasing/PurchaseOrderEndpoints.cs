using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Purchasing;

/// <summary>Purchase orders and what came on them.</summary>
internal static class PurchaseOrderEndpoints
{
    /// <summary>The position of products without a vendor in a list by vendor.</summary>
    private const string BehindEveryVendor = "\uffff";

    public static void MapPurchaseOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/purchase-orders").WithTags("Purchasing");
        orders
            .MapPost("", CreateAsync)
            .WithSummary("Creates a purchase order.")
            .Refuses(
                InvalidValue,
                InvalidQuantity,
                NoLines,
                TooMany,
                UnknownSku,
                UnknownWarehouse,
                UnknownVendor,
                NoDefaultWarehouse,
                DuplicatePurchaseOrderNumber,
                DuplicateEntry,
                KitHasNoStock,
                ShadowHasNoStock
            )
            .WithExample("""{"number":"PO-1","vendor":"VEND","lines":[{"sku":"MUG","quantity":12}]}""")
            .Produces<PurchaseOrderView>(StatusCodes.Status201Created);
        orders
            .MapGet("", ListAsync)
            .WithSummary("Lists purchase orders, newest first.")
            .WithQuery(PurchaseOrderList.Parameters)
            .Produces<Page<PurchaseOrderView>>();
        orders
            .MapGet("/{number}", GetAsync)
            .WithSummary("Returns a purchase order.")
            .Refuses(PurchaseOrderNotFound)
            .Produces<PurchaseOrderView>();
        orders
            .MapPost("/{number}/cancel", CancelAsync)
            .WithSummary("Cancels the pending units.")
            .Refuses(PurchaseOrderNotFound, PurchaseOrderStatusForbids)
            .Produces<PurchaseOrderView>();
        orders
            .MapPatch("/{number}", ChangeAsync)
            .WithSummary("Changes the expected date of all pending lines, and whether the vendor confirmed it.")
            .WithExample("""{"expectedAt":"2027-03-01","confirmed":true}""")
            .Refuses(InvalidValue, PurchaseOrderNotFound, PurchaseOrderStatusForbids)
            .Produces<PurchaseOrderView>();
        orders
            .MapPatch("/{number}/lines/{sku}", ChangeLineAsync)
            .WithSummary("Changes the expected date, its confirmation or the quantity of a line, which is named by its SKU or its number.")
            .WithExample("""{"expectedAt":"2027-03-01","confirmed":true,"quantity":12}""")
            .Refuses(
                InvalidValue,
                InvalidQuantity,
                PurchaseOrderNotFound,
                PurchaseOrderLineNotFound,
                SeveralLines,
                PurchaseOrderStatusForbids,
                NotEnoughOnOrder
            )
            .Produces<PurchaseOrderView>();
        orders
            .MapPost("/{number}/dropship-status", ChangeDropshipStatusAsync)
            .WithSummary("Sets the dropship status.")
            .WithExample("""{"status":"acknowledged"}""")
            .Refuses(
                InvalidValue,
                InvalidQuantity,
                NoLines,
                TooMany,
                PurchaseOrderNotFound,
                UnknownSku,
                NotOnPurchaseOrder,
                SeveralLines,
                DuplicateEntry,
                PurchaseOrderStatusForbids,
                DropshipStatusForbids,
                NotEnoughOnOrder
            )
            .Produces<PurchaseOrderView>();
        orders
            .MapPost("/{number}/receipts", ReceiveAsync)
            .WithSummary("Receives goods and allocates them to waiting orders.")
            .Refuses(
                InvalidValue,
                InvalidQuantity,
                NoLines,
                TooMany,
                PurchaseOrderNotFound,
                UnknownSku,
                UnknownWarehouse,
                NotOnPurchaseOrder,
                DuplicateReceipt,
                PurchaseOrderStatusForbids,
                TotalTooLarge
            )
            .WithExample("""{"reference":"R-1","lines":[{"sku":"MUG","quantity":12}]}""")
            .Produces<ReceiptView>();

        var proposals = api.MapGroup("/purchasing/proposals").WithTags("Purchasing");
        proposals
            .MapGet("", ProposeAsync)
            .WithSummary("Lists shortages, by vendor.")
            .WithQuery([new("vendor", "The code of the vendor.")])
            .Produces<Page<ProposalView>>();
        proposals
            .MapPost("/order", OrderProposalsAsync)
            .WithSummary("Reorders the shortages of a vendor.")
            .WithExample("""{"vendor":"VEND"}""")
            .Refuses(
                InvalidQuantity,
                NoLines,
                TooMany,
                UnknownSku,
                UnknownVendor,
                UnknownWarehouse,
                NoDefaultWarehouse,
                DuplicateEntry,
                NothingShort,
                KitHasNoStock,
                ShadowHasNoStock
            )
            .Produces<PurchaseOrderView>();
    }

    private static Task<IResult> ChangeAsync(string number, PurchaseOrderPatch patch, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new ChangePurchaseOrder(number, patch));

    private static Task<IResult> ChangeLineAsync(
        string number,
        string sku,
        PurchaseOrderLinePatch patch,
        HttpContext http,
        ClientLedger ledger
    ) => ledger.AnswerAsync(http, new ChangePurchaseOrderLine(number, sku, patch));

    private static Task<IResult> ChangeDropshipStatusAsync(
        string number,
        DropshipStatusRequest request,
        HttpContext http,
        ClientLedger ledger
    ) => ledger.AnswerAsync(http, new ChangeDropshipStatus(number, request));

    private static async Task<IResult> ProposeAsync(HttpContext http, PurchaseProposals proposals)
    {
        var query = new ListQuery(http, "proposals", ["vendor"]);
        var vendor = query.Text("vendor");
        return query.Problem is { } problem
            ? Problems.Of(problem)
            : query.Answer(await proposals.FindAsync(vendor, http.RequestAborted), p => p.Vendor ?? BehindEveryVendor);
    }

    private static async Task<IResult> OrderProposalsAsync(
        ProposalOrder request,
        HttpContext http,
        ClientLedger ledger,
        PurchaseProposals proposals
    )
    {
        var proposed = request.Lines is null
            ? (await proposals.FindAsync(request.Vendor, http.RequestAborted)).SelectMany(p => p.Lines).Select(l => l.Sku).ToList()
            : [];
        return await ledger.AnswerAsync(http, new OrderProposals(request, proposed));
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
            : Problems.Of(PurchaseOrderRefusals.NotFound(number));

    private static Task<IResult> CancelAsync(string number, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new CancelPurchaseOrder(number));

    private static Task<IResult> ReceiveAsync(string number, ReceiptRequest receipt, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new ReceivePurchaseOrder(number, receipt));
}
