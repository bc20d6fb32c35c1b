using System.Diagnostics;
using System.Text.RegularExpressions;
using Raincheck.Features.Accounts;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// The calls that <c>docs/api.md</c> shows are made as they stand there, one after the other, by a shell. Each must answer
/// with 2xx, or with the status that a comment beside it gives: <c># 412</c>.
/// </summary>
public sealed partial class DocumentedCallsTests
{
    private const string PageAddress = "http://localhost:5080";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheCallsOfThePage_WhenTheyAreMade_ThenTheyAnswerAsThePageSays(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, new FirstAdministrator("admin", "correct horse"));
        var script = string.Join(
            '\n',
            (await BlocksAsync(run: true)).Select(b => b.Replace(PageAddress, api.Http.BaseAddress!.ToString().TrimEnd('/')))
        );

        var (calls, output) = await RunAsync(script);

        var expected = ExpectedStatus.Matches(script).Select(m => int.Parse(m.Groups["status"].Value)).ToList();
        var failed = calls.Where(c => c.Status is < 200 or > 299).ToList();
        failed.Select(c => c.Status).ShouldBe(expected, $"{string.Join('\n', failed)}\n\n{output}");
        calls.Count.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task Page_HasNoCallThatIsNotMade()
    {
        var others = (await BlocksAsync(run: false)).SelectMany(b => b.Split('\n'));

        others.Where(line => Call.IsMatch(line)).ShouldBeEmpty("a block with calls begins with ```bash");
    }

    [Fact]
    public async Task Page_ShowsEveryOperation()
    {
        var api = await ApiHost.StartAsync(Database.Sqlite);
        await using var _ = api;
        var text = string.Join('\n', await BlocksAsync(run: true));
        var missing = (await api.ContractAsync()).Operations.Where(o => o.NeedsCredential && !IsShown(o, text)).Select(o => o.ToString());

        missing.ShouldBeEmpty("docs/api.md shows no call of these");
    }

    private static bool IsShown(ApiOperation operation, string text)
    {
        var address = Regex.Replace(
            operation.Path["/api/v1".Length..],
            @"\{[^}]+\}",
            "[^/ ?']+",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        return Regex.IsMatch(text, $@"send {operation.Method} '?{address}('|\?|\s|\)|$)", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
    }

    /// <summary>The blocks of the page: those that are run, or the others.</summary>
    private static async Task<List<string>> BlocksAsync(bool run)
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "api.md"), TestContext.Current.CancellationToken);
        return [.. Block.Matches(page).Where(m => m.Groups["language"].Value == "bash" == run).Select(m => m.Groups["text"].Value)];
    }

    /// <summary>Runs the script with a curl that says on standard error what each call answered.</summary>
    private static async Task<(List<DocumentedCall> Calls, string Output)> RunAsync(string script)
    {
        const string Curl = "curl() { command curl -w '%{stderr}\\n== %{http_code} %{method} %{url_effective}\\n' \"$@\"; }\n";
        using var folder = new TempFolder();
        var start = new ProcessStartInfo("bash", ["-u", folder.Write("calls.sh", Curl + script)])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        var strange = errors.Split('\n').Where(line => line.Length > 0 && !Answer.IsMatch(line));
        strange.ShouldBeEmpty("the shell complains");
        return (
            [.. Answer.Matches(errors).Select(m => new DocumentedCall(int.Parse(m.Groups["status"].Value), m.Groups["call"].Value))],
            await output
        );
    }

    [GeneratedRegex(
        @"^(?<indent> *)```(?<language>[a-z]*)\n(?<text>.*?)^\k<indent>```$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"^== (?<status>\d+) (?<call>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Answer { get; }

    [GeneratedRegex(@"# (?<status>[345]\d\d)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExpectedStatus { get; }

    [GeneratedRegex(@"^\s*(\w+=\$\()?(send|curl) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call { get; }

    private sealed record DocumentedCall(int Status, string Call);
}
