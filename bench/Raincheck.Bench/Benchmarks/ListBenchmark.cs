using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Platform.Http;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// The first page of lists in a shop of many orders, against one of few: from the words of the address to the bytes of the answer,
/// without the way through the server, which is the same for both.
/// </summary>
internal static class ListBenchmark
{
    public const string Measures = "first pages of lists with 1,000,000 orders against 10,000 (--few, --many, --rounds, --folder, --only)";

    private static readonly string[] Queries =
    [
        "",
        "backOrder=full",
        "backOrder=partial",
        "backOrder=fullOrPartial",
        "backOrder=none",
        .. new[] { "cart", "quote", "inProcess", "onHold", "problem", "completed", "cancelled", "void" }.Select(s => $"status={s}"),
        "company=C0",
        "company=C19",
        $"company={ListShop.Rare}",
        $"company={ListShop.Never}",
        $"sku={ListShop.BestSeller}",
        "sku=S77",
        $"sku={ListShop.Rare}",
        $"sku={ListShop.Never}",
        "orderedFrom=2020-09-15T00:00:00Z",
        "orderedTo=2020-09-16T00:00:00Z",
        "orderedTo=2019-01-01T00:00:00Z",
        "sort=orderedAt",
        "sort=-orderedAt",
        "sort=number",
        "sort=-number",
        "sort=backOrderedQty",
        "sort=-backOrderedQty",
        "q=example",
        "q=web-",
        "q=kan",
        "q=bade",
        "q=zebedee",
        "q=quux.ex",
        "q=1234",
        "q=nobody at all",
        $"q={ListShop.Oldest}",
        $"q={ListShop.Oldest}&sort=orderedAt",
        $"q={ListShop.Oldest}&sort=-backOrderedQty",
        $"q={ListShop.Oldest}&status=void",
        "q=x",
        "backOrder=full&company=C0",
        "backOrder=full&company=C19",
        "backOrder=none&company=C1",
        $"backOrder=full&company={ListShop.Never}",
        "backOrder=full&status=inProcess",
        "backOrder=full&status=problem",
        "backOrder=full&status=completed",
        $"backOrder=full&sku={ListShop.BestSeller}",
        $"backOrder=none&sku={ListShop.BestSeller}",
        $"backOrder=partial&sku={ListShop.Rare}",
        $"status=void&sku={ListShop.BestSeller}",
        "status=completed&company=C0",
        "status=void&company=C19",
        "company=C0&orderedFrom=2020-09-15T00:00:00Z&orderedTo=2020-09-16T00:00:00Z",
        $"company={ListShop.Rare}&sku={ListShop.BestSeller}",
        "q=example&backOrder=full",
        "q=bade&backOrder=full",
        "q=zebedee&backOrder=none",
        "q=kan&status=void",
        "q=bade&company=C19",
        $"q=kan&sku={ListShop.BestSeller}",
        "q=kan&sort=number",
        "q=kan&sort=-backOrderedQty",
        "backOrder=full&sort=number",
        "backOrder=full&sort=-backOrderedQty",
        "status=inProcess&sort=number",
        "status=cart&sort=-number",
        "status=onHold&sort=-backOrderedQty",
        "company=C0&sort=number",
        $"sku={ListShop.BestSeller}&sort=-backOrderedQty",
        $"sku={ListShop.Rare}&sort=number",
    ];

    private static readonly string[] ProductQueries =
    [
        "",
        "q=product",
        "q=4077",
        "q=nothing like it",
        "backOrderedFrom=1",
        "backOrderedTo=0",
        "backOrderedFrom=1000",
        "backOrderedFrom=2000",
        "q=77&backOrderedFrom=1",
        "q=nothing like it&backOrderedFrom=1",
    ];

