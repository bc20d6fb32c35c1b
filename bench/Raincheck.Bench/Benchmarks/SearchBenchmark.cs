using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Raincheck.Bench.Search;
using Raincheck.Features.Orders;
using Raincheck.Features.Orders.Lists;
using Raincheck.Features.Orders.Search;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// The first page of a search by our index against the trigrams of the database: FTS5 on SQLite, <c>pg_trgm</c> on PostgreSQL. Both
/// are used in the same way: few matches are put in order, and among many the list is gone along until the page is full.
/// </summary>
internal static class SearchBenchmark
{
    public const string Measures =
        "our search index against FTS5 and pg_trgm (--orders 100000, --products, --rounds, --databases, --folder, --only)";

    private const int PageRows = 51;
    private const int FewMax = 4_000;
    private const int StepMin = 256;
    private const int StepMax = 8_192;

    private static readonly OrderSorting Newest = new(OrderSort.OrderedAt, Descending: true);

    public static async Task RunAsync(Options options)
    {
        var (orders, products) = (options.Number("orders", 100_000), options.Number("products", 100_000));
        var rounds = options.Number("rounds", 9);
        Console.WriteLine($"first pages of 50 of {orders:N0} orders, median of {rounds} rounds");
        foreach (var database in options.Text("databases", "postgres,sqlite").Split(','))
        {
            await using (var shop = await BenchShop.KeptAsync(database, $"lists_{orders}", options.Text("folder", "")))
            {
                await ListShop.FillAsync(shop, orders);
                await OrdersAsync(shop, database, orders, rounds, options.Text("only", ""));
            }
            await using (var shop = await BenchShop.KeptAsync(database, $"products_{products}", options.Text("folder", "")))
            {
                await ListShop.FillProductsAsync(shop, products);
                await ProductsAsync(shop, database, products, rounds);
            }
        }
    }

    private static async Task OrdersAsync(BenchShop shop, string database, int orders, int rounds, string only)
    {
        var theirs = new TrigramIndex(shop, "orders", "number", "customer_name", "customer_email");
        await BuildAsync(shop, theirs, database);
        var catalogue = await shop.Ledger.CatalogueAsync();
        var rows = new List<string[]>();
        foreach (var (kind, text) in (await OrderTextsAsync(shop, orders)).Where(t => t.Text.Contains(only, StringComparison.Ordinal)))
        {
            rows.Add(
                await MeasureAsync(
                    $"{kind}: `{text}`",
                    rounds,
                    () => ReadAsync(shop, db => OursAsync(db, catalogue, text)),
                    () => ReadAsync(shop, db => TheirsAsync(db, catalogue, theirs, text))
                )
            );
        }
        Figures.PrintTable([$"orders, {database}", "ms, ours", $"ms, {theirs.Name}", $"{theirs.Name} / ours"], rows);
        await theirs.DropAsync();
    }

    /// <summary>Makes both indexes anew and prints the time and the room that they take.</summary>
    private static async Task BuildAsync(BenchShop shop, TrigramIndex theirs, string database)
    {
        await using (var db = shop.Client.CreateContext())
        {
            db.Database.SetCommandTimeout(600);
            await db.SearchGrams.ExecuteDeleteAsync();
        }
        await shop.SettleAsync();
        await theirs.CreateAsync();
        var empty = database == "sqlite" ? await theirs.BytesAsync() : 0;
        var started = Stopwatch.GetTimestamp();
        await new SearchIndex(shop.Ledger).CatchUpAsync(CancellationToken.None);
        var ourSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var ourBytes = await theirs.BytesAsync("search_grams") - empty;
        started = Stopwatch.GetTimestamp();
        await theirs.FillAsync();
        var theirSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var theirBytes = await theirs.BytesAsync() - (database == "sqlite" ? ourBytes + empty : 0);
        Figures.PrintTable(
            [$"index of orders, {database}", "s to make", "MB"],
            ["ours", $"{ourSeconds:F1}", $"{ourBytes / 1e6:F1}"],
            [theirs.Name, $"{theirSeconds:F1}", $"{theirBytes / 1e6:F1}"]
        );
        await shop.SettleAsync();
    }

    private static async Task<List<(string Kind, string Text)>> OrderTextsAsync(BenchShop shop, int orders)
    {
        var middle = await ReadAsync(shop, db => db.Orders.OrderBy(o => o.Id).Skip(orders / 2).FirstAsync());
        return
        [
            ("in three orders", "zebedee"),
            ("in three, from the middle of a word", "quux.ex"),
            ("in two or three of a hundred", "bade"),
            ("in a third", "kan"),
            ("in a quarter", "web-"),
            ("in all but three", "example"),
            ("in the oldest", "web-69"),
            ("in none", "nobody at all"),
            ("beginning of a number", middle.Id.ToString(CultureInfo.InvariantCulture)[..4]),
            ("a number", middle.Number),
            ("an e-mail address", middle.CustomerEmail),
            ("end of an e-mail address", "@gmail.example"),
            ("a name", middle.CustomerName),
            ("two characters", "x."),
            ("two characters, in none", "~~"),
        ];
    }

    private static Task<List<long>> OursAsync(RaincheckDb db, Catalogue catalogue, string text) =>
        new OrderFinder(db, catalogue) { FewMax = FewMax }.IdsAsync(
            new OrderFilter { Search = text },
            Newest,
            null,
            PageRows,
            CancellationToken.None
        );

