using System.Globalization;
using System.Text;
using Raincheck.Bench.Load;
using Raincheck.Ledger.Audit;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// Orders of 3 lines over HTTP on 64 connections, against a bare endpoint of the same host that parses the same body and stores
/// nothing, turn by turn. Afterwards every answered order is looked for, and everything that is always true is checked.
/// </summary>
internal static class HttpBenchmark
{
    public const string Measures =
        "orders over HTTP against a bare endpoint of the same host (--connections, --seconds, --rounds, --databases)";

    private const int Skus = 10_000;

    public static async Task RunAsync(Options options)
    {
        var connections = options.Number("connections", 64);
        var seconds = options.Number("seconds", 5);
        var rounds = options.Number("rounds", 5);
        Console.WriteLine($"orders of 3 lines on {connections} connections, {rounds} rounds of {seconds} s each");
        var rows = new List<string[]>();
        foreach (var database in options.Text("databases", "postgres,sqlite").Split(','))
            rows.Add(await MeasureAsync(database, connections, TimeSpan.FromSeconds(seconds), rounds));
        Figures.PrintTable(
            ["database", "orders/s", "bare/s", "ratio", "to reach", "median ms", "99th ms", "times", "to reach", "stored", "violations"],
            rows
        );
    }

    private static async Task<string[]> MeasureAsync(string database, int connections, TimeSpan duration, int rounds)
    {
        await using var shop = await BenchShop.NewAsync(database, Skus, 1_000_000);
        var password = Guid.NewGuid().ToString();
        using var host = await BareHost.StartAsync(shop.Client.ConnectionString, password);
        using var client = await host.SignInAsync(password);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var (orders, bare) = (new List<LoadResult>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var taken = await HttpLoad.RunAsync(host.Address, connections, duration, Requests(host, token, "/api/v1/orders"));
            var parsed = await HttpLoad.RunAsync(host.Address, connections, duration, Requests(host, token, BareHost.BarePath));
            // The first round warms up: it is stored like the others, and not counted.
            orders.Add(taken);
            if (round >= 0)
                bare.Add(parsed.PerSecond);
            Console.WriteLine($"{database}, round {round + 1}: {taken.PerSecond:N0} orders/s, bare {parsed.PerSecond:N0}/s");
        }
        var stored = await CountStoredAsync(shop, orders.SelectMany(r => r.Locations));
        var violations = await VerifyAsync(shop);

        var counted = orders.Skip(1).ToList();
        var latencies = counted.SelectMany(r => r.LatenciesMs).Order().ToArray();
        var (rate, bareRate) = (Figures.Median(counted.Select(r => r.PerSecond)), Figures.Median(bare));
        var (median, late) = (latencies[latencies.Length / 2], latencies[latencies.Length * 99 / 100]);
        return
        [
            database,
            $"{rate:N0}",
            $"{bareRate:N0}",
            $"{rate / bareRate:F2}",
            "≥ 0.25",
            $"{median:F1}",
            $"{late:F1}",
            $"{late / median:F1}",
            "≤ 5",
            stored,
            $"{violations}",
        ];
    }

    private static Func<byte[]> Requests(BareHost host, string token, string path)
    {
        var head =
            $"POST {path} HTTP/1.1\r\nHost: {host.Address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: ";
        return () =>
        {
            var body = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"company":"C","channel":"shop","customer":{"name":"Ada Lovelace","email":"ada@example.com"},"shipTo":{"name":"Ada Lovelace","street":"12 Main Street","city":"Gent","country":"BE"},"lines":[{{Line()}},{{Line()}},{{Line()}}]}"""
            );
            return Encoding.ASCII.GetBytes($"{head}{body.Length}\r\n\r\n{body}");
        };

        static string Line() =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"sku":"S{{Random.Shared.Next(Skus)}}","quantity":1,"unitPrice":9.95}""");
    }

    /// <summary>Looks for each order that was answered, and for orders without a response.</summary>
    private static async Task<string> CountStoredAsync(BenchShop shop, IEnumerable<string> locations)
    {
        var answered = locations.Select(l => l[(l.LastIndexOf('/') + 1)..]).ToHashSet(StringComparer.Ordinal);
        var stored = new HashSet<string>(StringComparer.Ordinal);
        var lines = 0L;
        await using var snapshot = await shop.SnapshotAsync();
        await snapshot.ReadAsync("SELECT number FROM orders", [], r => stored.Add(r.GetString(0)));
        await snapshot.ReadAsync("SELECT count(*) FROM order_lines", [], r => lines = r.GetInt64(0));
        if (!stored.SetEquals(answered) || lines != 3L * answered.Count)
        {
            throw new InvalidOperationException(
                $"{answered.Count} orders were answered; {stored.Count} with {lines} lines are stored, {answered.Except(stored).Count()} of the answered are missing."
            );
        }
        return $"{stored.Count:N0} of {answered.Count:N0}";
    }

    private static async Task<int> VerifyAsync(BenchShop shop)
    {
        await using var snapshot = await shop.SnapshotAsync();
        return (await new Verifier(snapshot, await shop.Ledger.CatalogueAsync()).RunAsync(null, CancellationToken.None)).Count;
    }
}
