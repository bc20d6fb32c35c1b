using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Raincheck.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

public sealed partial class DemoCommandTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Demo_NewDatabase_ServesWaitingOrdersToWhomItTells(Database database)
    {
        await using var client = NewClient.On(database);
        await using var demo = await RunningDemo.StartAsync(client.Connection);

        var orders = await demo.WaitingOrdersAsync();

        orders.GetArrayLength().ShouldBeGreaterThan(0);
        orders.EnumerateArray().ShouldAllBe(o => o.GetProperty("backOrder").GetProperty("backOrderedQty").GetInt64() > 0);
    }

    [Fact]
    public async Task Demo_SecondStart_ServesTheShopAsItWas()
    {
        await using var client = NewClient.On(Database.Sqlite);
        string first;
        await using (var demo = await RunningDemo.StartAsync(client.Connection))
            first = (await demo.WaitingOrdersAsync()).ToString();

        await using var again = await RunningDemo.StartAsync(client.Connection);

        again.Output.ShouldNotContain("Loading");
        again.Output.ShouldContain("the user and password of the first start");
        first.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Demo_DatabaseWithOtherData_IsNotChanged()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        await shop.Order("1001", ("X", 1));

        var run = await CommandRun.Of("demo", "--database", shop.Connection, "--urls", "http://127.0.0.1:0");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(shop.Connection);
        run.Error.ShouldContain("holds data that is not a demo shop");
        await using var db = shop.Client.CreateContext();
        db.Orders.Count().ShouldBe(1);
        db.Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task Demo_NoSuchFolder_NamesIt()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "missing", "shop.db");

        var run = await CommandRun.Of("demo", "--database", path, "--urls", "http://127.0.0.1:0");

        run.ExitCode.ShouldBe(CommandLine.Failed);
        run.Error.ShouldContain(path);
    }

    private sealed partial class RunningDemo(CancellationTokenSource end, SharedWriter output, Task<int> run) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        public string Output => output.ToString();

        public static async Task<RunningDemo> StartAsync(string connection)
        {
            var end = new CancellationTokenSource();
            var output = new SharedWriter();
            var error = new SharedWriter();
            string[] args = ["demo", "--database", connection, "--urls", "http://127.0.0.1:0"];
            var run = Task.Run(() => CommandLine.RunAsync(CommandLine.Root(), args, output, error, end.Token));
            var demo = new RunningDemo(end, output, run);
            var until = DateTime.UtcNow + Patience;
            while (!demo.Output.Contains("Ctrl+C", StringComparison.Ordinal))
            {
                run.IsCompleted.ShouldBeFalse(error.ToString());
                (DateTime.UtcNow < until).ShouldBeTrue("the demo does not start");
                await Task.Delay(50);
            }
            return demo;
        }

        /// <summary>Signs in as the output says, and asks for what the output names.</summary>
        public async Task<JsonElement> WaitingOrdersAsync()
        {
            var account = Account().Match(Output);
            account.Success.ShouldBeTrue(Output);
            using var http = new HttpClient();
            var url = Address().Match(Output).Groups["url"].Value;
            var token = await http.PostAsJsonAsync(
                new Uri(url + "/api/v1/token"),
                new { username = account.Groups["user"].Value, password = account.Groups["password"].Value }
            );
            token.StatusCode.ShouldBe(HttpStatusCode.OK);
            var answer = await token.Content.ReadFromJsonAsync<JsonElement>();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                answer.GetProperty("accessToken").GetString()
            );
            var list = await http.GetFromJsonAsync<JsonElement>(new Uri(Waiting().Match(Output).Value.TrimEnd('\'')));
            return list.GetProperty("items");
        }

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            (await run).ShouldBe(CommandLine.Done);
            end.Dispose();
            await output.DisposeAsync();
        }

        [GeneratedRegex("user (?<user>\\S+), password (?<password>\\S+) \\(shown", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Account();

        [GeneratedRegex("at +(?<url>http\\S+)", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Address();

        // The one of the command to copy, with everything that stands in it.
        [GeneratedRegex("http\\S+/orders\\?\\S+'", RegexOptions.None, 1000)]
        private static partial Regex Waiting();
    }

    /// <summary>Read during writes.</summary>
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock gate = new();

        public override Task WriteLineAsync(string? value)
        {
            lock (gate)
                WriteLine(value);
            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (gate)
                return base.ToString();
        }
    }
}
