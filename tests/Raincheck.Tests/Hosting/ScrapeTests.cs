using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>What the program shows at <c>/metrics</c>: a process of its own, since hosts of one process share what meters feed.</summary>
public sealed class ScrapeTests
{
    /// <summary>A scrape within a third of a second gets the answer of the one before.</summary>
    private static readonly TimeSpan ScrapeRest = TimeSpan.FromMilliseconds(500);

    private const int TriesMax = 600;

    /// <summary>Metrics that appear with their first event. Here no transaction is retried, no pass is due and no e-mail is sent.</summary>
    private static readonly string[] WithoutEvent =
    [
        "raincheck_ledger_repeated",
        "raincheck_pass_differences",
        "raincheck_pass_duration",
        "raincheck_pass_changed_lines",
        "raincheck_outbox_sent",
        "raincheck_outbox_failures",
    ];

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersThatWait_WhenTheProgramLooksAgain_ThenTheGaugesShowThemWhileTheyCanBeRead(Database database)
    {
        await using var client = await NewClient.WithSchemaAsync(database);
        using var folder = new TempFolder();
        await using var process = ServeProcess.Serve(
            folder.Path,
            client.Connection,
            [.. ApiHost.Administrator, new("RAINCHECK_LOG_LEVEL", "warning")]
        );
        await using var api = await ApiHost.OfAsync(await process.AddressAsync(), client.Connection);
        var (short1, full) = (await api.NewSku(), await api.NewSku(10));
        await api.NewOrder(short1, 3);
        await api.Post("/orders", ApiHost.Order(null, (short1, 2), (full, 4))).Ok();
        await api.NewOrder(full, 1);
        await api.Post("/inventory/counts", $$"""{"sku":"{{short1}}","warehouse":"MAIN","onHand":1}""").Ok();

        // Each is read by itself, now and then.
        await ShowsAsync(api, "raincheck_pass_waiting_products", 1);
        var shown = await ShowsAsync(api, "raincheck_back_orders_units", 5);

        DocumentedMetrics().Except(WithoutEvent).Where(m => !shown.Contains($"# TYPE {m}", StringComparison.Ordinal)).ShouldBeEmpty();
        Value(shown, "raincheck_back_orders_orders").ShouldBe(2);
        Value(shown, "raincheck_back_orders_marked").ShouldBe(2);
        Value(shown, "raincheck_jobs_unfinished").ShouldBe(0);
        Value(shown, "raincheck_pass_age_seconds").ShouldNotBeNull();
        Value(shown, "raincheck_ledger_queue_length").ShouldBe(0);
        Value(shown, "raincheck_allocation_given_total").ShouldBe(5);
        shown.ShouldContain("""raincheck_ledger_commands_total{otel_scope_name="Raincheck.Ledger",kind="created",outcome="done"} 3""");
        shown.ShouldContain("raincheck_ledger_commit_duration_seconds_bucket");
        shown.ShouldContain("raincheck_ledger_batch_size_bucket");
        shown.ShouldContain("http_route=\"/api/v1/orders");

        // A scrape reads nothing from the database: the last values stay, also after changes.
        await api.NewOrder(short1, 7);
        await api.NewOrder(short1, 1);
        await Task.Delay(ScrapeRest);
        Value((await api.Get("//metrics").Ok()).Body, "raincheck_back_orders_units").ShouldBe(5);

        // What cannot be read any more must not go on showing what was true once.
        await using var direct = ClientDatabase.Open(client.Connection);
        await using var db = direct.CreateContext();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE clients RENAME TO gone");
        await ShowsAsync(api, "raincheck_back_orders_units", null);

        await db.Database.ExecuteSqlRawAsync("ALTER TABLE gone RENAME TO clients");
        await ShowsAsync(api, "raincheck_back_orders_units", 12);
    }

    /// <summary>The names in the table of <c>docs/operations.md</c>, as Prometheus writes them, without their units.</summary>
    private static List<string> DocumentedMetrics()
    {
        var names = new List<string>();
        foreach (
            var row in File.ReadLines(Repository.PathOf("docs", "operations.md"))
                .Where(l => l.StartsWith("| `raincheck.", StringComparison.Ordinal))
        )
        {
            var cells = Regex
                .Matches(row.Split('|')[1], "`(?<name>[a-z_.]+)`", RegexOptions.None, TimeSpan.FromSeconds(1))
                .Select(m => m.Groups["name"].Value)
                .ToList();
            var group = cells[0][..cells[0].LastIndexOf('.')];
            names.AddRange(cells.Select(c => (c.StartsWith('.') ? group + c : c).Replace('.', '_')));
        }
        names.Count.ShouldBeGreaterThan(20);
        return names;
    }

    /// <returns>The whole of what was shown then.</returns>
    private static async Task<string> ShowsAsync(ApiHost api, string gauge, double? value)
    {
        for (var i = 0; ; i++)
        {
            var shown = (await api.Get("//metrics").Ok()).Body;
            if (Value(shown, gauge) == value)
                return shown;
            i.ShouldBeLessThan(TriesMax, $"{gauge} does not come to {value}, but to {Value(shown, gauge)}");
            await Task.Delay(ScrapeRest);
        }
    }

    private static double? Value(string shown, string gauge) =>
        Regex.Match(shown, $@"^{gauge}(\{{[^}}]*\}})? (?<value>\S+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
            is { Success: true } found
            ? double.Parse(found.Groups["value"].Value)
            : null;
}
