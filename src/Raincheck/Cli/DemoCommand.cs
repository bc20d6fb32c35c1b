using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Accounts;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Features.Demo;
using Raincheck.Features.Email.Rendering;
using Raincheck.Hosting;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck demo</c>: loads the demo shop where it is not there yet, and serves it.</summary>
internal static class DemoCommand
{
    public const string Default = "raincheck-demo.db";

    public static Command Make()
    {
        var database = DatabaseOption.Make(
            "An SQLite file or a PostgreSQL connection string (Host=…); new, or of an earlier demo.",
            () => Default
        );
        var urls = ServeCommand.MakeUrls();
        var command = new Command("demo", "Creates a demo shop with orders, stock and back orders, and serves it.") { database, urls };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    new(parsed.GetValue(database)!, parsed.GetValue(urls)!) { RateLimits = RateLimits.Default },
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    cancel
                )
        );
        return command;
    }

    private static Task<int> RunAsync(ServeOptions options, TextWriter output, TextWriter error, CancellationToken cancel) =>
        ServeCommand.GuardAsync(
            options,
            error,
            async () =>
            {
                var now = options.Time.GetUtcNow();
                var shop = DemoShop.Load(now);
                var (state, hasUser) = await LookAsync(options, shop, cancel);
                if (state == DemoState.InUse)
                {
                    await error.WriteLineAsync(
                        $"raincheck demo: {options.Database} holds data that is not a demo shop; name a new database with --database."
                    );
                    return CommandLine.Failed;
                }
                var given = FirstAdministrator.FromEnvironment();
                var administrator = given with { Password = given.Password ?? FirstAdministrator.NewPassword() };
                await using var app = RaincheckHost.Build(options with { Key = AtRestKey.FromEnvironment() });
                await RaincheckHost.PrepareAsync(app, administrator, cancel);
                if (state != DemoState.Loaded)
                {
                    await output.WriteLineAsync($"Loading the demo shop into {RaincheckHost.DatabaseOf(app)} …");
                    var ledger = app.Services.GetRequiredService<ClientLedger>();
                    await DemoLoader.LoadAsync(ledger, shop, now, cancel);
                    await new DemoWork(
                        app.Services.GetRequiredService<ClientDatabase>(),
                        ledger,
                        app.Services.GetRequiredService<TemplateEngine>(),
                        now
                    ).DoAsync(cancel);
                }
                await RaincheckHost.ServeAsync(
                    app,
                    () => PrintSignInAsync(output, app, administrator, isNew: !hasUser, isGiven: given.Password is not null),
                    cancel
                );
                return CommandLine.Done;
            },
            cancel
        );

    /// <summary>Checks before anything is written, so that a database with other data gets no new tables and no new user.</summary>
    private static async Task<(DemoState State, bool HasUser)> LookAsync(ServeOptions options, DemoShop shop, CancellationToken cancel)
    {
        await using var database = ClientDatabase.Open(options.Database);
        var state = await DemoLoader.LookAsync(database, shop.Orders.Count, cancel);
        await using var db = database.CreateContext();
        return (state, (await db.Database.GetAppliedMigrationsAsync(cancel)).Any() && await db.Users.AnyAsync(cancel));
    }

    private static Task PrintSignInAsync(TextWriter output, WebApplication app, FirstAdministrator administrator, bool isNew, bool isGiven)
    {
        var url = app.Urls.First();
        var password =
            isGiven ? $"$({"printenv " + FirstAdministrator.PasswordVariable})"
            : isNew ? administrator.Password
            : "PASSWORD";
        var signIn =
            isNew && isGiven ? $"user {administrator.UserName}, password as in {FirstAdministrator.PasswordVariable}"
            : isNew ? $"user {administrator.UserName}, password {administrator.Password} (shown this once)"
            : "the user and password of the first start; a new file (--database) gets new ones";
        return output.WriteLineAsync(
            $$"""

            The demo shop is at   {{url}}  ({{RaincheckHost.DatabaseOf(app)}})
            Sign in               {{signIn}}
            Pages to try the API  {{url}}/docs
            Orders that wait      {{url}}/api/v1/orders?backOrder=fullOrPartial

            Or from another terminal:

            TOKEN=$(curl -s {{url}}/api/v1/token -H 'Content-Type: application/json' \
              -d "{\"username\":\"{{administrator.UserName}}\",\"password\":\"{{password}}\"}" | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
            curl -s -H "Authorization: Bearer $TOKEN" '{{url}}/api/v1/orders?backOrder=fullOrPartial&pageSize=3'

            Ctrl+C ends it.
            """
        );
    }
}
