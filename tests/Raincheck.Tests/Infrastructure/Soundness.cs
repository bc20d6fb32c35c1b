using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Ledger.Store;
using Raincheck.Storage;
using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>Everything that section 9 of the rules says is always true.</summary>
internal static class Soundness
{
    private static readonly IMeterFactory Meters = new ServiceCollection()
        .AddMetrics()
        .BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    public static ClientLedger NewLedger(ClientDatabase client, TimeProvider time) =>
        new(client, time, NullLogger<ClientLedger>.Instance, Meters);

    public static async Task ShouldBeSoundAsync(string connection)
    {
        await using var client = ClientDatabase.Open(connection);
        await using var ledger = NewLedger(client, TimeProvider.System);
        (await ViolationsAsync(client, ledger)).ShouldBeEmpty();
    }

    public static async Task<IReadOnlyList<Violation>> ViolationsAsync(ClientDatabase client, ClientLedger ledger)
    {
        await using var store = LedgerStore.Of(client);
        await using var snapshot = await store.BeginAsync(LockMode.Snapshot, CancellationToken.None);
        return await new Verifier(snapshot, await ledger.CatalogueOfAsync(snapshot, CancellationToken.None)).RunAsync(
            null,
            CancellationToken.None
        );
    }
}
