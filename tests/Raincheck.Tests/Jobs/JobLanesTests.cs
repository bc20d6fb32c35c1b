using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Jobs;

public sealed class JobLanesTests
{
    [Fact]
    public async Task GivenAJobThatTakesLong_WhenOthersStartAnActionAndThePassIsDue_ThenNeitherWaitsForIt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(Database.Postgres, time: time);
        await using var outside = ClientDatabase.Open(api.Connection);
        var jobs = new JobStore(outside, time);
        var (blocked, free) = (await api.NewSku(), await api.NewSku());
        await api.NewOrder(blocked, 1);
        var order = await api.NewOrder(free, 1);
        var worker = api.Services.GetRequiredService<JobWorker>();

        // Another session locks the product's queue: its recalculation cannot end.
        await using var holder = await outside.Postgres!.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var locking = holder.CreateCommand();
        locking.CommandText = $"SELECT 1 FROM stock_pools WHERE id = (SELECT id FROM products WHERE sku = '{blocked}') FOR UPDATE";
        await locking.ExecuteNonQueryAsync();
        var longJob = (await api.Post("/recalculations", $$"""{"skus":["{{blocked}}"]}""").Ok()).Text("id")!;
        await jobs.UntilAsync(longJob, j => j.State == JobState.Running);
        var action = await worker.StartAsync(
            OrderActionJob.Kind,
            new OrderActionRequest(OrderAction.Hold, [order], "ada"),
            CancellationToken.None
        );
        time.Advance(TimeSpan.FromMinutes(16));
        var due = Micros.Of(time.GetUtcNow());

        await jobs.UntilAsync(action.Id, j => j.State == JobState.Succeeded);
        await jobs.UntilAsync(JobKinds.PeriodicPass, j => j.FinishedAt >= due);
        (await jobs.FindAsync(longJob, default))!.State.ShouldBe(JobState.Running);
        (await api.Get($"/orders/{order}")).Text("status").ShouldBe("onHold");
        await transaction.RollbackAsync();
        await jobs.UntilAsync(longJob, j => j.State == JobState.Succeeded);
    }
}
