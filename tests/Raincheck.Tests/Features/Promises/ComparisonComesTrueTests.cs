using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.BackOrders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Promises;
using Raincheck.Features.Promises.Compare;
using Raincheck.Features.Purchasing;
using Raincheck.Features.WhatIf;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Promises;

/// <summary>
/// For any shop and any changes: the comparison says what the database and the outlooks show once the same commands were carried out, and
/// asking for it writes nothing. CsCheck prints the seed of a failure.
/// </summary>
public sealed class ComparisonComesTrueTests
{
    private const int ShopsPerDatabase = 60;

    // A Monday.
    private static readonly DateOnly Today = new(2026, 1, 5);
    private static readonly string[] Sold = ["X", "A", "R", "S", "B", "C", "D", "K"];
    private static readonly string[] Bought = ["X", "A", "R", "B", "C", "D"];
    private static readonly string[] Into = ["MAIN", "MAIN", "EAST", "DROP", "DOCK"];

    private static readonly Gen<(int Sku, int Quantity, int Kind)[]> Orders = Gen.Select(
        Gen.Int[0, Sold.Length - 1],
        Gen.Int[1, 5],
        Gen.Int[0, 23]
    ).Array[4, 12];

    private static readonly Gen<(int Sku, int Quantity, int Day, int Linked)[]> Supply = Gen.Select(
        Gen.Int[0, Bought.Length - 1],
        Gen.Int[1, 8],
        Gen.Int[-4, 9],
        Gen.Int[-3, 11]
    ).Array[2, 8];

    private static readonly Gen<(int Kind, int Which, int Quantity, int Day)[]> Changes = Gen.Select(
        Gen.Int[0, 25],
        Gen.Int[0, 11],
        Gen.Int[1, 6],
        Gen.Int[-2, 12]
    ).Array[1, 4];

    private static readonly Gen<int[]> Stock = Gen.Int[0, 6].Array[Bought.Length];

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public Task GivenAnyShopAndAnyChanges_WhenTheyAreCarriedOut_ThenTheDatabaseShowsWhatTheComparisonSaid(Database database)
    {
        Assert.SkipWhen(database == Database.Postgres && !PostgresServer.IsAvailable, PostgresServer.Missing);
        return Gen.Select(Orders, Supply, Stock, Changes)
            .SampleAsync(
                (orders, supply, stock, changes) => RunAsync(database, orders, supply, stock, changes),
                iter: Deep.Of(ShopsPerDatabase, ShopsPerDatabase / 10),
                threads: 1
            );
    }

    private static async Task RunAsync(
        Database database,
        (int Sku, int Quantity, int Kind)[] orders,
        (int Sku, int Quantity, int Day, int Linked)[] supply,
        int[] stock,
        (int Kind, int Which, int Quantity, int Day)[] changes
    )
    {
        await using var shop = await FillAsync(database, orders, supply, stock);
        // One change of products and one of settings at most.
        var asked = changes
            .Select((c, i) => Change(c, i, orders, supply))
            .GroupBy(c => c.GetType())
            .SelectMany(g => g.Key == typeof(SettingsChange) || g.Key == typeof(ProductChange) ? g.Take(1) : g)
            .ToList();
        var commands = asked.Select((c, i) => c.Command($"R-{i}")).ToList();
        var before = await Shown.ReadAsync(shop);
        var stored = await shop.Dump();
        var comparer = new Comparer(shop.Client, shop.Ledger, shop.Time);

        var outcome = await comparer.CompareAsync(commands, "test", 10_000, CancellationToken.None);

        (await shop.Dump()).ShouldBe(stored);
        if (outcome.Comparison is { } comparison && changes[0].Quantity % 2 == 0)
        {
            var desk = new WhatIfDesk(comparer, shop.Ledger);
            var kept = await desk.AskAsync("id", asked, WhatIfDetail.Orders, "test", 10_000, CancellationToken.None);
            kept.Value.Comparison.Basis.ShouldBe(comparison.Basis);
            (await desk.ApplyAsync("id", kept.Value, "test", CancellationToken.None)).Value.Now.ShouldBe(comparison.Now);
            Shown.Compare(before, await Shown.ReadAsync(shop), comparison);
            await shop.ShouldBeSound();
            return;
        }
        var refusal = await CarryOutAsync(shop, commands);
        outcome.Refusal.ShouldBe(refusal.Refusal);
        outcome.Command.ShouldBe(refusal.Command);
        if (outcome.Comparison is { } carriedOut)
            Shown.Compare(before, await Shown.ReadAsync(shop), carriedOut);
    }

