using Raincheck.Core.Stock;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;

namespace Raincheck.Crash;

/// <summary>
/// The commands of one writer, one after another. They follow from the seed alone and never from an answer, so that a process that
/// knows the seed knows what every writer did, and can do it again.
/// </summary>
public sealed class Work(int seed, string round, int writer, int writers)
{
    private const int RecentOrders = 24;

    private static readonly string[] Skus = ["X", "Y", "Z", "A", "R", "B", "S", "C", "D", "K"];
    private static readonly string[] Stocked = ["X", "Y", "Z", "A", "R", "B", "C", "D"];

    private readonly Random random = new(HashCode(seed, round, writer));
    private readonly List<string> orders = [];
    private string? purchaseOrder;
    private int count;

    /// <summary>What the writer does next: one command, or several that it gives at once.</summary>
    public IReadOnlyList<Step> Next()
    {
        var key = $"{round}-{writer}-{++count}";
        if (purchaseOrder is null || count % 200 == 0)
            return [Purchase(key)];
        return random.Next(1120) switch
        {
            < 380 => [Order(key)],
            < 400 => [.. Enumerable.Range(0, 2 + random.Next(12)).Select(i => Order($"{key}.{i}"))],
            < 600 => [Ship(key)],
            < 700 => [Cancel(key)],
            < 730 => [new Step<OrderView>(key, new ChangeLineQuantity(AnyOrder(), 1, 1 + random.Next(6)), Trace.Key)],
            < 750 => [AddLine(key)],
            < 765 => [new Step<OrderView>(key, new ReplaceItem(AnyOrder(), 1, Any(Skus)), Trace.Key)],
            < 780 => [new Step<OrderView>(key, new PatchOrder(AnyOrder(), new OrderPatch(Priority: random.Next(3))), Trace.Key)],
            < 880 => [Receive(key)],
            < 960 => [Adjust(key)],
            < 980 => [Transfer(key)],
            < 990 => [new Step<SettingsView>(key, new SaveSettings(AnySettings()), Trace.Key)],
            < 1000 => [new Step<ProductsPut>(key, new PutProducts([AnyProduct()]), Trace.Key)],
            _ => [Serve(key)],
        };
    }

    /// <summary>The catalogue that the commands are about.</summary>
    public static IReadOnlyList<ProductRequest> Products { get; } =
    [
        new("X", "Alone X"),
        new("Y", "Alone Y"),
        new("Z", "Alone Z"),
        new("R", "Replaces A"),
        new("A", "Has a replacement", ReplacementSku: "R"),
        new("B", "Has a shadow"),
        new("C", "Component"),
        new("D", "Component"),
        new("S", "Shadow of B", ShadowOf: "B", ReplacementSku: "C"),
        new("K", "Kit", Components: [new("C", 2), new("D", 1)]),
    ];

    private Step<OrderView> Order(string key)
    {
        // One in eight leaves the choice of its number to the system.
        var number = random.Next(8) == 0 ? null : "N" + key;
        var lines = new NewOrderLine[1 + random.Next(4)];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = new NewOrderLine(Any(Skus), 1 + random.Next(4));
        if (number is not null)
            orders.Add(number);
        return new Step<OrderView>(
            key,
            new CreateOrder(new NewOrder("ACME", new(key, "customer@example.com"), lines, number)),
            Trace.Order,
            number,
            lines.Length
        );
    }

    private Step<OrderView> Ship(string key)
    {
        var number = AnyOrder();
        return new Step<OrderView>(key, new ShipOrder(number, new Shipment(random.Next(4) == 0 ? "EAST" : "MAIN")), Trace.Shipped, number);
    }

    private Step<OrderView> Cancel(string key)
    {
        var number = AnyOrder();
        return new Step<OrderView>(key, new CancelOrder(number, new(BackOrderedOnly: random.Next(4) == 0)), Trace.Cancelled, number);
    }

    private Step<OrderView> AddLine(string key)
    {
        var number = AnyOrder();
        return new Step<OrderView>(key, new AddOrderLine(number, new(Any(Skus), 1 + random.Next(3))), Trace.LineAdded, number);
    }

