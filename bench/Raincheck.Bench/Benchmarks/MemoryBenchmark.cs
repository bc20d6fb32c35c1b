using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Raincheck.Bench.Load;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// Resident memory of <c>raincheck serve</c>, minute by minute, while callers order, look, search, ship, cancel, count, buy and receive at a
/// steady rate. A line is printed each minute, and everything as a table at the end.
/// </summary>
internal static class MemoryBenchmark
{
    public const string Measures = "resident memory by the minute under a mixed load (--minutes, --rate, --callers, --databases, --skus)";

    public static async Task RunAsync(Options options)
    {
        var minutes = options.Number("minutes", 60);
        var rate = options.Number("rate", 50);
        var callers = options.Number("callers", 8);
        var skus = options.Number("skus", 2_000);
        foreach (var database in options.Text("databases", "sqlite").Split(','))
        {
            Console.WriteLine($"{database}: {minutes} minutes, {rate} calls/s by {callers} callers, {skus} products");
            var rows = await MeasureAsync(database, minutes, rate, callers, skus);
            Figures.PrintTable(["minute", "resident MiB", "of it anonymous", "peak", "calls", "orders"], rows);
        }
    }

    private static async Task<List<string[]>> MeasureAsync(string database, int minutes, int rate, int callers, int skus)
    {
        await using var shop = await BenchShop.NewAsync(database, skus, 10_000);
        using var program = await ServedProgram.StartAsync(shop.Client.ConnectionString);
        using var stop = new CancellationTokenSource();
        var load = new MixedLoad(program.Http, skus, TimeSpan.FromSeconds((double)callers / rate));
        var calling = Enumerable.Range(0, callers).Select(i => load.CallAsync(i, stop.Token)).ToArray();
        var rows = new List<string[]>();
        var began = Stopwatch.GetTimestamp();
        for (var minute = 0; minute <= minutes; minute++)
        {
            var due = TimeSpan.FromMinutes(minute) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero && await Task.WhenAny(Task.Delay(due), Task.WhenAll(calling)) is { IsFaulted: true } failed)
                await failed;
            string[] row =
            [
                minute.ToString(CultureInfo.InvariantCulture),
                $"{program.MemoryMiB("VmRSS"):F0}",
                $"{program.MemoryMiB("RssAnon"):F0}",
                $"{program.MemoryMiB("VmHWM"):F0}",
                $"{load.Calls:N0}",
                $"{load.Orders:N0}",
            ];
            rows.Add(row);
            Console.WriteLine(string.Join('\t', row));
        }
        await stop.CancelAsync();
        await Task.WhenAll(calling);
        return rows;
    }

    /// <summary>What callers do, at random.</summary>
    /// <param name="http">The program.</param>
    /// <param name="skus">How many products there are.</param>
    /// <param name="pause">From the beginning of one call to that of the next, at the least.</param>
    private sealed class MixedLoad(HttpClient http, int skus, TimeSpan pause)
    {
        private long calls;
        private long orders;

        public long Calls => Interlocked.Read(ref calls);

        public long Orders => Interlocked.Read(ref orders);

        public async Task CallAsync(int caller, CancellationToken stop)
        {
            var random = new Random(caller);
            var mine = new Queue<string>();
            while (!stop.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await NextAsync(random, mine);
                Interlocked.Increment(ref calls);
                var rest = pause - Stopwatch.GetElapsedTime(began);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private async Task NextAsync(Random random, Queue<string> mine)
        {
            var what = random.Next(100);
            if (what < 45 || mine.Count == 0)
                mine.Enqueue(await OrderAsync(random));
            else if (what < 55)
                await AskAsync("/api/v1/orders?backOrder=fullOrPartial&pageSize=50");
            else if (what < 60)
                await AskAsync($"/api/v1/orders?q=Customer%20{random.Next(1_000)}");
            else if (what < 65)
                await AskAsync("/api/v1/products?sort=-backOrdered&pageSize=100");
            else if (what < 75)
                await AskAsync($"/api/v1/orders/{mine.Peek()}");
            else if (what < 90)
                await SendAsync($"/api/v1/orders/{mine.Dequeue()}/ship", new { warehouse = "W" });
            else if (what < 93)
                await SendAsync($"/api/v1/orders/{mine.Dequeue()}/cancel", new { });
            else if (what < 97)
                await SendAsync(
                    "/api/v1/inventory/counts",
                    new
                    {
                        sku = Sku(random),
                        warehouse = "W",
                        onHand = random.Next(20),
                    }
                );
            else
                await ReceiveAsync(random);
        }

        private async Task<string> OrderAsync(Random random)
        {
            var order = new
            {
                company = "C",
                customer = new { name = $"Customer {random.Next(1_000)}", email = "customer@example.com" },
                lines = Enumerable
                    .Range(0, 3)
                    .Select(_ => new
                    {
                        sku = Sku(random),
                        quantity = random.Next(1, 4),
                        unitPrice = 9.95,
                    }),
            };
            var number = await SendAsync("/api/v1/orders", order);
            Interlocked.Increment(ref orders);
            return number!;
        }

        private async Task ReceiveAsync(Random random)
        {
            var lines = new[] { new { sku = Sku(random), quantity = 50 } };
            var number = await SendAsync(
                "/api/v1/purchase-orders",
                new
                {
                    vendor = "V",
                    warehouse = "W",
                    lines,
                }
            );
            await SendAsync($"/api/v1/purchase-orders/{number}/receipts", new { reference = $"R-{number}", lines });
        }

        private string Sku(Random random) => $"S{random.Next(skus)}";

        private async Task AskAsync(string path)
        {
            using var answer = await http.GetAsync(path);
            await CheckAsync(answer, path);
        }

        /// <returns>The number of what was made or changed; null where it was refused.</returns>
        private async Task<string?> SendAsync(string path, object body)
        {
            using var answer = await http.PostAsJsonAsync(path, body);
            await CheckAsync(answer, path);
            if (!answer.IsSuccessStatusCode)
                return null;
            var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return made.TryGetProperty("number", out var number) ? number.GetString() : null;
        }

        /// <summary>An order that holds nothing is not shipped, and that is as it should be; anything else that fails ends the run.</summary>
        private static async Task CheckAsync(HttpResponseMessage answer, string path)
        {
            if (!answer.IsSuccessStatusCode && answer.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity))
                throw new InvalidOperationException($"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