    public static async Task RunAsync(Options options)
    {
        var (few, many) = (options.Number("few", 10_000), options.Number("many", 1_000_000));
        var rounds = options.Number("rounds", 15);
        var only = options.Text("only", "");
        Console.WriteLine($"first pages of 50 with {many:N0} orders against {few:N0}, median of {rounds} rounds");
        foreach (var database in options.Text("databases", "postgres,sqlite").Split(','))
        {
            await using var small = await BenchShop.KeptAsync(database, $"lists_{few}", options.Text("folder", ""));
            await ListShop.FillAsync(small, few);
            await using var large = await BenchShop.KeptAsync(database, $"lists_{many}", options.Text("folder", ""));
            await ListShop.FillAsync(large, many);
            var rows = new List<string[]>();
            foreach (var query in Queries.Where(q => q.Contains(only, StringComparison.Ordinal)))
                rows.Add(await MeasureAsync(query, small, large, rounds, OrdersMsAsync));
            Figures.PrintTable([$"orders, {database}", $"ms at {few:N0}", $"ms at {many:N0}", "ratio", "to reach"], rows);
            await ProductsAsync(database, options, rounds);
        }
    }

    private static async Task ProductsAsync(string database, Options options, int rounds)
    {
        const int Few = 10_000;
        const int Many = 100_000;
        await using var small = await BenchShop.KeptAsync(database, $"products_{Few}", options.Text("folder", ""));
        await ListShop.FillProductsAsync(small, Few);
        await using var large = await BenchShop.KeptAsync(database, $"products_{Many}", options.Text("folder", ""));
        await ListShop.FillProductsAsync(large, Many);
        var rows = new List<string[]>();
        foreach (var query in ProductQueries)
            rows.Add(await MeasureAsync(query, small, large, rounds, ProductsMsAsync));
        Figures.PrintTable([$"products, {database}", $"ms at {Few:N0}", $"ms at {Many:N0}", "ratio", "to reach"], rows);
    }

    private static async Task<string[]> MeasureAsync(
        string query,
        BenchShop small,
        BenchShop large,
        int rounds,
        Func<BenchShop, HttpContext, Task<double>> pageMsAsync
    )
    {
        var (fewMs, manyMs) = (new List<double>(), new List<double>());
        for (var round = -3; round < rounds; round++)
        {
            var (atFew, atMany) = (await pageMsAsync(small, Asked(query)), await pageMsAsync(large, Asked(query)));
            if (round < 0)
                continue;
            fewMs.Add(atFew);
            manyMs.Add(atMany);
        }
        var (few, many) = (Figures.Median(fewMs), Figures.Median(manyMs));
        return [query.Length == 0 ? "(all)" : query, $"{few:F2}", $"{many:F2}", $"{many / few:F2}", "≤ 2"];
    }

    private static DefaultHttpContext Asked(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query.Length == 0 ? "" : "?" + query.Replace(" ", "%20", StringComparison.Ordinal));
        return http;
    }

    private static async Task<double> OrdersMsAsync(BenchShop shop, HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var list = new OrderList(http);
        ThrowIfBad(list.Query);
        var (rows, views) = await new OrderReader(shop.Client, shop.Ledger).ListAsync(
            list,
            list.Query.PageSize + 1,
            CancellationToken.None
        );
        JsonSerializer.SerializeToUtf8Bytes(list.Query.Page(rows, views, list.KeyOf), ApiJson.Options);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> ProductsMsAsync(BenchShop shop, HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var list = new ProductList(http);
        ThrowIfBad(list.Query);
        var (rows, views) = await new ProductReader(shop.Client, shop.Ledger).ListAsync(
            list,
            list.Query.PageSize + 1,
            CancellationToken.None
        );
        JsonSerializer.SerializeToUtf8Bytes(list.Query.Page([.. rows.Zip(views)], views, list.KeyOf), ApiJson.Options);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void ThrowIfBad(ListQuery query)
    {
        if (query.Problem is { } problem)
            throw new InvalidOperationException(problem.Detail);
    }
}