    private static async Task<TestShop> FillAsync(
        Database database,
        (int Sku, int Quantity, int Kind)[] orders,
        (int Sku, int Quantity, int Day, int Linked)[] supply,
        int[] stock
    )
    {
        var shop = await TestShop.NewAsync(database, new(ConsiderReplacementSku: stock[0] % 2 == 0, HandlingDays: stock[1] % 3));
        await shop.Done(new PutVendor(new("QUICK", "Quick", LeadTimeDays: 4)));
        await shop.Done(new PutProducts([new("X", "Alone X", Vendor: "QUICK"), new("C", "Component", Vendor: "QUICK")]));
        for (var i = 0; i < stock.Length; i++)
        {
            if (stock[i] > 0)
                await shop.Receive(Bought[i], stock[i]);
        }
        for (var i = 0; i < orders.Length; i++)
        {
            var (sku, quantity, kind) = orders[i];
            var second = (Sold[(sku + kind) % Sold.Length], 1 + kind % 3);
            var order = TestShop.NewOrder($"order-{i}", kind % 3 == 0 ? [(Sold[sku], quantity), second] : [(Sold[sku], quantity)]);
            await shop.Done(
                new CreateOrder(
                    order with
                    {
                        Priority = kind % 2,
                        PaymentStatus = kind % 7 == 0 ? PaymentStatus.Unpaid : null,
                        Status = kind == 5 ? OrderStatus.Quote : null,
                        Lines = [.. order.Lines.Select(l => l with { UnitPrice = kind })],
                    }
                )
            );
            if (kind % 4 == 1)
                await shop.Run(new PinUnits($"order-{i}", new(1, 1 + quantity / 2, "test", kind % 8 == 1 ? At(3) : null)));
            if (kind % 5 < 3)
                await shop.Run(new PatchOrder($"order-{i}", new(ExpectedShipDate: At(kind % 6))));
            shop.Time.Advance(TimeSpan.FromSeconds(1));
        }
        for (var i = 0; i < supply.Length; i++)
        {
            var (sku, quantity, day, linked) = supply[i];
            await shop.Done(
                new CreatePurchaseOrder(
                    new("QUICK", [new(Bought[sku], quantity, day == 0 ? null : At(day))], Into[quantity % Into.Length], Number: $"PO-{i}")
                )
            );
            // What cannot be linked is refused, and stays as it is.
            if (linked >= 0 && linked < orders.Length)
                await shop.Run(new LinkToPurchaseOrder($"order-{linked}", new(1, 1 + quantity / 2, $"PO-{i}")));
        }
        return shop;
    }

    private static WhatIfChange Change(
        (int Kind, int Which, int Quantity, int Day) change,
        int i,
        (int Sku, int Quantity, int Kind)[] orders,
        (int Sku, int Quantity, int Day, int Linked)[] supply
    )
    {
        var (kind, which, quantity, day) = change;
        // Now and then one that does not exist.
        var order = $"order-{which % orders.Length + (day == 12 ? orders.Length : 0)}";
        var purchaseOrder = which % supply.Length + (day == 12 ? supply.Length : 0);
        var bought = Bought[purchaseOrder < supply.Length ? supply[purchaseOrder].Sku : 0];
        var number = $"PO-{purchaseOrder}";
        return kind switch
        {
            0 or 1 => new ReceiveChange(number, [new(bought, quantity, day > 8 ? "EAST" : null)]),
            2 or 3 or 4 or 5 => new SupplyDateChange(number, bought, At(day)),
            6 or 7 => new CancelPurchaseOrderChange(number),
            8 or 9 => new BuyChange("QUICK", [new(Bought[which % Bought.Length], quantity, day < 0 ? null : At(day))], Number: $"N-{i}"),
            10 or 11 => new AdjustChange(Bought[which % Bought.Length], "MAIN", day < 5 ? -quantity : quantity),
            12 or 13 => new PriorityChange(order, quantity - 3),
            14 or 15 => new PinChange(order, 1, quantity, day > 5 ? At(day) : null),
            16 => new HoldChange(order),
            17 or 18 => new CancelOrderChange(order),
            19 or 20 => new OrderChange(
                TestShop.NewOrder($"new-{i}", (Sold[which % Sold.Length], quantity)) with
                {
                    Priority = quantity % 2,
                }
            ),
            21 => new SettingsChange(new(HandlingDays: quantity)),
            22 => new SettingsChange(new(IncludeUnpaidOrders: true, ConsiderReplacementSku: quantity % 2 == 0)),
            23 => new SettingsChange(new(ExcludeDropshipWarehouses: false, EnableBackOrderWorkflow: quantity > 1)),
            24 => new ProductChange("X", new("Alone X", ReplacementSku: quantity % 2 == 0 ? "Y" : "R")),
            _ => quantity % 2 == 0
                ? new ProductChange("D", new("Component", Vendor: "QUICK"))
                : new ProductChange("N", new("New", ReplacementSku: "B")),
        };
    }

