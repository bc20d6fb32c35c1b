using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Bench;

/// <summary>A client in a database of its own, with one company, one vendor, one warehouse and SKUs <c>S0</c>, <c>S1</c>, ….</summary>
internal sealed class BenchShop : IAsyncDisposable
{
    private static readonly IMeterFactory Meters = new ServiceCollection()
        .AddMetrics()
        .BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();
    private readonly string? folder;
    private bool isKept;

    private BenchShop(string connection, string? folder)
    {
        this.folder = folder;
        Client = ClientDatabase.Open(connection);
        Ledger = new ClientLedger(Client, TimeProvider.System, NullLogger<ClientLedger>.Instance, Meters);
    }

    public ClientDatabase Client { get; }

    public ClientLedger Ledger { get; }

    /// <summary>A shop of a name, which is there for the next run where a folder is given, or where the server is kept.</summary>
    public static async Task<BenchShop> KeptAsync(string database, string name, string folder)
    {
        if (folder.Length == 0)
            return await NewAsync(database, 0, 0);
        BenchShop shop;
        if (database == "postgres")
        {
            var builder = new NpgsqlConnectionStringBuilder(BenchPostgres.ConnectionString) { SearchPath = $"bench_{name}" };
            shop = new BenchShop(builder.ConnectionString, null) { isKept = true };
        }
        else
            shop = new BenchShop(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}.db"), null) { isKept = true };
        await shop.Client.MigrateAsync();
        return shop;
    }

    /// <param name="database">Which database.</param>
    /// <param name="skus">How many SKUs.</param>
    /// <param name="stock">Units of each in each warehouse.</param>
    /// <param name="warehouses">How many warehouses.</param>
    public static async Task<BenchShop> NewAsync(string database, int skus, long stock, int warehouses = 1)
    {
        BenchShop shop;
        if (database == "postgres")
        {
            var builder = new NpgsqlConnectionStringBuilder(BenchPostgres.ConnectionString)
            {
                SearchPath = $"bench_{Guid.NewGuid():N}",
                MaxPoolSize = 80,
            };
            shop = new BenchShop(builder.ConnectionString, null);
        }
        else
        {
            var own = Directory.CreateTempSubdirectory("raincheck-bench-").FullName;
            shop = new BenchShop(Path.Combine(own, "shop.db"), own);
        }
        await shop.Client.MigrateAsync();
        await shop.DoneAsync(new PutCompany(new("C", "Company")));
        await shop.DoneAsync(new PutVendor(new("V", "Vendor")));
        List<string> codes = ["W", .. Enumerable.Range(2, warehouses - 1).Select(i => $"W{i}")];
        foreach (var code in codes)
            await shop.DoneAsync(new PutWarehouse(new(code, "Warehouse", WarehouseType.Normal, true)));
        foreach (var chunk in Enumerable.Range(0, skus).Chunk(1000))
        {
            await shop.DoneAsync(new PutProducts([.. chunk.Select(i => new ProductRequest($"S{i}", $"Product {i}"))]));
            foreach (var code in stock > 0 ? codes : [])
                await shop.DoneAsync(new CountStock([.. chunk.Select(i => new StockCount($"S{i}", code, stock))]));
        }
        return shop;
    }

    public async Task<T> DoneAsync<T>(LedgerCommand<T> command) => (await Ledger.ExecuteAsync(command, new CommandContext("bench"))).Value;

    /// <summary>An order of lines of one unit, of SKUs drawn from the first <paramref name="skus"/>.</summary>
    public static CreateOrder Order(Random random, int lines, int skus) =>
        new(
            new NewOrder(
                "C",
                new("Customer", "customer@example.com"),
                [.. Enumerable.Range(0, lines).Select(_ => new NewOrderLine($"S{random.Next(skus)}", 1, 9.95m))]
            )
        );

    public async Task<LedgerTransaction> SnapshotAsync() =>
        await LedgerStore.Of(Client).BeginAsync(LockMode.Snapshot, CancellationToken.None);

    /// <summary>After much was written at once: brings statistics up to date, which the server would do in its own time.</summary>
    public async Task SettleAsync()
    {
        if (Client.Postgres is not { } postgres)
            return;
        await using var settle = postgres.CreateCommand("VACUUM ANALYZE");
        settle.CommandTimeout = 600;
        await settle.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        if (Client.Postgres is { } postgres && !isKept)
        {
            await using var drop = postgres.CreateCommand(
                $"DROP SCHEMA {new NpgsqlConnectionStringBuilder(Client.ConnectionString).SearchPath} CASCADE"
            );
            await drop.ExecuteNonQueryAsync();
        }
        await Client.DisposeAsync();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The PostgreSQL server of the benchmarks: the one that <c>RAINCHECK_BENCH_POSTGRES</c> names, else a private one.</summary>
internal static class BenchPostgres
{
    private static string? folder;

    public static string ConnectionString
    {
        get
        {
            field ??= Environment.GetEnvironmentVariable("RAINCHECK_BENCH_POSTGRES") ?? Start();
            return field;
        }
    }

    public static void Stop()
    {
        if (folder is null)
            return;
        Run("stop", folder);
        Directory.Delete(folder, recursive: true);
    }

    private static string Start()
    {
        folder = Directory.CreateTempSubdirectory("raincheck-bench-postgres-").FullName;
        return Run("start", folder, "shared_buffers=512MB", "max_wal_size=4GB").Trim();
    }

    private static string Run(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Raincheck.slnx")))
            root = root.Parent;
        var script = Path.Combine(root?.FullName ?? ".", "scripts", "postgres-private");
        using var process = Process.Start(
            new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
