using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Inventory;

/// <summary>Several items, all or none.</summary>
public sealed record StockItems<T>(IReadOnlyList<T> Items);

/// <summary>Stock by hand or by a feed: one item in a call, or up to 1,000 as <c>{items}</c>.</summary>
internal static class InventoryEndpoints
{
    public static void MapInventory(this RouteGroupBuilder api)
    {
        var inventory = api.MapGroup("/inventory").WithTags("Inventory");
        inventory.MapItems<StockAdjustment>(
            "adjustments",
            "Adds or removes units.",
            """{"sku":"MUG","warehouse":"MAIN","delta":5,"reason":"found behind the shelf"}""",
            (items, isList) => new AdjustStock(items, isList),
            InvalidValue,
            NotEnoughStock,
            TotalTooLarge
        );
        inventory.MapItems<StockCount>(
            "counts",
            "Sets the counted quantity.",
            """{"sku":"MUG","warehouse":"MAIN","onHand":4}""",
            (items, isList) => new CountStock(items, isList)
        );
        inventory.MapItems<StockTransfer>(
            "transfers",
            "Moves units between two warehouses.",
            """{"sku":"MUG","from":"MAIN","to":"EAST","quantity":3}""",
            (items, isList) => new TransferStock(items, isList),
            InvalidValue,
            NotEnoughStock,
            TotalTooLarge
        );
    }

    private static void MapItems<T>(
        this RouteGroupBuilder inventory,
        string path,
        string summary,
        string example,
        Func<IReadOnlyList<T>, bool, LedgerCommand<StockChanged>> make,
        params RefusalCode[] refusals
    )
        where T : notnull =>
        inventory
            .MapPost("/" + path, (HttpContext http, ClientLedger ledger) => RunAsync(http, ledger, make))
            .Accepts<T>("application/json")
            .WithSummary(summary)
            .WithDescription("Accepts one item, or several as {items: […]}; all or none are applied.")
            .WithOneOrSeveral()
            .WithExample(example)
            .Refuses([InvalidQuantity, NoLines, TooMany, UnknownSku, UnknownWarehouse, KitHasNoStock, ShadowHasNoStock, .. refusals])
            .Produces<StockChanged>();

    private static async Task<IResult> RunAsync<T>(
        HttpContext http,
        ClientLedger ledger,
        Func<IReadOnlyList<T>, bool, LedgerCommand<StockChanged>> make
    )
    {
        var body = await RequestBody.ReadAsync(http);
        var several = RequestBody.HasMember(body, "items"u8);
        IReadOnlyList<T> items = several ? RequestBody.Parse<StockItems<T>>(body).Items : [RequestBody.Parse<T>(body)];
        return await ledger.AnswerAsync(http, make(items, several));
    }
}
