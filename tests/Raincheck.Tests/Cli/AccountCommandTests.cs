using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

/// <summary><c>raincheck users</c> and <c>raincheck keys</c>.</summary>
public sealed class AccountCommandTests : IDisposable
{
    private const string Password = "a password of ada";

    public AccountCommandTests() => Environment.SetEnvironmentVariable(PasswordInput.Variable, Password);

    public void Dispose() => Environment.SetEnvironmentVariable(PasswordInput.Variable, null);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAServerThatRuns_WhenUsersAreChangedFromTheCommandLine_ThenItKnows(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        Task<CommandRun> Run(params string[] args) => CommandRun.Of(["users", .. args, "--database", api.Connection]);

        (await Run("add", "ada", "--role", "agent")).Output.ShouldBe("ada added with the role agent.\n");
        var ada = api.As(await api.TokenOfAsync("ada", Password));
        (await ada.Get("/me").Ok()).Text("role").ShouldBe("agent");
        (await Run("list")).Lines.ShouldBe([$"{"ada", -30} agent", $"{ApiHost.UserName, -30} admin"]);

        (await Run("set-role", "ada", "viewer", "--json")).Json.GetProperty("role").GetString().ShouldBe("viewer");
        (await Run("disable", "ada")).ExitCode.ShouldBe(0);
        (await Run("list")).Lines[0].ShouldEndWith("disabled");
        (await api.Post("/token", $$"""{"username":"ada","password":"{{Password}}"}""")).ShouldBeProblem(401, "invalid_credentials");
        (await Run("enable", "ada")).ExitCode.ShouldBe(0);
        Environment.SetEnvironmentVariable(PasswordInput.Variable, "another of ada");
        (await Run("set-password", "ada")).ExitCode.ShouldBe(0);
        await api.TokenOfAsync("ada", "another of ada");
        (await Run("remove", "ada")).ExitCode.ShouldBe(0);

        await using var client = ClientDatabase.Open(api.Connection);
        await using var db = client.CreateContext();
        (await db.Journal.Where(j => j.Actor == "command line").OrderBy(j => j.Id).Select(j => j.Kind).ToListAsync()).ShouldBe([
            "userAdded",
            "userChanged",
            "userChanged",
            "userChanged",
            "userChanged",
            "userRemoved",
        ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAServerThatRuns_WhenAKeyIsMadeFromTheCommandLine_ThenItWorksUntilItIsRevoked(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var made = await CommandRun.Of("keys", "add", "shop", "--role", "viewer", "--database", api.Connection);
        var key = made.Lines.ShouldHaveSingleItem();

        (await api.As(key).Get("/me").Ok()).Text("name").ShouldBe("key:shop");
        var listed = await CommandRun.Of("keys", "list", "--database", api.Connection, "--json");
        listed.Json.GetProperty("name").GetString().ShouldBe("shop");
        listed.Output.ShouldNotContain(key[4..]);
        (await CommandRun.Of("keys", "revoke", "shop", "--database", api.Connection)).ExitCode.ShouldBe(0);
        (await CommandRun.Of("keys", "list", "--database", api.Connection)).Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "boss", "users", "set-role", "boss", "viewer")]
    [InlineData(1, "nobody", "users", "disable", "nobody")]
    [InlineData(1, "boss", "users", "add", "boss", "--role", "viewer")]
    [InlineData(1, "nothing", "keys", "revoke", "nothing")]
    [InlineData(2, "role", "users", "add", "ada")]
    [InlineData(2, "owner", "users", "add", "ada", "--role", "owner")]
    [InlineData(2, "sekret", "users", "add", "ada", "--role", "viewer", "sekret")]
    public async Task GivenABadCall_WhenItIsRun_ThenItNamesWhatIsWrong(int exitCode, string named, params string[] args)
    {
        await using var client = NewClient.On(Database.Sqlite);
        Environment.SetEnvironmentVariable(PasswordInput.Variable, ApiHost.Password);
        (await CommandRun.Of("users", "add", "boss", "--role", "admin", "--database", client.Connection)).ExitCode.ShouldBe(0);

        var run = await CommandRun.Of([.. args, "--database", client.Connection]);

        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.ShouldContain(named);
    }

    [Fact]
    public async Task GivenNoVariable_WhenAUserIsMade_ThenThePasswordIsTheFirstLineOfTheInput()
    {
        await using var client = NewClient.On(Database.Sqlite);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Raincheck.Hosting.RaincheckHost).Assembly.Location, "users", "add", "ada", "--role", "admin" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("--database");
        start.ArgumentList.Add(client.Connection);
        start.Environment.Remove(PasswordInput.Variable);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("from the input\nnot this\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);

        await using var host = await ApiHost.StartOnAsync(client.Connection);
        await host.TokenOfAsync("ada", "from the input");
        (await host.Post("/token", """{"username":"ada","password":"not this"}""")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
