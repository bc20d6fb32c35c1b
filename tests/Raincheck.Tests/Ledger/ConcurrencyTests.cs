using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Raincheck.Crash;
using Raincheck.Features.Recalculation;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>
/// Sixteen writers at once on one database, each with its own random commands, through one ledger or several, while passes
/// run: every command is carried out once or refused, no rule is broken, and no two transactions ever wait for each other.
/// </summary>
[Collection(Name)]
public sealed class ConcurrencyTests(ITestOutputHelper output)
{
    /// <summary>The tests that count a server's deadlocks, and those that make some, run one after another.</summary>
    public const string Name = "Deadlocks are counted";

    private const int WritersCount = 16;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(Database.Sqlite, 1)]
    [InlineData(Database.Sqlite, 2)]
    [InlineData(Database.Postgres, 1)]
    [InlineData(Database.Postgres, 3)]
    public async Task SixteenWriters_ThroughSeveralLedgers_LoseAndDoubleNothing(Database database, int ledgerCount)
    {
        var writers = NewWriters();
        var deadlocks = await DeadlocksAsync(database);
        using var repeated = new RepeatedCounter();
        await using (var shop = await TestShop.NewAsync(database))
        {
            List<ClientLedger> ledgers = [shop.Ledger, .. Enumerable.Range(1, ledgerCount - 1).Select(_ => shop.NewLedger())];
            var acks = new ConcurrentBag<Ack>();
            using var stop = new CancellationTokenSource(Load);
            var passing = PassesAsync(shop.Ledger, stop.Token);
            await writers.RunAsync(ledgers, acks.Add, stop.Token);
            foreach (var violation in await passing)
                output.WriteLine($"a pass found {violation}");
            (await passing).ShouldBeEmpty();
            foreach (var ledger in ledgers.Skip(1))
                await ledger.DisposeAsync();
            await CheckAsync(shop, writers, [.. acks]);
        }
        output.WriteLine($"{repeated.Count} transactions repeated");
        (await DeadlocksAsync(database)).ShouldBe(deadlocks);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task ThreeProcesses_OnOneDatabase_LoseAndDoubleNothing(Database database)
    {
        var deadlocks = await DeadlocksAsync(database);
        await using (var shop = await TestShop.NewAsync(database))
        {
            var all = Enumerable.Range(1, 3).Select(p => NewWriters() with { Round = $"p{p}", Count = 6 }).ToList();
            var processes = all.ConvertAll(w => WriterProcess.Start(shop.Connection, w, ledgers: 1));
            foreach (var process in processes)
                await process.WaitForAcksAsync(1);
            using var stop = new CancellationTokenSource(Load);
            (await PassesAsync(shop.Ledger, stop.Token)).ShouldBeEmpty();
            for (var i = 0; i < processes.Count; i++)
            {
                var acks = await processes[i].FinishAsync();
                output.WriteLine($"process {i + 1} repeated {processes[i].RepeatedCount} transactions");
                await CheckAsync(shop, all[i], acks);
                await processes[i].DisposeAsync();
            }
        }
        (await DeadlocksAsync(database)).ShouldBe(deadlocks);
    }

    [Fact]
    public async Task SameCommands_GivenToTwoLedgersInOppositeOrders_TakePlaceOnceEach()
    {
        var writers = NewWriters() with { Count = 1 };
        var deadlocks = await DeadlocksAsync(Database.Postgres);
        await using (var shop = await TestShop.NewAsync(Database.Postgres))
        {
            await using var other = shop.NewLedger();
            var work = new Work(writers.Seed, writers.Round, 0, 1);
            var all = new List<Ack>();
            for (var i = 0; i < 20; i++)
            {
                var steps = Enumerable.Range(0, 25).SelectMany(_ => work.Next()).Where(s => s.Leaves == Trace.Order).ToList();
                var once = Writers.RunAsync(shop.Ledger, steps);
                var again = Writers.RunAsync(other, [.. Enumerable.Reverse(steps)]);
                (await once).ShouldBe(await again, ignoreOrder: true);
                all.AddRange(await once);
            }
            all.ShouldAllBe(a => a.IsDone);
            await using var db = shop.Client.CreateContext();
            db.Orders.Count().ShouldBe(all.Count);
            await shop.ShouldBeSound();
        }
        (await DeadlocksAsync(Database.Postgres)).ShouldBe(deadlocks);
    }

    private Writers NewWriters()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        return new Writers(seed, "c", WritersCount);
    }

    private async Task CheckAsync(TestShop shop, Writers writers, IReadOnlyList<Ack> acks)
    {
        var evidence = await Evidence.GatherAsync(writers, acks, shop.Client);
        output.WriteLine($"{acks.Count} commands, {evidence.Done.Count} carried out");
        output.WriteLine(string.Join(", ", acks.CountBy(a => a.Result).OrderByDescending(r => r.Value).Select(r => $"{r.Value} {r.Key}")));
        evidence.Problems.ShouldBeEmpty();
        evidence.InDoubtFound.ShouldBe(0);
        evidence.Done.Count.ShouldBeGreaterThan(writers.Count);
        (await NewPass(shop.Ledger).RunAsync("test", "periodic pass", null, CancellationToken.None)).Differences.ShouldBeEmpty();
        await shop.ShouldBeSound();
    }

    /// <summary>Pass after pass until told to stop; what they found wrong.</summary>
    private static async Task<IReadOnlyList<Violation>> PassesAsync(ClientLedger ledger, CancellationToken stop)
    {
        var found = new List<Violation>();
        using var pass = NewPass(ledger);
        while (!stop.IsCancellationRequested)
        {
            found.AddRange((await pass.RunAsync("test", "periodic pass", null, CancellationToken.None)).Differences);
            await Task.Delay(100, CancellationToken.None);
        }
        return found;
    }

    private static PeriodicPass NewPass(ClientLedger ledger) =>
        new(
            ledger,
            NullLogger<PeriodicPass>.Instance,
            new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
        );

    /// <summary>How many deadlocks the server has broken so far.</summary>
    private static async Task<long> DeadlocksAsync(Database database)
    {
        if (database == Database.Sqlite)
            return 0;
        // A backend tells what it counted when it ends; those of a closed pool are ending now.
        await Task.Delay(500);
        await using var connection = new NpgsqlConnection(PostgresServer.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Listens to the ledgers' count of repeated transactions.</summary>
    private sealed class RepeatedCounter : IDisposable
    {
        private readonly MeterListener listener = new();
        private long count;

        public RepeatedCounter()
        {
            listener.InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Name == "raincheck.ledger.repeated")
                    meters.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
            listener.Start();
        }

        public long Count => Interlocked.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
