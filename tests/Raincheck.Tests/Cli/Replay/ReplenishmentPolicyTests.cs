using CsCheck;
using Raincheck.Cli.Replay;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli.Replay;

public sealed class ReplenishmentPolicyTests
{
    private static readonly DateTimeOffset Monday = new(2010, 1, 4, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReplenishmentOptions Options = new();

    [Fact]
    public void Review_SkuBelowItsLevel_IsOrderedUpToIt()
    {
        var vendor = ReplenishmentPolicy.VendorOf("85048", Options);
        var leadWeeks = ReplenishmentPolicy.LeadWeeksOf(vendor);

        var lines = ReplenishmentPolicy.Review(Monday, [new("85048", 40, 4, Available: 20, OnOrder: 30, BackOrdered: 5)], Options);

        lines.ShouldBe([new(vendor, "85048", 10 * (12 + leadWeeks) - (20 + 30 - 5), Monday.AddDays(7 * leadWeeks))]);
    }

    [Fact]
    public void Review_SkuAtItsLevel_IsNotOrdered()
    {
        ReplenishmentPolicy.Review(Monday, [new("85048", 8, 8, Available: 100, OnOrder: 0, BackOrdered: 0)], Options).ShouldBeEmpty();
    }

    [Fact]
    public void Review_AnyPositions_BringsEachToItsLevelAndNotBeyond()
    {
        var position = Gen.Select(
            Gen.Int[1, 9999],
            Gen.Long[0, 100_000],
            Gen.Int[1, 8],
            Gen.Long[0, 100_000],
            Gen.Long[0, 100_000],
            Gen.Long[0, 100_000],
            (sku, sold, weeks, available, onOrder, back) => new SkuPosition(sku.ToString(), sold, weeks, available, onOrder, back)
        );
        position.Sample(p =>
        {
            var lead = ReplenishmentPolicy.LeadWeeksOf(ReplenishmentPolicy.VendorOf(p.Sku, Options));
            var level = p.Sold * (decimal)(lead + Options.CoverWeeks) / p.Weeks;
            var ordered = ReplenishmentPolicy.Review(Monday, [p], Options).Sum(l => l.Quantity);
            var after = p.Available + p.OnOrder - p.BackOrdered + ordered;
            return ordered == 0 ? after >= level : after >= level && after < level + 1;
        });
    }

    [Fact]
    public void VendorOf_KnownSkus_IsTheSameInEveryRun()
    {
        new[] { "85048", "79323P", "22041", "DCGS0058" }
            .Select(sku => ReplenishmentPolicy.VendorOf(sku, Options))
            .ShouldBe(["V07", "V12", "V05", "V08"]);
        Enumerable.Range(1, 12).Select(v => ReplenishmentPolicy.LeadWeeksOf($"V{v:00}")).Distinct().Order().ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("2010-01-04T00:00:00Z")]
    [InlineData("2010-01-07T13:00:00Z")]
    [InlineData("2010-01-10T23:59:59Z")]
    public void WeekOf_AnyDay_IsItsMonday(string time)
    {
        ReplenishmentPolicy.WeekOf(DateTimeOffset.Parse(time)).ShouldBe(Monday);
    }

    [Fact]
    public void Of_WeeksGoneBy_LooksBackOnTheLastOnesOnly()
    {
        var sales = new WeeklySales(2);
        sales.Sell("A", 5).ShouldBeTrue();
        sales.Sell("A", 1).ShouldBeFalse();
        var seen = new List<(long Units, int Weeks)>();

        sales.EndWeek(() => seen.Add(sales.Of("A")));
        sales.Sell("A", 10);
        sales.EndWeek(() => seen.Add(sales.Of("A")));
        sales.EndWeek(() => seen.Add(sales.Of("A")));
        sales.EndWeek(() => seen.Add(sales.Of("A")));

        seen.ShouldBe([(6, 1), (16, 2), (10, 2), (0, 2)]);
    }

    /// <summary>With the default numbers the replay has enough back orders to be worth watching, and enough stock to be a shop.</summary>
    [Fact]
    public void Review_OnTheRealYear_LeavesSomeOrdersBackOrdered()
    {
        var retail = OnlineRetailSource.Read(RealData.Find("online-retail-2009-2010.csv.gz"));

        var (orders, backOrdered) = Run(retail);

        TestContext.Current.TestOutputHelper?.WriteLine($"{backOrdered} of {orders} orders were back-ordered when they came.");
        ((double)backOrdered / orders).ShouldBeInRange(0.05, 0.25);
    }

    /// <summary>Ships at once what is there; the rest waits. Cancellations are left aside.</summary>
    private static (int Orders, int BackOrdered) Run(OnlineRetail retail)
    {
        var sales = new WeeklySales(Options.LookBackWeeks);
        var stock = new Dictionary<string, (long Available, long OnOrder, long BackOrdered)>();
        var coming = new PriorityQueue<ReplenishmentLine, DateTimeOffset>();
        var week = ReplenishmentPolicy.WeekOf(retail.Invoices[0].Time);
        var (orders, backOrdered) = (0, 0);
        foreach (var sale in retail.Invoices.Where(i => !i.IsCancellation))
        {
            while (week < ReplenishmentPolicy.WeekOf(sale.Time))
            {
                week = week.AddDays(7);
                while (coming.TryPeek(out var line, out var at) && at <= week)
                {
                    coming.Dequeue();
                    var (available, onOrder, waiting) = stock[line.Sku];
                    var served = Math.Min(waiting, line.Quantity);
                    stock[line.Sku] = (available + line.Quantity - served, onOrder - line.Quantity, waiting - served);
                }
                sales.EndWeek(() =>
                {
                    var positions = sales.Skus.Select(sku =>
                    {
                        var (units, weeks) = sales.Of(sku);
                        var (available, onOrder, waiting) = stock[sku];
                        return new SkuPosition(sku, units, weeks, available, onOrder, waiting);
                    });
                    foreach (var line in ReplenishmentPolicy.Review(week, positions, Options))
                    {
                        coming.Enqueue(line, line.ExpectedAt);
                        stock[line.Sku] = stock[line.Sku] with { OnOrder = stock[line.Sku].OnOrder + line.Quantity };
                    }
                });
            }
            var isShort = false;
            foreach (var line in sale.Lines)
            {
                if (sales.Sell(line.Sku, line.Quantity))
                    stock[line.Sku] = (Options.OpeningUnits, 0, 0);
                var (available, onOrder, waiting) = stock[line.Sku];
                var served = Math.Min(available, line.Quantity);
                stock[line.Sku] = (available - served, onOrder, waiting + line.Quantity - served);
                isShort |= served < line.Quantity;
            }
            orders++;
            backOrdered += isShort ? 1 : 0;
        }
        return (orders, backOrdered);
    }
}
