using System.Diagnostics;
using Npgsql;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// Orders of 3 lines in batches of 1,000 through the ledger, against plain bulk copy of the very same rows (orders, lines,
/// journal) into a second database with the same tables and indexes, in transactions of the same size, turn by turn.
/// </summary>
internal static class IntakeBenchmark
{
    public const string Measures =
        "orders in batches through the ledger against bulk copy of the same rows (--batches, --batch, --skus, --warehouses)";

    public static async Task RunAsync(Options options)
    {
        var batches = options.Number("batches", 30);
        var size = options.Number("batch", 1000);
        var skus = options.Number("skus", 10_000);
        var warehouses = options.Number("warehouses", 1);
        Console.WriteLine($"{batches} batches of {size:N0} orders of 3 lines over {skus:N0} SKUs in {warehouses} warehouse(s)");
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
            rows.Add(await MeasureAsync(database, batches, size, skus, warehouses));
        Figures.PrintTable(
            ["database", "ledger ms a batch", "copy ms a batch", "ledger orders/s", "ledger lines/s", "ratio to copy", "target"],
            rows
        );
    }

    private static async Task<string[]> MeasureAsync(string database, int batches, int size, int skus, int warehouses)
    {
        await using var shop = await BenchShop.NewAsync(database, skus, 1_000_000, warehouses);
        await using var plain = await BenchShop.NewAsync(database, 1, 0);
        var random = new Random(1);
        var ledger = new List<double>();
        var copy = new List<double>();
        var lastJournal = await LastJournalAsync(shop);
        for (var i = -30; i < batches; i++)
        {
            var commands = Enumerable
                .Range(0, size)
                .Select(_ => ((LedgerCommand<OrderView>)BenchShop.Order(random, 3, skus), new CommandContext("bench")))
                .ToList();
            GC.Collect();
            var started = Stopwatch.GetTimestamp();
            var outcomes = await shop.Ledger.ExecuteAllAsync(commands);
            var ledgerMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (outcomes.Any(o => o.Refusal is not null))
                throw new InvalidOperationException("An order was refused.");

            var rows = await RowsOfAsync(shop, lastJournal);
            lastJournal += rows.Journal.Count;
            GC.Collect();
            started = Stopwatch.GetTimestamp();
            await CopyAsync(plain, rows);
            var copyMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (i < 0)
                continue;
            ledger.Add(ledgerMs);
            copy.Add(copyMs);
        }
        var (ledgerMedian, copyMedian) = (Figures.Median(ledger), Figures.Median(copy));
        return
        [
            database,
            $"{ledgerMedian:F1}",
            $"{copyMedian:F1}",
            $"{size / ledgerMedian * 1000:N0}",
            $"{3 * size / ledgerMedian * 1000:N0}",
            $"{copyMedian / ledgerMedian:F2}",
            "0.50",
        ];
    }

    private static async Task<long> LastJournalAsync(BenchShop shop)
    {
        var last = 0L;
        await using var snapshot = await shop.SnapshotAsync();
        await snapshot.ReadAsync("SELECT max(id) FROM journal", [], r => last = r.GetInt64(0));
        return last;
    }

    private static async Task<(List<Order> Orders, List<OrderLine> Lines, List<JournalEntry> Journal)> RowsOfAsync(
        BenchShop shop,
        long afterJournal
    )
    {
        await using var snapshot = await shop.SnapshotAsync();
        var journal = await snapshot.QueryAsync<JournalEntry>("id > @id ORDER BY id", [("id", afterJournal)]);
        var ids = journal.Select(j => j.OrderId!.Value).Distinct().ToArray();
        return (
            await snapshot.QueryAsync<Order>("id IN {ids} ORDER BY id", [("ids", ids)]),
            await snapshot.QueryAsync<OrderLine>("order_id IN {ids} ORDER BY order_id, line", [("ids", ids)]),
            journal
        );
    }

    private static async Task CopyAsync(BenchShop shop, (List<Order> Orders, List<OrderLine> Lines, List<JournalEntry> Journal) rows)
    {
        if (shop.Client.Postgres is { } postgres)
        {
            await using var connection = await postgres.OpenConnectionAsync();
            await using var begin = new NpgsqlCommand("BEGIN", connection);
            await begin.ExecuteNonQueryAsync();
            await PostgresTransaction.CopyAsync(connection, rows.Orders, CancellationToken.None);
            await PostgresTransaction.CopyAsync(connection, rows.Lines, CancellationToken.None);
            await PostgresTransaction.CopyAsync(connection, rows.Journal, CancellationToken.None);
            await using var commit = new NpgsqlCommand("COMMIT", connection);
            await commit.ExecuteNonQueryAsync();
            return;
        }
        await using var transaction = await SqliteOf(shop).BeginAsync(LockMode.Shared, CancellationToken.None);
        transaction.Insert(rows.Orders);
        transaction.Insert(rows.Lines);
        transaction.Insert(rows.Journal);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static readonly Dictionary<BenchShop, LedgerStore> Stores = [];

    /// <summary>One store a shop, so that the plain copy keeps its connection and its prepared statements as the ledger does.</summary>
    private static LedgerStore SqliteOf(BenchShop shop)
    {
        if (!Stores.TryGetValue(shop, out var store))
            Stores.Add(shop, store = LedgerStore.Of(shop.Client));
        return store;
    }
}
