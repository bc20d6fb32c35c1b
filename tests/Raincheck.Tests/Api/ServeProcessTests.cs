using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>The program itself, as an operator starts it.</summary>
public sealed partial class ServeProcessTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("raincheck-serve-");

    [Fact]
    public async Task GivenNoUser_WhenItIsServed_ThenThePrintedPasswordSignsInAndSigTermEndsItWell()
    {
        using var first = Start("serve", "--urls", "http://127.0.0.1:0");
        var (address, password) = await AddressAndPasswordAsync(first);
        using (var http = new HttpClient { BaseAddress = new Uri(address) })
        {
            var reply = await http.PostAsJsonAsync(
                "/api/v1/token",
                new { username = "admin", password },
                TestContext.Current.CancellationToken
            );
            ((int)reply.StatusCode).ShouldBe(200);
        }
        (await EndAsync(first)).ShouldBe(0);
        File.Exists(Path.Combine(folder.FullName, "raincheck.db")).ShouldBeTrue();

        using var second = Start("serve", "--urls", "http://127.0.0.1:0");
        (await AddressAndPasswordAsync(second)).Password.ShouldBeNull();
        (await EndAsync(second)).ShouldBe(0);
    }

    [Theory]
    [InlineData("--urls", "serve", "--urls", "nowhere")]
    [InlineData("--database", "serve", "--database", "Host=localhost;Colour=red")]
    [InlineData("--database", "serve", "--database", "postgres://localhost/shop")]
    [InlineData("--port", "serve", "--port", "80")]
    [InlineData("sevre", "sevre")]
    [InlineData("command")]
    public async Task GivenBadArguments_WhenItIsStarted_ThenItNamesThemAndEndsWithTwo(string named, params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(2);
        errors.ShouldContain(named);
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task GivenADatabaseThatCannotBeReached_WhenItIsServed_ThenItSaysSoAndEndsWithOne()
    {
        using var process = Start(
            "serve",
            "--urls",
            "http://127.0.0.1:0",
            "--database",
            Path.Combine(folder.FullName, "no", "such", "folder.db")
        );
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(1);
        errors.ShouldContain("raincheck cannot use SQLite");
        errors.ShouldNotContain("   at ");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(Hosting.RaincheckHost).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var variable in new[] { "RAINCHECK_ADMIN_USER", "RAINCHECK_ADMIN_PASSWORD", "RAINCHECK_DATABASE" })
            start.Environment.Remove(variable);
        return Process.Start(start)!;
    }

    private static async Task<(string Address, string? Password)> AddressAndPasswordAsync(Process process)
    {
        string? password = null;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (PasswordLine().Match(line) is { Success: true } shown)
                password = shown.Groups["password"].Value;
            if (AddressLine().Match(line) is { Success: true } started)
                return (started.Groups["address"].Value, password);
        }
        throw new InvalidOperationException(
            "it ended: " + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
    }

    private static async Task<int> EndAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    [GeneratedRegex("with the password (?<password>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PasswordLine();

    [GeneratedRegex(@"^Raincheck on (?<address>\S+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressLine();
}
