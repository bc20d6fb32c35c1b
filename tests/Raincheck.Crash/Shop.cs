using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Raincheck.Core.Stock;
using Raincheck.Features.MasterData;
using Raincheck.Features.Products;
using Raincheck.Features.Recalculation;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;

namespace Raincheck.Crash;

/// <summary>A client's database with a ledger of its own on it.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Shop(ClientDatabase database, ServiceProvider services)
    {
        Database = database;
        this.services = services;
        Ledger = NewLedger();
    }

    public ClientDatabase Database { get; }

    public ClientLedger Ledger { get; }

    public static Shop Open(string connection)
    {
        var made = new ServiceCollection()
            .AddMetrics()
            // What a ledger repeats, it says; standard output belongs to the acknowledgements.
            .AddLogging(logging =>
                logging.AddSimpleConsole(o => o.SingleLine = true).AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace)
            )
            .BuildServiceProvider();
        return new Shop(ClientDatabase.Open(connection), made);
    }

    public ClientLedger NewLedger() =>
        new(
            Database,
            TimeProvider.System,
            services.GetRequiredService<ILogger<ClientLedger>>(),
            services.GetRequiredService<IMeterFactory>()
        );

    /// <summary>Makes the tables and the catalogue.</summary>
    public async Task MakeAsync()
    {
        await Database.MigrateAsync();
        await DoneAsync(new PutCompany(new("ACME", "Acme")));
        await DoneAsync(new PutVendor(new("VEND", "Vendor")));
        await DoneAsync(new PutWarehouse(new("MAIN", "Main", WarehouseType.Normal, true)));
        await DoneAsync(new PutWarehouse(new("EAST", "East", WarehouseType.Normal, true)));
        await DoneAsync(new PutWarehouse(new("BACK", "Returns", WarehouseType.Return, true)));
        await DoneAsync(new PutProducts(Work.Products));
    }

    /// <summary>A periodic pass: what it found wrong, if anything.</summary>
    public async Task<IReadOnlyList<Violation>> PassAsync()
    {
        using var pass = new PeriodicPass(
            Ledger,
            services.GetRequiredService<ILogger<PeriodicPass>>(),
            services.GetRequiredService<IMeterFactory>()
        );
        return (await pass.RunAsync("crash test", "periodic pass", null, CancellationToken.None)).Differences;
    }

    /// <summary>Everything that section 9 of the rules says is always true, where it is not.</summary>
    public async Task<IReadOnlyList<Violation>> VerifyAsync()
    {
        await using var snapshot = await Ledger.SnapshotAsync(CancellationToken.None);
        return await new Verifier(snapshot, await Ledger.CatalogueOfAsync(snapshot, CancellationToken.None)).RunAsync(
            null,
            CancellationToken.None
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Database.DisposeAsync();
        await services.DisposeAsync();
    }

    /// <summary>Carries out a command that must not be refused.</summary>
    public async Task DoneAsync<T>(LedgerCommand<T> command)
    {
        var outcome = await Ledger.ExecuteAsync(command, new CommandContext("crash test"));
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"{command.GetType().Name} was refused: {refusal.Detail}");
    }
}
