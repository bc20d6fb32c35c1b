using System.Diagnostics;
using Raincheck.Features.Accounts;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary><c>scripts/api-walk</c>, a program that knows the contract and nothing else, does everything that the contract offers.</summary>
public sealed class ApiWalkTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAProgramOfTheContract_WhenItDoesEverything_ThenEachCallIsAnsweredAsItExpects(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, new FirstAdministrator("admin", ApiHost.Password));

        var (exitCode, output) = await WalkAsync(api.Http.BaseAddress!.ToString(), ApiHost.Password);

        output.TrimEnd().ShouldEndWith(" calls, 0 unexpected");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task GivenAPasswordThatIsNone_WhenItWalks_ThenItSaysSoAndFails()
    {
        var api = await hosts.On(Database.Sqlite);

        var (exitCode, output) = await WalkAsync(api.Http.BaseAddress!.ToString(), "nobody's password");

        exitCode.ShouldBe(1);
        output.ShouldContain("!! 401 POST /api/v1/token invalid_credentials");
    }

    private static async Task<(int ExitCode, string Output)> WalkAsync(string address, string password)
    {
        var start = new ProcessStartInfo("python3", [Repository.PathOf("scripts", "api-walk"), address])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RAINCHECK_ADMIN_PASSWORD"] = password },
        };
        using var walk = Process.Start(start)!;
        var errors = walk.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await walk.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await walk.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (walk.ExitCode, await errors + output);
    }
}