    private static DateTimeOffset At(int day) => new(Today.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>One by one, as calls of the API would: products, then settings, then the rest.</summary>
    private static async Task<(int Command, Refusal? Refusal)> CarryOutAsync(TestShop shop, List<LedgerCommand> commands)
    {
        foreach (var (i, command) in commands.Index().OrderBy(c => c.Item.Rank))
        {
            if ((await shop.Ledger.TryAllAsync([(command, new CommandContext("test"))]))[0] is { } refusal)
                return (i, refusal);
        }
        return (-1, null);
    }

    /// <summary>The shop as a caller sees it.</summary>
    private sealed record Shown(
        Dictionary<(string Order, int Line), (int Allocated, DateOnly? Date, int Claimed, decimal Price)> Lines,
        Dictionary<string, (bool IsBackOrdered, bool IsOpen, OutlookStatus Status, bool Counts)> Orders,
        bool IsOn
    )
    {
        public static async Task<Shown> ReadAsync(TestShop shop)
        {
            var reader = shop.Outlooks();
            await using var db = shop.Client.CreateContext();
            var orders = await db.Orders.AsNoTracking().ToListAsync();
            var lines = (await db.OrderLines.AsNoTracking().ToListAsync()).ToLookup(l => l.OrderId);
            var isOn = (await shop.Ledger.CatalogueAsync()).Settings.EnableBackOrderWorkflow;
            var shown = new Shown([], [], isOn);
            foreach (var order in orders)
            {
                var outlook = (await reader.FindAsync(order.Number, CancellationToken.None)).ShouldNotBeNull();
                foreach (var line in lines[order.Id])
                {
                    var view = outlook.Lines.SingleOrDefault(l => l.Line == line.Line);
                    var date = view is { Conditional: false, Schedule: [.., var last] } ? last.Date : null;
                    shown.Lines.Add((order.Number, line.Line), (line.Allocated, date, line.Claimed, line.UnitPrice ?? 0));
                }
                shown.Orders.Add(
                    order.Number,
                    (
                        isOn && order.State != BackOrderState.None,
                        order.Status.IsOpen() && order.OpenQty > 0,
                        outlook.Status,
                        lines[order.Id].All(l => l.Counts)
                    )
                );
            }
            return shown;
        }

        public static void Compare(Shown before, Shown after, Comparison comparison)
        {
            var said = comparison.Lines.ToDictionary(l => (l.Order, l.Line));
            foreach (var (key, now) in after.Lines)
            {
                var was = before.Lines.GetValueOrDefault(key);
                var isChanged = (was.Allocated, was.Date) != (now.Allocated, now.Date);
                isChanged.ShouldBe(said.TryGetValue(key, out var line) && line.Verdict != LineVerdict.Same, $"{key} {was} {now}");
                if (line is not null)
                    (line.Allocated[0], line.Allocated[1], line.Date[0], line.Date[1]).ShouldBe(
                        (was.Allocated, now.Allocated, was.Date, now.Date),
                        key.ToString()
                    );
            }
            said.Keys.ShouldBeSubsetOf(after.Lines.Keys);
            var moved = after
                .Lines.Select(l =>
                    (l.Key.Order, Was: before.Lines.GetValueOrDefault(l.Key), Now: l.Value, IsOld: before.Lines.ContainsKey(l.Key))
                )
                .ToList();
            int Count(
                Func<
                    (string Order, (int, DateOnly? Date, int, decimal) Was, (int, DateOnly? Date, int Claimed, decimal) Now, bool IsOld),
                    bool
                > of
            ) => moved.Where(of).Select(l => l.Order).Distinct().Count();
            comparison.Dates.Later.ShouldBe(Count(l => l.Now.Date > l.Was.Date));
            comparison.Dates.Earlier.ShouldBe(
                Count(l => l.Now.Date < l.Was.Date || (l.IsOld && l.Was.Date is null && l.Now.Date is not null))
            );
            comparison.Dates.Lost.ShouldBe(Count(l => l.Was.Date is not null && l.Now.Date is null && l.Now.Claimed > 0));
            comparison.Dates.NewlyLate.ShouldBe(after.Orders.Count(o => IsLate(after, o.Key) && !IsLate(before, o.Key)));
            comparison.Dates.NoLongerLate.ShouldBe(after.Orders.Count(o => !IsLate(after, o.Key) && IsLate(before, o.Key)));

            comparison.Now.Released.ShouldBe(
                after.Orders.Count(o => IsBackOrdered(before, o.Key) && !o.Value.IsBackOrdered && o.Value.IsOpen)
            );
            comparison.Now.NewlyBackOrdered.ShouldBe(after.Orders.Count(o => !IsBackOrdered(before, o.Key) && o.Value.IsBackOrdered));
            comparison.Now.UnitsGained.ShouldBe(after.Lines.Sum(l => (long)Gained(before, l.Key, l.Value.Allocated)));
            comparison.Now.ValueGained.ShouldBe(after.Lines.Sum(l => Gained(before, l.Key, l.Value.Allocated) * l.Value.Price));
            comparison.Now.UnitsLost.ShouldBe(
                after.Lines.Sum(l =>
                    (long)Math.Max(0, Math.Min(before.Lines.GetValueOrDefault(l.Key).Allocated, l.Value.Claimed) - l.Value.Allocated)
                )
            );
        }

        private static bool IsBackOrdered(Shown shown, string order) => shown.Orders.GetValueOrDefault(order).IsBackOrdered;

        private static bool IsLate(Shown shown, string order) =>
            shown.Orders.TryGetValue(order, out var known) && known is { Status: OutlookStatus.Late, Counts: true };

        private static int Gained(Shown before, (string, int) key, int allocated) =>
            Math.Max(0, allocated - before.Lines.GetValueOrDefault(key).Allocated);
    }
}
