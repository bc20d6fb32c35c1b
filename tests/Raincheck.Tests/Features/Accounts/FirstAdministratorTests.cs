using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>There is never an administrator whose random password was not printed.</summary>
public sealed class FirstAdministratorTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoPassword_WhenTheFirstAdministratorIsMade_ThenThePasswordIsPrintedBeforeTheAccountIsThere(Database database)
    {
        await using var place = await NewClient.WithSchemaAsync(database);
        var usersAtPrint = new List<int>();
        await using var output = new WatchedWriter(async () => usersAtPrint.Add(await CountUsersAsync(place.Connection)));

        await PrepareAsync(place.Connection, output);
        await PrepareAsync(place.Connection, output);

        usersAtPrint.ShouldNotBeEmpty();
        usersAtPrint.ShouldAllBe(users => users == 0);
        await using var host = await ApiHost.StartOnAsync(place.Connection);
        await host.TokenOfAsync("admin", PasswordIn(output).ShouldHaveSingleItem());
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStartThatEndsWhileItPrintsThePassword_WhenItIsStartedAgain_ThenItPrintsOneThatIsGood(Database database)
    {
        await using var place = await NewClient.WithSchemaAsync(database);
        await using var broken = new WatchedWriter(() => throw new IOException("the terminal is gone"));
        await Should.ThrowAsync<IOException>(() => PrepareAsync(place.Connection, broken));
        (await CountUsersAsync(place.Connection)).ShouldBe(0);

        await using var output = new WatchedWriter(() => Task.CompletedTask);
        await PrepareAsync(place.Connection, output);

        await using var host = await ApiHost.StartOnAsync(place.Connection);
        await host.TokenOfAsync("admin", PasswordIn(output).ShouldHaveSingleItem());
    }

    private static async Task PrepareAsync(string connection, TextWriter output)
    {
        await using var app = RaincheckHost.Build(new ServeOptions(connection, "http://127.0.0.1:0") { PasswordRounds = 1_000 });
        await RaincheckHost.PrepareAsync(
            app,
            new FirstAdministrator("admin", Password: null) { Output = output },
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>As another connection sees them.</summary>
    private static async Task<int> CountUsersAsync(string connection)
    {
        await using var client = ClientDatabase.Open(connection);
        await using var db = client.CreateContext();
        return await db.Users.CountAsync();
    }

    private static List<string> PasswordIn(WatchedWriter output) =>
        [
            .. output
                .ToString()
                .Split('\n')
                .Where(l => l.Contains("with the password ", StringComparison.Ordinal))
                .Select(l => l.Split(' ')[^1].Trim()),
        ];

    /// <summary>Does something before each line.</summary>
    private sealed class WatchedWriter(Func<Task> before) : StringWriter(new StringBuilder(), CultureInfo.InvariantCulture)
    {
        public override async Task WriteLineAsync(string? value)
        {
            await before();
            await base.WriteLineAsync(value);
        }
    }
}
