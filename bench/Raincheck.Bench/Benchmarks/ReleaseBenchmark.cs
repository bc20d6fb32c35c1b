using System.Diagnostics;
using Raincheck.Features.Purchasing;

namespace Raincheck.Bench.Benchmarks;

/// <summary>A receipt of 10 units while ever more lines wait on the SKU: the work follows what changes, not what waits.</summary>
internal static class ReleaseBenchmark
{
    public const string Measures = "a receipt of 10 units with 100, 10,000 and 1,000,000 lines waiting on the SKU (--receipts, --most)";

    public static async Task RunAsync(Options options)
    {
        var receipts = options.Number("receipts", 9);
        var sizes = new[] { 100, 10_000, options.Number("most", 1_000_000) };
        Console.WriteLine($"median of {receipts} receipts of 10 units at each size, in turn");
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
        {
            var shops = new List<BenchShop>();
            foreach (var size in sizes)
            {
                var shop = await BenchShop.NewAsync(database, 1, 0);
                await BulkQueue.FillAsync(shop, size, 1, 0);
                await shop.DoneAsync(new CreatePurchaseOrder(new("V", [new("S0", 1_000_000)], "W", "PO")));
                shops.Add(shop);
            }
            var ms = sizes.Select(_ => new List<double>()).ToArray();
            for (var i = -3; i < receipts; i++)
            {
                for (var s = 0; s < sizes.Length; s++)
                {
                    var started = Stopwatch.GetTimestamp();
                    // With 100 waiting, 9 receipts and 3 to warm up must not serve them all.
                    var view = await shops[s].DoneAsync(new ReceivePurchaseOrder("PO", new($"R{i}", [new("S0", i < 0 ? 1 : 10)])));
                    var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                    if (view.Released.Sum(r => r.Quantity) != (i < 0 ? 1 : 10))
                        throw new InvalidOperationException($"{view.Released.Count} lines were released.");
                    if (i >= 0)
                        ms[s].Add(elapsed);
                }
            }
            var medians = ms.Select(Figures.Median).ToArray();
            rows.Add([database, .. medians.Select(m => $"{m:F2}"), $"{medians[^1] / medians[0]:F2}", "2.00"]);
            foreach (var shop in shops)
                await shop.DisposeAsync();
        }
        Figures.PrintTable(["database", .. sizes.Select(s => $"ms at {s:N0}"), "last to first", "target below"], rows);
    }
}
