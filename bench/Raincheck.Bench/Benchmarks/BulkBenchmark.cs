using System.Diagnostics;
using System.Net.Http.Json;
using Raincheck.Bench.Load;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// A user works over HTTP while an action is carried out on 10,000 orders of the same products, turn by turn with the
/// same work while nothing else goes on. How far the action is, is looked at as often as the console's dialog does.
/// </summary>
internal static class BulkBenchmark
{
    public const string Measures =
        "what others wait for while an action is carried out on 10,000 orders (--orders, --rounds, --warm-up, --actions, --databases)";

    private const int Skus = 1_000;
    private const string PurchaseOrder = "PO";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan AloneMin = TimeSpan.FromSeconds(3);

    /// <summary>The pause between two requests.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(Options options)
    {
        var orders = options.Number("orders", 10_000);
        // Without a round to warm up, those can be measured that can be done to an order but once.
        var (rounds, warmUp) = (options.Number("rounds", 3), options.Number("warm-up", 1));
        var actions = options.Text("actions", "Delay,Hold,Release,SetPriority").Split(',').Select(Enum.Parse<OrderAction>).ToList();
        Console.WriteLine($"{orders:N0} orders of 2 lines over {Skus:N0} SKUs, half of which is there; median of {rounds} rounds");
        foreach (var database in options.Text("databases", "postgres,sqlite").Split(','))
        {
            await using var shop = await BenchShop.NewAsync(database, Skus, orders / Skus);
            var numbers = await FillAsync(shop, orders);
            var (acted, alone, meanwhile) = await MeasureAsync(shop, numbers, actions, rounds, warmUp);
            Figures.PrintTable(
                [database, "s", "orders/s", "done to", "steps of progress seen"],
                [.. acted.GroupBy(a => a.Action).Select(g => ActionRow(orders, [.. g]))]
            );
            Figures.PrintTable(
                [database, "alone, median ms", "meanwhile", "ratio", "to reach", "alone, 99th ms", "meanwhile", "longest"],
                [.. meanwhile.Ms.Select(w => OthersRow(w.Key, alone.Ms[w.Key], w.Value))]
            );
            Console.WriteLine($"{await VerifyAsync(shop)} violations");
        }
    }

    private static string[] ActionRow(int orders, List<Acted> rounds)
    {
        var seconds = Figures.Median(rounds.Select(r => r.Seconds));
        return
        [
            OrderActions.Name(rounds[0].Action),
            $"{seconds:F1}",
            $"{orders / seconds:N0}",
            $"{Figures.Median(rounds.Select(r => (double)r.Done)):N0}",
            $"{Figures.Median(rounds.Select(r => (double)r.StepsSeen)):N0}",
        ];
    }

    private static string[] OthersRow(string what, List<double> aloneMs, List<double> meanwhileMs)
    {
        var (alone, meanwhile) = (aloneMs.Order().ToArray(), meanwhileMs.Order().ToArray());
        return
        [
            what,
            $"{Figures.Median(alone):F1}",
            $"{Figures.Median(meanwhile):F1}",
            $"{Figures.Median(meanwhile) / Figures.Median(alone):F2}",
            "≤ 3",
            $"{alone[alone.Length * 99 / 100]:F1}",
            $"{meanwhile[meanwhile.Length * 99 / 100]:F1}",
            $"{meanwhile[^1]:F1}",
        ];
    }

    private static async Task<(List<Acted> Actions, Waits Alone, Waits Meanwhile)> MeasureAsync(
        BenchShop shop,
        List<string> numbers,
        List<OrderAction> actions,
        int rounds,
        int warmUp
    )
    {
        var password = Guid.NewGuid().ToString();
        using var host = await BareHost.StartAsync(shop.Client.ConnectionString, password);
        using var client = await host.SignInAsync(password);
        var jobs = new JobStore(shop.Client, TimeProvider.System);
        var (acted, alone, meanwhile) = (new List<Acted>(), new Waits(), new Waits());
        var quiet = AloneMin;
        for (var round = -warmUp; round < rounds; round++)
        {
            foreach (var action in actions)
            {
                var (before, during) = (new Waits(), new Waits());
                await WorkAsync(client, numbers, before, Task.Delay(quiet));
                var acting = ActAsync(client, jobs, RequestOf(action, numbers, round));
                await WorkAsync(client, numbers, during, acting);
                var done = await acting;
                // Both sides get about as many figures.
                quiet = TimeSpan.FromSeconds(Math.Max(done.Seconds, AloneMin.TotalSeconds));
                if (round < 0)
                    continue;
                alone.Add(before);
                meanwhile.Add(during);
                acted.Add(done);
            }
        }
        return (acted, alone, meanwhile);
    }

