using Raincheck.Api;
using Raincheck.Core;
using Raincheck.Ledger;
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
            "Adds units, or takes them away.",
            """{"sku":"MUG","warehouse":"MAIN","delta":5,"reason":"found behind the shelf"}""",
            items => new AdjustStock(items),
            InvalidValue,
            NotEnoughStock,
            TotalTooLarge
        );
        inventory.MapItems<StockCount>(
            "counts",
            "Sets units to what was counted.",
            """{"sku":"MUG","warehouse":"MAIN","onHand":4}""",
            items => new CountStock(items)
        );
        inventory.MapItems<StockTransfer>(
            "transfers",
            "Moves units between two warehouses.",
            """{"sku":"MUG","from":"MAIN","to":"EAST","quantity":3}""",
            items => new TransferStock(items),
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
        Func<IReadOnlyList<T>, LedgerCommand<StockChanged>> make,
        params RefusalCode[] refusals
    )
        where T : notnull =>
        inventory
            .MapPost("/" + path, (HttpContext http, ClientLedger ledger) => RunAsync(http, ledger, make))
            .Accepts<T>("application/json")
            .WithSummary(summary)
            .WithDescription("Takes one item, or several as {items: […]}: all of them or none.")
            .WithOneOrSeveral()
            .WithExample(example)
            .Refuses([InvalidQuantity, NoLines, TooMany, UnknownSku, UnknownWarehouse, KitHasNoStock, ShadowHasNoStock, .. refusals])
            .Produces<StockChanged>();

    private static async Task<IResult> RunAsync<T>(
        HttpContext http,
        ClientLedger ledger,
        Func<IReadOnlyList<T>, LedgerCommand<StockChanged>> make
    )
    {
        var body = await RequestBody.ReadAsync(http);
        var several = RequestBody.HasMember(body, "items"u8);
        IReadOnlyList<T> items = several ? RequestBody.Parse<StockItems<T>>(body).Items : [RequestBody.Parse<T>(body)];
        var outcome = await ledger.ExecuteAsync(make(items), http.Context(), http.RequestAborted);
        if (outcome.Refusal is { } refusal)
            return Problems.Of(several && items.Count == 1 ? refusal.Within("items[0]") : refusal);
        return TypedResults.Ok(outcome.Value);
    }

    /// <summary>The rules do not say the place of an item that is alone; its caller wrote a list.</summary>
    private static Refusal Within(this Refusal refusal, string path) =>
        refusal.Path is { } inner && !inner.StartsWith("items", StringComparison.Ordinal)
            ? refusal with
            {
                Path = $"{path}.{inner}",
                Others = [.. refusal.Others.Select(o => o.Within(path))],
            }
            : refusal;
}
