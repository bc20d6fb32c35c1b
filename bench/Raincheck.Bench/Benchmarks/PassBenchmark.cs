using System.Diagnostics;
using Raincheck.Ledger.Audit;

namespace Raincheck.Bench.Benchmarks;

/// <summary>The periodic pass over a million open lines, against merely reading the same rows.</summary>
internal static class PassBenchmark
{
    public const string Measures = "the audit of the periodic pass against merely reading the same rows (--lines, --skus, --rounds)";

    public static async Task RunAsync(Options options)
    {
        var lines = options.Number("lines", 1_000_000);
        var skus = options.Number("skus", 100_000);
        var rounds = options.Number("rounds", 5);
        Console.WriteLine($"{lines:N0} open lines over {skus:N0} SKUs, half of them served, median of {rounds} rounds");
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
        {
            await using var shop = await BenchShop.NewAsync(database, skus, 0);
            await BulkQueue.FillAsync(shop, lines, skus, lines / skus / 2);
            var seconds = await Figures.InterleavedSecondsAsync(rounds, () => AuditAsync(shop, lines), () => ReadAsync(shop, lines));
            var (audit, read) = (Figures.Median(seconds[0]), Figures.Median(seconds[1]));
            using var process = Process.GetCurrentProcess();
            rows.Add([
                database,
                $"{audit:F2}",
                $"{read:F2}",
                $"{audit / read:F2}",
                "3.00",
                $"{process.PeakWorkingSet64 / 1024 / 1024:N0}",
                "1,024",
            ]);
        }
        Figures.PrintTable(["database", "pass s", "read s", "ratio", "target", "peak memory MiB", "target"], rows);
    }

    private static async Task AuditAsync(BenchShop shop, int lines)
    {
        await using var snapshot = await shop.Ledger.SnapshotAsync(CancellationToken.None);
        var audit = await new AllocationAuditor(snapshot, await shop.Ledger.CatalogueOfAsync(snapshot, CancellationToken.None)).RunAsync(
            null,
            CancellationToken.None
        );
        if (audit.Lines != lines || audit.BrokenPools.Count > 0)
            throw new InvalidOperationException($"The audit saw {audit.Lines} lines and {audit.BrokenPools.Count} broken pools.");
    }

    private static async Task ReadAsync(BenchShop shop, int lines)
    {
        await using var snapshot = await shop.Ledger.SnapshotAsync(CancellationToken.None);
        var (read, sum) = (0, 0L);
        await snapshot.ReadAsync(
            $"SELECT {AllocationAuditor.Columns} FROM order_lines WHERE (back_ordered > 0 OR allocated > 0)",
            [],
            r =>
            {
                sum += r.GetInt64(0) + r.GetInt32(1) + r.GetInt32(2) + r.GetInt32(3) + r.GetInt32(4) + (r.GetBoolean(5) ? 1 : 0);
                sum += r.GetInt32(6) + r.GetInt32(7) + r.GetInt64(8) + r.GetInt64(9) + r.GetInt32(10) + r.GetInt32(11);
                sum +=
                    (r.IsDBNull(12) ? 0 : r.GetInt32(12)) + r.GetInt32(13) + r.GetInt32(14) + (r.IsDBNull(15) ? 0 : r.GetString(15).Length);
                read++;
            }
        );
        if (read != lines || sum == 0)
            throw new InvalidOperationException($"{read} rows were read.");
    }
}