    private static async Task<List<long>> TheirsAsync(RaincheckDb db, Catalogue catalogue, TrigramIndex index, string text)
    {
        if (text.Length >= TrigramIndex.LengthMin && await index.FindAsync(db, text, FewMax + 1) is { Count: <= FewMax } few)
        {
            return await db.QueryAsync(
                $"SELECT id FROM orders WHERE id IN {{ids}} ORDER BY ordered_at DESC, id DESC LIMIT {PageRows}",
                [("ids", few.ToArray())],
                row => row.GetInt64(0),
                CancellationToken.None
            );
        }
        var folded = Grams.Fold(text);
        var (found, after) = (new List<long>(), (OrderKey?)null);
        for (var step = StepMin; ; step = Math.Min(StepMax, 4 * step))
        {
            var ids = await new OrderFinder(db, catalogue).IdsAsync(new OrderFilter(), Newest, after, step, CancellationToken.None);
            var texts = await db.QueryAsync(
                $"SELECT {OrderText.Columns}, ordered_at FROM orders WHERE id IN {{ids}}",
                [("ids", ids.ToArray())],
                row => (Text: OrderText.Read(row), OrderedAt: row.GetInt64(4)),
                CancellationToken.None
            );
            var byId = texts.ToDictionary(t => t.Text.Id);
            found.AddRange(ids.Where(id => byId[id].Text.Has(folded)));
            if (found.Count >= PageRows || ids.Count < step)
                return [.. found.Take(PageRows)];
            after = new OrderKey(ids[^1], byId[ids[^1]].OrderedAt);
        }
    }

    private static async Task ProductsAsync(BenchShop shop, string database, int products, int rounds)
    {
        var theirs = new TrigramIndex(shop, "products", "sku", "name");
        await theirs.CreateAsync();
        await theirs.FillAsync();
        await shop.SettleAsync();
        var catalogue = await shop.Ledger.CatalogueAsync();
        var (sku, last) = (catalogue.ProductIndex.Search(null, null).Skip(products / 2).First().Sku, products - 1);
        (string, string)[] texts =
        [
            ("in all", "product"),
            ("in one of a hundred", "77"),
            ("in few", "4077"),
            ("a SKU", sku),
            ("a name", string.Create(CultureInfo.InvariantCulture, $"product number {last}")),
            ("in none", "nothing like it"),
        ];
        var rows = new List<string[]>();
        foreach (var (kind, text) in texts)
        {
            rows.Add(
                await MeasureAsync(
                    $"{kind}: `{text}`",
                    rounds,
                    () => Task.FromResult(catalogue.ProductIndex.Search(text, null).Take(PageRows).Select(p => (long)p.Id).ToList()),
                    () => ReadAsync(shop, db => ProductsOfTheirsAsync(db, theirs, text))
                )
            );
        }
        Figures.PrintTable([$"{products:N0} products, {database}", "ms, ours", $"ms, {theirs.Name}", $"{theirs.Name} / ours"], rows);
        await theirs.DropAsync();
    }

    private static async Task<List<long>> ProductsOfTheirsAsync(RaincheckDb db, TrigramIndex index, string text)
    {
        var lower = text.ToLowerInvariant();
        var ids =
            text.Length >= TrigramIndex.LengthMin && await index.FindAsync(db, text, FewMax + 1) is { Count: <= FewMax } few ? few : null;
        var where = ids is null ? "lower(sku) LIKE @text OR lower(name) LIKE @text" : "id IN {ids}";
        return await db.QueryAsync(
            $"SELECT id FROM products WHERE {where} ORDER BY sku LIMIT {PageRows}",
            ids is null ? [("text", $"%{lower}%")] : [("ids", ids.ToArray())],
            row => row.GetInt64(0),
            CancellationToken.None
        );
    }

    private static async Task<T> ReadAsync<T>(BenchShop shop, Func<RaincheckDb, Task<T>> read)
    {
        await using var db = shop.Client.CreateContext();
        await db.Database.OpenConnectionAsync();
        return await read(db);
    }

    /// <summary>Both in turn; the first three rounds warm up. They must find the same.</summary>
    private static async Task<string[]> MeasureAsync(string what, int rounds, Func<Task<List<long>>> ours, Func<Task<List<long>>> theirs)
    {
        var (ourMs, theirMs) = (new List<double>(), new List<double>());
        for (var round = -3; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var byOurs = await ours();
            var between = Stopwatch.GetTimestamp();
            var byTheirs = await theirs();
            var ended = Stopwatch.GetTimestamp();
            if (!byOurs.SequenceEqual(byTheirs))
                throw new InvalidOperationException($"{what}: ours found {byOurs.Count}, the other {byTheirs.Count}, or in another order.");
            if (round < 0)
                continue;
            ourMs.Add(Stopwatch.GetElapsedTime(started, between).TotalMilliseconds);
            theirMs.Add(Stopwatch.GetElapsedTime(between, ended).TotalMilliseconds);
        }
        var (our, their) = (Figures.Median(ourMs), Figures.Median(theirMs));
        return [what, $"{our:F2}", $"{their:F2}", $"{their / our:F2}"];
    }
}
