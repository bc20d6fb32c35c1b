using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Sending;
using Raincheck.Features.Import;
using Raincheck.Hosting;
using Raincheck.Platform.Access;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>A clock that was ahead for a while, and was then put right: what was stored meanwhile lies in the future.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPassUnderAClockThatWasAhead_WhenTheClockIsRight_ThenThePassRunsAndThenKeepsItsInterval(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        (await jobs.TakePassAsync(Interval, default)).ShouldBeNull();
        var right = shop.Time.GetUtcNow();
        shop.Time.AdjustTime(right + Ahead);
        using (var ahead = (await jobs.TakePassAsync(Interval, default)).ShouldNotBeNull())
            await ahead.FinishAsync(JobState.Succeeded, 0, null, null);

        shop.Time.AdjustTime(right);

        using (var pass = (await jobs.TakePassAsync(Interval, default)).ShouldNotBeNull())
            await pass.FinishAsync(JobState.Succeeded, 0, null, null);
        (await jobs.TakePassAsync(Interval, default)).ShouldBeNull();
        shop.Time.Advance(Interval);
        (await jobs.TakePassAsync(Interval, default)).ShouldNotBeNull().Dispose();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProcessThatDiedAtAPassUnderAClockThatWasAhead_WhenTheClockIsRight_ThenAnotherTakesItUp(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        (await jobs.TakePassAsync(Interval, default)).ShouldBeNull();
        var right = shop.Time.GetUtcNow();
        shop.Time.Advance(Interval);
        shop.Time.AdjustTime(right + Ahead);
        var dead = (await jobs.TakePassAsync(Interval, default)).ShouldNotBeNull();

        shop.Time.AdjustTime(right + Interval);

        using var pass = (await jobs.TakePassAsync(Interval, default)).ShouldNotBeNull();
        await Should.ThrowAsync<JobLostException>(() => dead.RenewAsync(default));
        dead.Dispose();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALeaseOfAnotherClock_WhenItIsOffByLittle_ThenItIsBelievedAndElseTakenOver(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var jobs = new JobStore(shop.Client, shop.Time);
        await jobs.AddAsync("verification", new { }, default);
        var right = shop.Time.GetUtcNow();

        shop.Time.AdjustTime(right + StoredTime.SkewMax);
        var little = (await jobs.TakeAsync(_ => true, default)).ShouldNotBeNull();
        shop.Time.AdjustTime(right);
        (await jobs.TakeAsync(_ => true, default)).ShouldBeNull();

        shop.Time.AdjustTime(right + Ahead);
        await little.RenewAsync(default);
        shop.Time.AdjustTime(right);
        using var taken = (await jobs.TakeAsync(_ => true, default)).ShouldNotBeNull();

        await Should.ThrowAsync<JobLostException>(() => little.FinishAsync(JobState.Succeeded, 0, null, null));
        await taken.FinishAsync(JobState.Succeeded, 1, null, null);
        little.Dispose();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAHostWhoseClockWasAhead_WhenNoPassRunsAfterwards_ThenItIsNotReadyUntilOneDoes(Database database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(database, time: time);
        await using var client = ClientDatabase.Open(api.Connection);
        await UntilAsync(client, db => db.Jobs.AnyAsync(j => j.Id == JobKinds.PeriodicPass));
        await api.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SettingsPoll>().Single().StopAsync(default);
        await using (var db = client.CreateContext())
        {
            var ahead = Micros.Of(time.GetUtcNow() + Ahead);
            await db.Jobs.Where(j => j.Id == JobKinds.PeriodicPass).ExecuteUpdateAsync(s => s.SetProperty(j => j.FinishedAt, ahead));
        }

        var soon = await api.Get("//health/ready");
        time.Advance(Interval + Readiness.PassGrace + TimeSpan.FromMinutes(1));
        var late = await api.Get("//health/ready");

        soon.Text("status").ShouldBe("ready");
        late.ShouldBeProblem(503, "not_ready", "periodicPass");
        await using var other = await api.AnotherAsync();
        var now = Micros.Of(time.GetUtcNow());
        await UntilAsync(client, db => db.Jobs.AnyAsync(j => j.Id == JobKinds.PeriodicPass && j.FinishedAt == now));
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMailsUnderAClockThatWasAhead_WhenTheClockIsRight_ThenTheyGoAtTheirTime(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var now = Micros.Of(shop.Time.GetUtcNow());
        var (minute, day) = (TimeSpan.MicrosecondsPerMinute, TimeSpan.MicrosecondsPerDay);
        await using (var db = shop.Client.CreateContext())
        {
            db.AddRange(
                // Queued ahead with five minutes of hold-back.
                Mail(1, MailState.Held, created: now + 2 * day, notBefore: now + 2 * day + 5 * minute, due: now + 2 * day + 5 * minute),
                // Tried ahead: the next attempt lies beyond the longest wait.
                Mail(2, MailState.Queued, created: now - day, notBefore: now - day, due: now + 2 * day, attempts: 3),
                // Taken ahead by a process that died.
                Mail(3, MailState.Queued, created: now - day, notBefore: now - day, due: now - day, leased: now + 2 * day),
                // Right as they are: a hold-back of days, another attempt in an hour, a lease of just now.
                Mail(4, MailState.Held, created: now, notBefore: now + 9 * day, due: now + 9 * day),
                Mail(5, MailState.Queued, created: now - day, notBefore: now - day, due: now + 60 * minute, attempts: 3),
                Mail(6, MailState.Queued, created: now, notBefore: now, due: now, leased: now + 3 * minute)
            );
            await db.SaveChangesAsync();
        }
        using var times = new MailTimes(shop.Client, shop.Ledger, MailPace.Ordinary, shop.Time, NullLogger<MailTimes>.Instance);

        (await times.MendAsync(default)).ShouldBe(3);
        (await times.MendAsync(default)).ShouldBe(0);

        await using var read = shop.Client.CreateContext();
        var mails = await read.EmailOutbox.AsNoTracking().OrderBy(m => m.OrderId).ToListAsync();
        (mails[0].CreatedAt, mails[0].NotBefore, mails[0].DueAt).ShouldBe((now, now + 5 * minute, now + 5 * minute));
        mails[1].DueAt.ShouldBe(now);
        (mails[2].LeaseUntil, mails[2].LeasedBy).ShouldBe((null, null));
        (mails[3].NotBefore, mails[3].DueAt, mails[4].DueAt).ShouldBe((now + 9 * day, now + 9 * day, now + 60 * minute));
        mails[5].LeaseUntil.ShouldBe(now + 3 * minute);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASentMailOfAClockThatWasAhead_WhenTheNextOneIsDue_ThenItDoesNotWaitForIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var now = Micros.Of(shop.Time.GetUtcNow());
        var sent = Mail(1, MailState.Sent, now - 3, now - 3, now - 3);
        var sentAhead = Mail(1, MailState.Sent, now, now, now);
        (sent.SentAt, sentAhead.SentAt) = (now - 2, now + 2 * TimeSpan.MicrosecondsPerDay);
        await using (var db = shop.Client.CreateContext())
        {
            db.AddRange(sent, sentAhead);
            await db.SaveChangesAsync();
        }
        var claims = new MailClaims(shop.Client, MailPace.Ordinary, shop.Time);

        (await claims.LastSentAsync(1, default)).ShouldBe(now - 2);
        // The one that was sent "the day after tomorrow" does not use up this day's limit.
        (await claims.CountAsync(1, limit: 2, default)).ShouldBeTrue();
        (await claims.CountAsync(1, limit: 2, default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenKeysAndFilesUnderAClockThatWasAhead_WhenTheyAreLookedAt_ThenTheirAgeBeginsNow(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var right = shop.Time.GetUtcNow();
        var (now, ahead) = (Micros.Of(right), Micros.Of(right + Ahead));
        await using (var db = shop.Client.CreateContext())
        {
            db.Add(
                new IdempotencyEntry
                {
                    Key = "ahead",
                    Digest = "d",
                    Answer = "{}",
                    CreatedAt = ahead,
                }
            );
            db.Add(
                new ImportFileRow
                {
                    Id = "f",
                    Kind = "orders",
                    Name = "n",
                    Owner = "o",
                    CreatedAt = ahead,
                    IsWhole = true,
                }
            );
            await db.SaveChangesAsync();
        }
        using var retention = new KeyRetention(shop.Client, shop.Time, NullLogger<KeyRetention>.Instance);
        await retention.StartAsync(default);
        await new ImportFiles(shop.Client, shop.Time).PruneAsync(default);

        await UntilAsync(shop.Client, db => db.IdempotencyKeys.AnyAsync(k => k.Key == "ahead" && k.CreatedAt == now));
        await using var read = shop.Client.CreateContext();
        (await read.ImportFiles.AsNoTracking().SingleAsync()).CreatedAt.ShouldBe(now);
        await retention.StopAsync(default);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPersonWhoSignedInUnderAClockThatWasAhead_WhenTheClockIsRight_ThenTheySignInAgain(Database database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(database, time: time);
        var right = time.GetUtcNow();
        time.AdjustTime(right + Ahead);
        var browser = await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password);
        var token = await api.TokenOfAsync(ApiHost.UserName, ApiHost.Password);
        (await browser.SeenByAsync(api)).ShouldNotBeNull();

        time.AdjustTime(right);

        (await browser.SeenByAsync(api)).ShouldBeNull();
        ((int)(await api.As(token).Get("/me")).Status).ShouldBe(401);
        var again = await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password);
        (await again.SeenByAsync(api)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenAnAnswerThatIsKept_WhenTheClockIsPutBack_ThenItIsKeptNoLongerForIt()
    {
        var time = new TwoClocks();
        var answers = new TtlCache<string>(time);
        (await answers.GetAsync("key", (_, _) => Task.FromResult<string?>("old"), default)).ShouldBe("old");

        time.OfDay -= Ahead;
        time.Ran += Credentials.Kept;

        (await answers.GetAsync("key", (_, _) => Task.FromResult<string?>("new"), default)).ShouldBe("new");
    }

    private static OutboxMail Mail(
        long order,
        MailState state,
        long created,
        long notBefore,
        long due,
        int attempts = 0,
        long? leased = null
    ) =>
        new()
        {
            OrderId = order,
            CompanyId = 1,
            ToName = "Customer",
            ToAddress = "customer@example.com",
            State = state,
            MessageId = $"<{Guid.NewGuid():N}@example.com>",
            CreatedAt = created,
            NotBefore = notBefore,
            DueAt = due,
            Attempts = attempts,
            LeaseUntil = leased,
            LeasedBy = leased is null ? null : "worker",
        };

    private static async Task UntilAsync(ClientDatabase client, Func<RaincheckDb, Task<bool>> holds)
    {
        await using var db = client.CreateContext();
        for (var i = 0; !await holds(db); i++)
        {
            i.ShouldBeLessThan(800);
            await Task.Delay(25);
        }
    }

    /// <summary>The time of day, which is set by people, and the time that has passed, which is not.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset OfDay { get; set; } = DateTimeOffset.UtcNow;

        public TimeSpan Ran { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => OfDay;

        public override long GetTimestamp() => Ran.Ticks;
    }
}
