using Microsoft.Data.Sqlite;
using Npgsql;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// Orders of 3 lines one by one from 64 callers, which the ledger commits in groups: against as many inserts of one row, each
/// with its commit, from 64 callers; and with every order on one SKU against orders over 10,000.
/// </summary>
internal static class SingleBenchmark
{
    public const string IntakeMeasures =
        "orders one by one from 64 callers against as many INSERT + COMMIT of one row (--orders, --callers, --rounds)";
    public const string HotMeasures = "the same with every order on one SKU against 10,000 SKUs (--orders, --callers, --rounds)";

    private const int Skus = 10_000;

    public static async Task IntakeAsync(Options options)
    {
        var (orders, callers, rounds) = Sizes(options);
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
        {
            await using var shop = await BenchShop.NewAsync(database, Skus, 1_000_000);
            await using var inserter = await Inserter.NewAsync(shop, callers);
            var seconds = await Figures.InterleavedSecondsAsync(
                rounds,
                () => OrdersAsync(shop, orders, callers, Skus),
                () => ConcurrentlyAsync(orders, callers, inserter.InsertAsync)
            );
            var (ledger, insert) = (Figures.Median(seconds[0]), Figures.Median(seconds[1]));
            rows.Add([database, $"{orders / ledger:N0}", $"{orders / insert:N0}", $"{insert / ledger:F2}", "1.00"]);
        }
        Figures.PrintTable(["database", "ledger orders/s", "INSERT + COMMIT/s", "ratio", "target"], rows);
    }

    public static async Task HotAsync(Options options)
    {
        var (orders, callers, rounds) = Sizes(options);
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
        {
            // Half of what the hot SKU is asked for is there: the other half waits.
            await using var hot = await BenchShop.NewAsync(database, 1, 3L * orders * (rounds + 1) / 2);
            await using var spread = await BenchShop.NewAsync(database, Skus, 1_000_000);
            var seconds = await Figures.InterleavedSecondsAsync(
                rounds,
                () => OrdersAsync(hot, orders, callers, 1),
                () => OrdersAsync(spread, orders, callers, Skus)
            );
            var (one, many) = (Figures.Median(seconds[0]), Figures.Median(seconds[1]));
            rows.Add([database, $"{orders / one:N0}", $"{orders / many:N0}", $"{many / one:F2}", "0.50"]);
        }
        Figures.PrintTable(["database", "one SKU orders/s", "10,000 SKUs orders/s", "ratio", "target"], rows);
    }

    private static (int Orders, int Callers, int Rounds) Sizes(Options options)
    {
        var sizes = (options.Number("orders", 5_000), options.Number("callers", 64), options.Number("rounds", 5));
        Console.WriteLine($"{sizes.Item1:N0} orders of 3 lines from {sizes.Item2} callers, median of {sizes.Item3} rounds");
        return sizes;
    }

    private static Task OrdersAsync(BenchShop shop, int orders, int callers, int skus) =>
        ConcurrentlyAsync(orders, callers, caller => shop.DoneAsync(BenchShop.Order(Random.Shared, 3, skus)));

    private static Task ConcurrentlyAsync(int count, int callers, Func<int, Task> once) =>
        Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(async caller =>
                {
                    for (var i = caller; i < count; i += callers)
                        await once(caller);
                })
        );

    /// <summary>One row a transaction: as little as a durable order could cost.</summary>
    private sealed class Inserter : IAsyncDisposable
    {
        private readonly List<NpgsqlCommand> postgres = [];
        private readonly SemaphoreSlim turn = new(1);
        private SqliteCommand? sqlite;

        public static async Task<Inserter> NewAsync(BenchShop shop, int callers)
        {
            var inserter = new Inserter();
            await using (var db = shop.Client.CreateContext())
            {
                var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
                await connection.OpenAsync();
                await using var create = connection.CreateCommand();
                create.CommandText = "CREATE TABLE bare (id INTEGER, at BIGINT, customer TEXT)";
                await create.ExecuteNonQueryAsync();
            }
            const string Insert = "INSERT INTO bare VALUES (@id, 1, 'customer@example.com')";
            for (var i = 0; i < callers && shop.Client.Postgres is { } source; i++)
            {
                var command = new NpgsqlCommand(Insert, await source.OpenConnectionAsync());
                command.Parameters.AddWithValue("id", i);
                await command.PrepareAsync();
                inserter.postgres.Add(command);
            }
            if (shop.Client.Postgres is null)
            {
                var connection = new SqliteConnection(shop.Client.ConnectionString);
                await connection.OpenAsync();
                await using var pragmas = connection.CreateCommand();
                pragmas.CommandText = Storage.SqlitePragmas.Text;
                await pragmas.ExecuteNonQueryAsync();
                inserter.sqlite = connection.CreateCommand();
                inserter.sqlite.CommandText = Insert;
                inserter.sqlite.Parameters.AddWithValue("@id", 1);
            }
            return inserter;
        }

        public async Task InsertAsync(int caller)
        {
            if (sqlite is null)
            {
                await postgres[caller].ExecuteNonQueryAsync();
                return;
            }
            // SQLite has one writer: the callers take turns on one connection, which is the fastest that they can.
            await turn.WaitAsync();
            sqlite.ExecuteNonQuery();
            turn.Release();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var command in postgres)
                await command.Connection!.DisposeAsync();
            sqlite?.Connection!.Dispose();
            turn.Dispose();
        }
    }
}