    /// <summary>A link to a purchase order that other writers receive on as well, its end, a pin, a vendor, or a split.</summary>
    private Step Serve(string key)
    {
        var number = AnyOrder();
        var units = 1 + random.Next(4);
        return random.Next(8) switch
        {
            < 3 => new Step<OrderView>(key, new LinkToPurchaseOrder(number, new(1, units, purchaseOrder)), Trace.Key),
            3 => new Step<OrderView>(key, new UnlinkFromPurchaseOrder(number, purchaseOrder!, 1), Trace.Key),
            4 => new Step<OrderView>(key, new PinUnits(number, new(1, units, key)), Trace.Key),
            5 => new Step<OrderView>(key, new LiftPin(number, 1), Trace.Key),
            6 => new Step<PurchaseOrderView>(key, new DropshipUnits(number, new("VEND", [new(1, 1)])), Trace.Key),
            _ => new Step<SplitView>(key, new SplitOrder(number, new()), Trace.Key),
        };
    }

    private Step<PurchaseOrderView> Purchase(string key)
    {
        purchaseOrder = "P" + key;
        return new Step<PurchaseOrderView>(
            key,
            new CreatePurchaseOrder(
                new("VEND", [.. Shuffled(Stocked).Select(s => new NewPurchaseOrderLine(s, 1_000_000))], "MAIN", purchaseOrder)
            ),
            Trace.Key
        );
    }

    private Step<ReceiptView> Receive(string key) =>
        new(
            key,
            new ReceivePurchaseOrder(
                purchaseOrder!,
                new(key, [.. Shuffled(Stocked).Take(1 + random.Next(4)).Select(s => new ReceiptRequestLine(s, 1 + random.Next(30)))])
            ),
            Trace.Receipt
        );

    private Step<StockChanged> Adjust(string key)
    {
        var items = Shuffled(Stocked)
            .Take(1 + random.Next(3))
            .Select(s => new StockAdjustment(s, random.Next(3) == 0 ? "EAST" : "MAIN", random.Next(4) == 0 ? -1 : 1 + random.Next(9), key))
            .ToList();
        return new Step<StockChanged>(key, new AdjustStock(items), Trace.Stock, Count: items.Count);
    }

    private Step<StockChanged> Transfer(string key) =>
        new(key, new TransferStock([new(Any(Stocked), "MAIN", random.Next(2) == 0 ? "EAST" : "BACK", 1 + random.Next(4))]), Trace.Key);

    private SettingsPatch AnySettings() =>
        random.Next(4) switch
        {
            0 => new SettingsPatch(ConsiderReplacementSku: random.Next(2) == 0),
            1 => new SettingsPatch(StopMarkingOnCreate: random.Next(2) == 0),
            2 => new SettingsPatch(ExcludeDropshipWarehouses: random.Next(2) == 0),
            _ => new SettingsPatch(PeriodicPass: new(random.Next(2) == 0 ? PassMode.Immediate : PassMode.Periodic)),
        };

    private ProductRequest AnyProduct() =>
        random.Next(3) switch
        {
            0 => new ProductRequest("X", "Alone X", ReplacementSku: random.Next(3) == 0 ? "Y" : null),
            1 => new ProductRequest("A", "Has a replacement", ReplacementSku: random.Next(2) == 0 ? "R" : "Z"),
            _ => new ProductRequest("K", "Kit", Components: [new("C", 1 + random.Next(3)), new("D", 1)]),
        };

    /// <summary>A recent order: mostly one of its own, now and then one that another writer may have made.</summary>
    private string AnyOrder()
    {
        if (orders.Count == 0 || random.Next(10) == 0)
            return $"N{round}-{random.Next(writers)}-{random.Next(1, count + 1)}";
        return orders[^(1 + random.Next(Math.Min(orders.Count, RecentOrders)))];
    }

    private T Any<T>(T[] of) => of[random.Next(of.Length)];

    private T[] Shuffled<T>(T[] of)
    {
        var shuffled = of.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, string round, int writer)
    {
        var hash = 17L * seed + writer;
        foreach (var c in round)
            hash = (hash * 31 + c) % 1_000_003;
        return (int)hash;
    }
}
