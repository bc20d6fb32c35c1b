using System.Diagnostics;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Demo;
using Raincheck.Features.Orders;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Demo;

public sealed class DemoShopTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 10, 30, 0, TimeSpan.Zero);
    private static readonly DemoShop Shop = DemoShop.Load(Now);

    [Fact]
    public void Load_AnyDay_MovesTheTimesByWholeDaysUpToIt()
    {
        Shop.Orders.ShouldAllBe(o => o.OrderedAt < Now);
        Shop.Orders.Max(o => o.OrderedAt!.Value).ShouldBeGreaterThan(Now.AddDays(-2));
        // The first sale was at 08:34.
        Shop.Orders[0].OrderedAt.ShouldBe(new DateTimeOffset(2026, 3, 15, 8, 34, 0, TimeSpan.Zero));
        Shop.Orders.Zip(Shop.Orders.Skip(1)).ShouldAllBe(pair => pair.First.OrderedAt <= pair.Second.OrderedAt);
    }

    [Fact]
    public void Load_Names_AllExist()
    {
        var skus = Shop.Products.Select(p => p.Sku).ToHashSet();
        var plain = Shop.Products.Where(p => p.Components is null && p.ShadowOf is null).Select(p => p.Sku).ToHashSet();
        var warehouses = Shop.Warehouses.Select(w => w.Code).ToHashSet();
        var vendors = Shop.Vendors.Select(v => v.Code).ToHashSet();

        skus.Count.ShouldBe(Shop.Products.Count);
        Shop.Orders.SelectMany(o => o.Lines).ShouldAllBe(l => skus.Contains(l.Sku));
        Shop.Orders.Select(o => o.Company).Distinct().Order().ShouldBe(Shop.Companies.Select(c => c.Code).Order());
        Shop.Orders.DistinctBy(o => o.Number).Count().ShouldBe(Shop.Orders.Count);
        Shop.Stock.ShouldAllBe(s => plain.Contains(s.Sku) && warehouses.Contains(s.Warehouse));
        Shop.PurchaseOrders.ShouldAllBe(p => vendors.Contains(p.Vendor) && p.Warehouse == "MAIN");
        Shop.PurchaseOrders.ShouldAllBe(p =>
            p.Lines.All(l => plain.Contains(l.Sku)) && p.Lines.DistinctBy(l => l.Sku).Count() == p.Lines.Count
        );
        Shop.Products.ShouldAllBe(p => p.ReplacementSku == null || plain.Contains(p.ReplacementSku));
        Shop.Products.ShouldAllBe(p => p.ShadowOf == null || plain.Contains(p.ShadowOf));
        Shop.Products.ShouldAllBe(p => p.Components == null || p.Components.All(c => plain.Contains(c.Sku)));
        Shop.Products.ShouldAllBe(p => p.Vendor == null || vendors.Contains(p.Vendor));
    }

    [Fact]
    public void Load_Shop_HasEverythingThereIsToSee()
    {
        Shop.Orders.Count.ShouldBeInRange(300, 600);
        Shop.Products.Count.ShouldBeInRange(150, 300);
        Shop.Warehouses.Select(w => w.Type).Distinct().Count().ShouldBe(4);
        foreach (var status in new[] { OrderStatus.Quote, OrderStatus.InProcess, OrderStatus.OnHold, OrderStatus.Problem })
            Shop.Orders.ShouldContain(o => o.Status == status);
        foreach (var payment in Enum.GetValues<PaymentStatus>())
            Shop.Orders.ShouldContain(o => o.PaymentStatus == payment);
        Shop.Orders.ShouldContain(o => o.Priority > 0);
        Shop.PurchaseOrders.SelectMany(p => p.Lines).ShouldContain(l => l.ExpectedAt < Now);
        Shop.PurchaseOrders.SelectMany(p => p.Lines).ShouldContain(l => l.ExpectedAt > Now);
    }

    [Fact]
    public void Allocate_TheShop_ShowsEveryStateOfAnOrder()
    {
        var results = Allocate(considerReplacements: true);

        var states = results
            .GroupBy(r => r.Order)
            .Select(g => Order.StateOf(g.Sum(r => (long)r.Line.Quantity), g.Sum(r => (long)r.Line.Quantity - r.Held.Units)))
            .CountBy(s => s)
            .ToDictionary();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", states));
        states[BackOrderState.None].ShouldBeGreaterThan(200);
        states[BackOrderState.Partial].ShouldBeInRange(50, 120);
        states[BackOrderState.Full].ShouldBeInRange(10, 60);
    }

    [Fact]
    public void Allocate_TheShop_ShowsReplacementsKitsShadowsAndOrdersOnHold()
    {
        var results = Allocate(considerReplacements: true);

        results.ShouldContain(r => r.Held.Replacement > 0);
        // A kit of which all components but one are there.
        var playhouse = Shop.Products.Single(p => p.Sku == "KIT-PLAYHOUSE").Components.ShouldNotBeNull();
        var onHand = playhouse.Select(c => Shop.Stock.Single(s => s.Sku == c.Sku && s.Warehouse == "MAIN").OnHand).ToList();
        onHand.Count(units => units == 0).ShouldBe(1);
        results.ShouldContain(r => r.Line.Sku == "KIT-PLAYHOUSE" && r.Held.Units == 0);
        foreach (var kit in new[] { "KIT-TEA-FOR-TWO", "KIT-HAND-WARMERS" })
            results.ShouldContain(r => r.Line.Sku == kit && r.Held.Units == r.Line.Quantity);
        foreach (var shadow in new[] { "85123A-GIFT", "22423-BOXED" })
        {
            results.ShouldContain(r => r.Line.Sku == shadow && r.Held.Units == r.Line.Quantity);
            results.ShouldContain(r => r.Line.Sku == shadow && r.Held.Units < r.Line.Quantity);
        }
        results.ShouldContain(r => r.Order.Status == OrderStatus.OnHold && r.Held.Units == r.Line.Quantity);
        results.ShouldContain(r => r.Order.Status == OrderStatus.OnHold && r.Held.Units < r.Line.Quantity);
        results.ShouldContain(r => r.Order.Priority > 0);
        // Without replacements more is short, so the setting has something to show.
        Short(Allocate(considerReplacements: false)).ShouldBeGreaterThan(Short(results));
        // Some of what is short was bought, and some is still to be.
        var coming = Shop.PurchaseOrders.SelectMany(p => p.Lines).Select(l => l.Sku).ToHashSet();
        var isShort = results.Where(r => r.Held.Units < r.Line.Quantity && !r.Line.Sku.Contains('-', StringComparison.Ordinal)).ToList();
        isShort.ShouldContain(r => coming.Contains(r.Line.Sku));
        isShort.ShouldContain(r => !coming.Contains(r.Line.Sku));
        // A vendor has some of it.
        isShort.ShouldContain(r => Shop.Stock.Any(s => s.Sku == r.Line.Sku && s.Warehouse == "VENDOR" && s.OnHand > 0));

        static long Short(IEnumerable<Result> results) => results.Sum(r => (long)r.Line.Quantity - r.Held.Units);
    }

    [Fact]
    public void MakeDemoData_FromTheOriginal_MakesTheFilesThatShip()
    {
        var original = RealData.Find("online-retail-2009-2010.csv.gz");
        var programs = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(programs.Any(p => File.Exists(Path.Combine(p, "python3"))), "The script needs python3.");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Raincheck.slnx")))
            root = root.Parent.ShouldNotBeNull();
        using var folder = new TempFolder();

        using var script = Process.Start("python3", [Path.Combine(root.FullName, "scripts", "make-demo-data"), original, folder.Path]);
        script.WaitForExit();

        script.ExitCode.ShouldBe(0);
        foreach (var made in Directory.GetFiles(folder.Path))
        {
            var shipped = Path.Combine(root.FullName, "src/Raincheck/Features/Demo/data", Path.GetFileName(made));
            File.ReadAllText(made).ShouldBe(File.ReadAllText(shipped));
        }
        Directory.GetFiles(folder.Path).Length.ShouldBe(5);
    }

    private sealed record Result(NewOrder Order, NewOrderLine Line, AllocatedUnits Held);

    /// <summary>What the rules give to each line that counts, with the usual settings.</summary>
    private static List<Result> Allocate(bool considerReplacements)
    {
        var settings = new ClientSettings();
        var counted = Shop
            .Warehouses.Where(w => settings.Counts(new Warehouse { Type = w.Type, IsSellable = w.IsSellable }))
            .Select(w => w.Code)
            .ToHashSet();
        var places = Shop.Products.Select((p, i) => (p.Sku, i)).ToDictionary(p => p.Sku, p => p.i);
        var products = Shop.Products.ToDictionary(p => p.Sku);
        var stock = new long[places.Count];
        foreach (var level in Shop.Stock.Where(s => counted.Contains(s.Warehouse)))
            stock[places[level.Sku]] += level.OnHand;

        var kits = new List<KitComponent[]>();
        var lines = new List<(NewOrder Order, NewOrderLine Line)>();
        var claims = new List<Claim>();
        for (var id = 0; id < Shop.Orders.Count; id++)
        {
            var order = Shop.Orders[id];
            if (!settings.Counts(order.Status ?? OrderStatus.InProcess, order.PaymentStatus ?? PaymentStatus.Charged))
                continue;
            for (var i = 0; i < order.Lines.Count; i++)
            {
                var line = order.Lines[i];
                var product = products[line.Sku];
                var kit = -1;
                if (product.Components is { } components)
                {
                    kit = kits.Count;
                    kits.Add([.. components.Select(c => new KitComponent(places[c.Sku], c.Quantity))]);
                }
                var replacement = considerReplacements && product.ReplacementSku is { } sku ? places[sku] : -1;
                var place = new QueuePosition(order.Priority ?? 0, order.OrderedAt!.Value.UtcTicks, id, id, i + 1);
                claims.Add(new Claim(place, places[product.ShadowOf ?? line.Sku], line.Quantity, 0, replacement, kit));
                lines.Add((order, line));
            }
        }
        var held = Allocator.Allocate(stock, claims.ToArray(), kits.ToArray());
        return [.. lines.Select((l, i) => new Result(l.Order, l.Line, held[i]))];
    }
}