    private static async Task<List<string>> FillAsync(BenchShop shop, int count)
    {
        var numbers = Enumerable.Range(0, count).Select(i => $"B-{i}").ToList();
        foreach (var chunk in numbers.Chunk(1_000))
        {
            await shop.Ledger.ExecuteAllAsync([
                .. chunk.Select(number => ((LedgerCommand<OrderView>)new CreateOrder(Order(number)), new CommandContext("bench"))),
            ]);
        }
        await shop.DoneAsync(
            new CreatePurchaseOrder(
                new("V", [.. Enumerable.Range(0, Skus).Select(i => new NewPurchaseOrderLine($"S{i}", count))], "W", PurchaseOrder)
            )
        );
        await shop.SettleAsync();
        return numbers;

        static NewOrder Order(string number) =>
            new("C", new("Ada Lovelace", "ada@example.com"), [new(AnySku(), 1, 9.95m), new(AnySku(), 1, 9.95m)], number);
    }

    private static string AnySku() => $"S{Random.Shared.Next(Skus)}";

    private static OrderActionRequest RequestOf(OrderAction action, List<string> numbers, int round) =>
        new(action, numbers, "bench")
        {
            Priority = round + 2,
            ShipDate = DateTimeOffset.UtcNow.AddDays(30 + round),
            Reason = "The ship is late",
            Notify = true,
            PurchaseOrder = PurchaseOrder,
            Vendor = "V",
        };

    /// <summary>Starts an action and looks how far it is until it is over.</summary>
    private static async Task<Acted> ActAsync(HttpClient client, JobStore jobs, OrderActionRequest request)
    {
        var answer = await client.PostAsJsonAsync(BareHost.ActionPath, request, LedgerJson.Options);
        answer.EnsureSuccessStatusCode();
        var id = await answer.Content.ReadAsStringAsync();
        var seen = new HashSet<long>();
        while (true)
        {
            await Task.Delay(Poll);
            var job = (await jobs.FindAsync(id, CancellationToken.None))!;
            if (job.Done > 0)
                seen.Add(job.Done);
            if (job.State == JobState.Failed)
                throw new InvalidOperationException($"{request.Action} failed: {job.Problem}");
            if (job.State == JobState.Succeeded)
                return new Acted(request.Action, (job.FinishedAt!.Value - job.CreatedAt) / 1e6, job.Changed, seen.Count);
        }
    }

    /// <summary>Posts an order, opens the first page of the orders, opens an order, and again, as long as something else goes on.</summary>
    private static async Task WorkAsync(HttpClient client, List<string> numbers, Waits waits, Task meanwhile)
    {
        while (!meanwhile.IsCompleted)
        {
            await waits.TimeAsync("post an order", () => client.PostAsJsonAsync("/api/v1/orders", NewOrder()));
            await waits.TimeAsync("first page of orders", () => client.GetAsync("/api/v1/orders?pageSize=50"));
            await waits.TimeAsync("open an order", () => client.GetAsync($"/api/v1/orders/{numbers[Random.Shared.Next(numbers.Count)]}"));
        }
        await meanwhile;
    }

    private static object NewOrder()
    {
        return new
        {
            company = "C",
            customer = new { name = "Ada Lovelace", email = "ada@example.com" },
            lines = new[] { Line(), Line() },
        };

        static object Line() =>
            new
            {
                sku = AnySku(),
                quantity = 1,
                unitPrice = 9.95m,
            };
    }

    private static async Task<int> VerifyAsync(BenchShop shop)
    {
        await using var snapshot = await shop.SnapshotAsync();
        return (await new Verifier(snapshot, await shop.Ledger.CatalogueAsync()).RunAsync(null, CancellationToken.None)).Count;
    }

    /// <summary>An action that was carried out on all orders.</summary>
    /// <param name="Action">Which.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="Done">To how many orders it was done; the others refused it.</param>
    /// <param name="StepsSeen">How many times it was seen to be further.</param>
    private sealed record Acted(OrderAction Action, double Seconds, long Done, int StepsSeen);

    /// <summary>The waiting times, by request.</summary>
    private sealed class Waits
    {
        public SortedDictionary<string, List<double>> Ms { get; } = new(StringComparer.Ordinal);

        public async Task TimeAsync(string what, Func<Task<HttpResponseMessage>> ask)
        {
            await Task.Delay(Thinking);
            var started = Stopwatch.GetTimestamp();
            using var answer = await ask();
            var content = await answer.Content.ReadAsStringAsync();
            Of(what).Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"To {what}: {content}");
        }

        public void Add(Waits more)
        {
            foreach (var (what, ms) in more.Ms)
                Of(what).AddRange(ms);
        }

        private List<double> Of(string what)
        {
            if (!Ms.TryGetValue(what, out var ms))
                Ms[what] = ms = [];
            return ms;
        }
    }
}
