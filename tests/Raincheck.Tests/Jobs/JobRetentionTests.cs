using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Jobs;

public sealed class JobRetentionTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenJobsOfEveryAge_WhenTheOldAreForgotten_ThenTheNewestOfEachKindTheYoungAndTheUnendedStay(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var now = shop.Time.GetUtcNow();
        var old = now - JobRetention.Kept - TimeSpan.FromDays(1);
        await using (var db = shop.Client.CreateContext())
        {
            // Thirty old ones of one kind, of which twenty stay, and two of another, which both do.
            db.AddRange(Enumerable.Range(0, 30).Select(i => Job($"action-{i:D2}", "order-action", old.AddMinutes(i), JobState.Succeeded)));
            db.AddRange(Enumerable.Range(0, 2).Select(i => Job($"import-{i}", "import-orders", old.AddMinutes(i), JobState.Failed)));
            db.Add(Job("stuck", "order-action", old.AddDays(-9), JobState.Running));
            db.Add(Job("young", "order-action", now.AddDays(-9), JobState.Succeeded));
            db.AddRange(
                ((string[])["action-00", "action-29"]).SelectMany(job =>
                    Enumerable
                        .Range(0, 3)
                        .Select(i => new JobRefusal
                        {
                            JobId = job,
                            Place = i,
                            Subject = $"O-{i}",
                            Problem = "it is shipped",
                        })
                )
            );
            await db.SaveChangesAsync();
        }
        using var retention = new JobRetention(shop.Client, shop.Time, NullLogger<JobRetention>.Instance);

        (await retention.RunAsync(CancellationToken.None)).ShouldBe(11);
        (await retention.RunAsync(CancellationToken.None)).ShouldBe(0);

        await using var left = shop.Client.CreateContext();
        var ids = await left.Jobs.Select(j => j.Id).ToListAsync();
        ids.ShouldBe(
            [.. Enumerable.Range(11, 19).Select(i => $"action-{i:D2}"), "import-0", "import-1", "stuck", "young"],
            ignoreOrder: true
        );
        (await left.JobRefusals.Select(r => r.JobId).Distinct().ToListAsync()).ShouldBe(["action-29"]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAJobThatRefuses_WhenItIsTakenUpAgain_ThenEachRefusalIsThereOnceAndInItsOrder(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        var id = (await jobs.AddAsync("order-action", new { }, default)).Id;
        using var first = (await jobs.TakeAsync(_ => true, default))!;
        await first.ProgressAsync(50, 100, [Refusal(id, 3), Refusal(id, 7)], default);
        shop.Time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        using var second = (await jobs.TakeAsync(_ => true, default))!;

        // The first goes on without knowing that it lost the job: neither its progress nor its refusals are written.
        await Should.ThrowAsync<JobLostException>(() => first.ProgressAsync(100, 100, [Refusal(id, 60)], default));
        await second.ProgressAsync(100, 100, [Refusal(id, 60), Refusal(id, 61)], default);

        (await jobs.RefusalsAsync(id, 10, default)).Select(r => r.Place).ShouldBe([3, 7, 60, 61]);
        (await jobs.RefusalsAsync(id, 2, default)).Select(r => r.Subject).ShouldBe(["O-3", "O-7"]);
        (await jobs.CountRefusalsAsync(id, default)).ShouldBe(4);
        (await jobs.FindAsync(id, default))!.Done.ShouldBe(100);
    }

    private static JobRefusal Refusal(string job, int place) =>
        new()
        {
            JobId = job,
            Place = place,
            Subject = $"O-{place}",
            Problem = "it is shipped",
        };

    private static JobRow Job(string id, string kind, DateTimeOffset at, JobState state) =>
        new()
        {
            Id = id,
            Kind = kind,
            Request = """{"orders":["O-1"]}""",
            State = state,
            CreatedAt = Micros.Of(at),
            FinishedAt = state == JobState.Running ? null : Micros.Of(at),
        };
}
