using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>Whether a console that is open may stay open.</summary>
public sealed class ConsoleSessionTests
{
    [Fact]
    public async Task GivenAnOpenConsole_WhenItsUserIsDisabled_ThenItIsClosed_ButNotWhenTheDatabaseCannotBeAsked()
    {
        FaultyProxy? proxy = null;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var api = await ApiHost.StartAsync(
            Database.Postgres,
            time: time,
            through: connection => (proxy = new FaultyProxy(connection)).ConnectionString
        );
        await using var scope = api.Services.CreateAsyncScope();
        var session = (ConsoleSession)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        await using var db = scope.ServiceProvider.GetRequiredService<ClientDatabase>().CreateContext();
        var boss = await db.Users.SingleAsync(u => u.UserName == ApiHost.UserName);
        var shown = Callers.Make("cookie", boss.Id, boss.UserName!, Roles.Admin, Callers.StampOf(boss.SecurityStamp));
        var stranger = Callers.Make("cookie", "nobody", "nobody", Roles.Admin, Callers.StampOf("none"));

        (await session.MayStayAsync(shown, CancellationToken.None)).ShouldBeTrue();
        (await session.MayStayAsync(stranger, CancellationToken.None)).ShouldBeFalse();
        boss.IsDisabled = true;
        await db.SaveChangesAsync();
        time.Advance(2 * Credentials.Kept);
        (await session.MayStayAsync(shown, CancellationToken.None)).ShouldBeFalse();

        await proxy!.DisposeAsync();
        time.Advance(2 * Credentials.Kept);
        (await session.MayStayAsync(shown, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task GivenAnOpenConsole_WhenItsHostHasEnded_ThenItIsClosed()
    {
        var api = await ApiHost.StartAsync(Database.Sqlite);
        var session = (ConsoleSession)api.Services.CreateAsyncScope().ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        await api.DisposeAsync();

        var shown = Callers.Make("cookie", "somebody", "somebody", Roles.Viewer, Callers.StampOf("stamp"));

        (await session.MayStayAsync(shown, CancellationToken.None)).ShouldBeFalse();
    }
}
