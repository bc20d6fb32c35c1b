using Raincheck.Core.Allocation;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// The allocator in memory against the least that could be done: a loop of a few lines that serves one claim after another
/// from an array of stock, and knows neither places nor firm units nor kits nor replacements.
/// </summary>
public static class CoreBenchmark
{
    public const string Measures = "the allocator against a bare loop over the same claims (--claims, --skus, --rounds, --seed)";

    /// <summary>At the end of the queue a fifth of what is asked for is not in stock.</summary>
    private const double Stocked = 0.8;

    public static async Task RunAsync(Options options)
    {
        var claims = options.Number("claims", 10_000_000);
        var skus = options.Number("skus", 100_000);
        var rounds = options.Number("rounds", 7);
        var seed = options.Number("seed", 1);
        Console.WriteLine($"{claims:N0} claims in queue order, {skus:N0} SKUs, median of {rounds} rounds, seed {seed}");

        Figures.PrintTable(
            ["claims", "loop ms", "Allocate ms", "fastest to slowest", "ratio", "target", "claims/s", "waiting"],
            await MeasureAsync("simple", "2.0", new Situation(claims, skus, seed, isMixed: false), rounds),
            await MeasureAsync("a tenth kits, a tenth replacements", "8.0", new Situation(claims, skus, seed, isMixed: true), rounds)
        );
    }

    private static async Task<string[]> MeasureAsync(string name, string target, Situation s, int rounds)
    {
        int[] taken = [];
        AllocatedUnits[] given = [];
        var seconds = await Figures.InterleavedSecondsAsync(
            rounds,
            () =>
            {
                taken = Loop(s.Stock, s.Claims);
                return Task.CompletedTask;
            },
            () =>
            {
                given = Allocator.Allocate(s.Stock, s.Claims, s.Kits);
                return Task.CompletedTask;
            }
        );
        // The loop knows all that simple claims need: a figure for another answer would be worth nothing.
        if (s.Kits.Length == 0 && !given.Select(g => g.Units).SequenceEqual(taken))
            throw new InvalidOperationException("The allocator and the loop disagree about simple claims.");
        var (loop, allocate) = (Figures.Median(seconds[0]), Figures.Median(seconds[1]));
        var waiting = given.Where((g, i) => g.Units < s.Claims[i].Open).Count();
        return
        [
            name,
            $"{loop * 1000:F0}",
            $"{allocate * 1000:F0}",
            $"{seconds[1].Min() * 1000:F0} to {seconds[1].Max() * 1000:F0}",
            $"{allocate / loop:F2}",
            target,
            $"{s.Claims.Length / allocate:N0}",
            $"{(double)waiting / s.Claims.Length:P0}",
        ];
    }

    private static int[] Loop(long[] stock, Claim[] claims)
    {
        var left = stock.ToArray();
        var taken = new int[claims.Length];
        for (var i = 0; i < claims.Length; i++)
            left[claims[i].Sku] -= taken[i] = (int)Math.Min(left[claims[i].Sku], claims[i].Open);
        return taken;
    }

    /// <summary>Claims in queue order over SKUs of even demand, and stock for four fifths of it.</summary>
    private sealed class Situation
    {
        public Situation(int claimCount, int skuCount, int seed, bool isMixed)
        {
            var random = new Random(seed);
            Kits = isMixed ? Enumerable.Range(0, skuCount / 10).Select(_ => KitOf(random, skuCount)).ToArray() : [];
            Claims = new Claim[claimCount];
            var demand = new long[skuCount];
            for (var i = 0; i < claimCount; i++)
            {
                var kind = isMixed ? random.Next(10) : 9;
                var claim = new Claim(
                    new QueuePosition(0, i / 3, i / 3, i / 3, 1 + (i % 3)),
                    random.Next(skuCount),
                    random.Next(1, 6),
                    Replacement: kind == 1 ? random.Next(skuCount) : -1,
                    Kit: kind == 0 ? random.Next(Kits.Length) : -1
                );
                Claims[i] = claim;
                if (claim.Kit < 0)
                    demand[claim.Sku] += claim.Open;
                else
                    foreach (var component in Kits[claim.Kit])
                        demand[component.Sku] += (long)claim.Open * component.PerKit;
            }
            Stock = demand.Select(units => (long)(units * Stocked)).ToArray();
        }

        public long[] Stock { get; }

        public Claim[] Claims { get; }

        public KitComponent[][] Kits { get; }

        private static KitComponent[] KitOf(Random random, int skuCount) =>
            Enumerable
                .Range(0, random.Next(2, 5))
                .Select(_ => random.Next(skuCount))
                .Distinct()
                .Select(sku => new KitComponent(sku, random.Next(1, 3)))
                .ToArray();
    }
}
