using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Hosting;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

public sealed class HealthTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAHost_WhenStrangersAsk_ThenItLivesAndIsReady(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        api.Http.DefaultRequestHeaders.Authorization = null;

        (await api.Get("//health/live")).Text("status").ShouldBe("live");
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");
    }

    [Fact]
    public async Task GivenTheConnectionIsLost_WhenReadinessIsAskedFor_ThenTheDatabaseIsNamedAndNothingSecret()
    {
        FaultyProxy? proxy = null;
        await using var api = await ApiHost.StartAsync(
            Database.Postgres,
            through: connection => (proxy = new FaultyProxy(connection)).ConnectionString
        );
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");

        await proxy!.DisposeAsync();

        await ShouldLackDatabaseAsync(api);
    }

    [Fact]
    public async Task GivenTheFileIsGone_WhenReadinessIsAskedFor_ThenTheDatabaseIsNamedAndNoFileIsMade()
    {
        await using var api = await ApiHost.StartAsync(Database.Sqlite);
        var elsewhere = api.Connection + ".elsewhere";
        File.Move(api.Connection, elsewhere);

        // The cause has a name.
        var reply = await api.Get("//health/ready");
        reply.ShouldBeProblem(503, "not_ready", "database");
        reply.Text("detail")!.ShouldContain("database_gone");
        File.Exists(api.Connection).ShouldBeFalse();

        File.Move(elsewhere, api.Connection);
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAMigrationIsMissing_WhenReadinessIsAskedFor_ThenItIsNamed(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var last = (await db.Database.GetAppliedMigrationsAsync()).Last();
        var deleted = await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = {last}""");
        deleted.ShouldBe(1);

        var reply = await api.Get("//health/ready");

        reply.ShouldBeProblem(503, "not_ready", "migrations");
        reply.Text("detail")!.ShouldContain(last);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenThePassDoesNotRun_WhenItIsOverdue_ThenReadinessSaysSoUntilItRan(Database database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(database, time: time);
        await UntilAsync(api, jobs => jobs.AnyAsync(j => j.Id == JobKinds.PeriodicPass));
        await api.Services.GetServices<IHostedService>().OfType<SettingsPoll>().Single().StopAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromMinutes(15) + Readiness.PassGrace - TimeSpan.FromSeconds(1));
        var late = await api.Get("//health/ready");
        time.Advance(TimeSpan.FromSeconds(2));
        var overdue = await api.Get("//health/ready");
        var live = await api.Get("//health/live");

        late.Text("status").ShouldBe("ready");
        overdue.ShouldBeProblem(503, "not_ready", "periodicPass");
        overdue.Text("detail")!.ShouldContain("every 15 minutes");
        live.Text("status").ShouldBe("live");

        // Another process runs it: this one is ready again.
        await using var other = await api.AnotherAsync();
        var now = Micros.Of(time.GetUtcNow());
        await UntilAsync(api, jobs => jobs.AnyAsync(j => j.Id == JobKinds.PeriodicPass && j.FinishedAt == now));
        (await api.Get("//health/ready")).Text("status").ShouldBe("ready");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALongPassUnderItsLease_WhenReadinessIsAskedFor_ThenItIsReady(Database database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(database, time: time);
        await UntilAsync(api, jobs => jobs.AnyAsync(j => j.Id == JobKinds.PeriodicPass));
        await api.Services.GetServices<IHostedService>().OfType<SettingsPoll>().Single().StopAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromHours(1));
        (await api.Services.GetRequiredService<JobStore>().TakePassAsync(TimeSpan.FromMinutes(15), default)).ShouldNotBeNull();

        var running = await api.Get("//health/ready");
        time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        var dead = await api.Get("//health/ready");

        running.Text("status").ShouldBe("ready");
        dead.ShouldBeProblem(503, "not_ready", "periodicPass");
    }

    private static async Task ShouldLackDatabaseAsync(ApiHost api)
    {
        var reply = await api.Get("//health/ready");
        reply.ShouldBeProblem(503, "not_ready", "database");
        reply.Text("detail").ShouldBe("The database does not answer.");
        (await api.Get("//health/live")).Text("status").ShouldBe("live");
    }

    private static async Task UntilAsync(ApiHost api, Func<IQueryable<JobRow>, Task<bool>> holds)
    {
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        for (var i = 0; !await holds(db.Jobs); i++)
        {
            i.ShouldBeLessThan(600);
            await Task.Delay(25);
        }
    }
}
