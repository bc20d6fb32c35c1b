using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Jobs;

public sealed class JobLeaseTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAJobThatAnotherTookOver_WhenTheFirstWrites_ThenNothingIsWrittenAndItLearnsOfIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        var id = (await jobs.AddAsync("verification", new { }, default)).Id;
        using var first = (await TakeAsync(jobs))!;
        shop.Time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        using var second = (await TakeAsync(jobs))!;
        await second.ProgressAsync(1, 3, default);

        await Should.ThrowAsync<JobLostException>(() => first.ProgressAsync(2, 3, default));
        await Should.ThrowAsync<JobLostException>(() => first.FinishAsync(JobState.Failed, 0, null, "late"));

        first.Lost.IsCancellationRequested.ShouldBeTrue();
        second.Lost.IsCancellationRequested.ShouldBeFalse();
        var running = (await jobs.FindAsync(id, default))!;
        (running.State, running.Done, running.Problem).ShouldBe((JobState.Running, 1, null));
        await second.FinishAsync(JobState.Succeeded, 7, null, null);
        var ended = (await jobs.FindAsync(id, default))!;
        (ended.State, ended.Done, ended.Total, ended.Changed, ended.LeaseUntil).ShouldBe((JobState.Succeeded, 3, 3, 7, null));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenWorkThatIsSilentForLong_WhenItsLeaseWouldBeOver_ThenItIsStillItsOwn(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        var id = (await jobs.AddAsync("verification", new { }, default)).Id;
        var lease = (await TakeAsync(jobs))!;
        var working = new TaskCompletionSource<JobResult>();
        var run = new JobRunner(shop.Time, NullLogger<JobRunner>.Instance).RunAsync(lease, _ => working.Task, default);

        for (var quarter = 0; quarter < 6; quarter++)
        {
            var before = (await jobs.FindAsync(id, default))!.LeaseUntil;
            shop.Time.Advance(JobLease.Term / 4);
            await jobs.UntilAsync(id, j => j.LeaseUntil > before);
            (await TakeAsync(jobs)).ShouldBeNull();
        }
        working.SetResult(new JobResult(5));
        await run;

        var ended = (await jobs.FindAsync(id, default))!;
        (ended.State, ended.Changed).ShouldBe((JobState.Succeeded, 5));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenWorkWhoseJobIsLost_WhenItNextLooks_ThenItIsToldToStopAndTheOtherEndsIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        var id = (await jobs.AddAsync("verification", new { }, default)).Id;
        var lease = (await TakeAsync(jobs))!;
        // Its process stood still for so long that another took the job.
        shop.Time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        using var other = (await TakeAsync(jobs))!;

        var run = new JobRunner(shop.Time, NullLogger<JobRunner>.Instance).RunAsync(
            lease,
            async cancel =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return new JobResult(1);
            },
            default
        );
        while (!run.IsCompleted)
        {
            shop.Time.Advance(JobLease.Term / 8);
            await Task.Delay(5);
        }
        await run;

        (await jobs.FindAsync(id, default))!.State.ShouldBe(JobState.Running);
        await other.FinishAsync(JobState.Succeeded, 2, null, null);
        (await jobs.FindAsync(id, default))!.Changed.ShouldBe(2);
    }

    private static Task<JobLease?> TakeAsync(JobStore jobs) => jobs.TakeAsync(_ => true, CancellationToken.None);
}
