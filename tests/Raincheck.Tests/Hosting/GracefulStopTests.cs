using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Cli;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

public sealed class GracefulStopTests
{
    private const int Callers = 16;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenRequestsUnderWay_WhenTheProgramIsTerminated_ThenEachIsAnsweredOrNeverBegunAndItEndsWithZero(Database database)
    {
        await using var client = await NewClient.WithSchemaAsync(database);
        using var folder = new TempFolder();
        await using var process = ServeProcess.Serve(
            folder.Path,
            client.Connection,
            [.. ApiHost.Administrator, new("RAINCHECK_LOG_LEVEL", "warning")]
        );
        await using var api = await ApiHost.OfAsync(await process.AddressAsync(), client.Connection);
        var sku = await api.NewSku(300);
        var stored = new ConcurrentQueue<string>();
        var refused = new ConcurrentQueue<string>();
        var calling = Enumerable.Range(0, Callers).Select(c => Task.Run(() => CallAsync(api, sku, c, stored, refused))).ToArray();
        while (stored.Count < 200)
            await Task.Delay(5);

        process.Terminate();

        // No caller hangs: each one reaches a call without a server.
        await Task.WhenAll(calling).WaitAsync(TimeSpan.FromMinutes(1));
        (await process.EndedAsync()).ShouldBe(0);
        process.Said.ShouldNotContain(" ERR ");
        refused.ShouldBeEmpty();
        await using var found = ClientDatabase.Open(client.Connection);
        await using var db = found.CreateContext();
        (await db.Orders.Select(o => o.Number).ToListAsync()).ShouldBe(stored, ignoreOrder: true);
        (await CommandRun.Of("verify", "--database", client.Connection)).ExitCode.ShouldBe(CommandLine.Done);
    }

    [Fact]
    public async Task GivenAJobUnderWay_WhenTheHostStops_ThenItIsTakenUpAgainWhenItsLeaseIsOver()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(Database.Postgres, time: time);
        await using var outside = ClientDatabase.Open(api.Connection);
        var jobs = new JobStore(outside, time);
        var sku = await api.NewSku();
        await api.NewOrder(sku, 2);
        await api.Post("/inventory/counts", $$"""{"sku":"{{sku}}","warehouse":"MAIN","onHand":2}""").Ok();
        var worker = api.Services.GetRequiredService<JobWorker>();
        string id;
        Task restarting;
        await using (var holder = await outside.Postgres!.OpenConnectionAsync())
        {
            // Another session locks the product's queue: the job cannot end.
            await using var transaction = await holder.BeginTransactionAsync();
            await using (var locking = holder.CreateCommand())
            {
                locking.CommandText = "SELECT 1 FROM stock_pools FOR UPDATE";
                await locking.ExecuteNonQueryAsync();
            }
            id = (await api.Post("/recalculations", $$"""{"skus":["{{sku}}"]}""").Ok()).Text("id")!;
            await jobs.UntilAsync(id, j => j.State == JobState.Running);

            restarting = api.RestartAsync();

            while (!worker.ExecuteTask!.IsCompleted)
                await Task.Delay(10);
            var left = (await jobs.FindAsync(id, CancellationToken.None))!;
            (left.State, left.LeaseUntil).ShouldBe((JobState.Running, Micros.Of(time.GetUtcNow() + JobLease.Term)));
            await transaction.RollbackAsync();
        }
        await restarting;

        (await jobs.FindAsync(id, CancellationToken.None))!.State.ShouldBe(JobState.Running);
        time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        await jobs.UntilAsync(id, j => j.State == JobState.Succeeded);
        await using var db = outside.CreateContext();
        (await db.OrderLines.SingleAsync()).Allocated.ShouldBe(2);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAJobOfAProcessThatIsGone_WhenItsLeaseIsOver_ThenAnotherDoesIt(Database database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(database, time: time);
        await api.Services.GetRequiredService<JobWorker>().StopAsync(CancellationToken.None);
        var id = (await api.Post("/verifications").Ok()).Text("id")!;
        await using var outside = ClientDatabase.Open(api.Connection);
        var jobs = new JobStore(outside, time);
        (await jobs.TakeAsync(j => true, CancellationToken.None))!.Job.Id.ShouldBe(id);

        await using var other = await api.AnotherAsync();
        // It looks for work and does later jobs; this one is leased.
        var later = (await other.Post("/verifications").Ok()).Text("id")!;
        await jobs.UntilAsync(later, j => j.State == JobState.Succeeded);
        (await jobs.FindAsync(id, CancellationToken.None))!.State.ShouldBe(JobState.Running);

        time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        await jobs.UntilAsync(id, j => j.State == JobState.Succeeded);
    }

    /// <summary>Orders until there is no server.</summary>
    private static async Task CallAsync(
        ApiHost api,
        string sku,
        int caller,
        ConcurrentQueue<string> stored,
        ConcurrentQueue<string> refused
    )
    {
        for (var i = 0; ; i++)
        {
            var number = $"C{caller}-{i}";
            try
            {
                var reply = await api.Post("/orders", ApiHost.Order(number, (sku, 1), (sku, 2)));
                if (reply.Status is HttpStatusCode.Created)
                    stored.Enqueue(number);
                else
                    refused.Enqueue($"{reply.Status} {reply.Body}");
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
