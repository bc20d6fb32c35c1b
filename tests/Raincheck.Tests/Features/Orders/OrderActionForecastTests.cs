using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.MasterData;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

/// <summary>What the dialog of a bulk action foretells is what its job does.</summary>
public sealed class OrderActionForecastTests
{
    private const int Orders = 12;

    private static readonly Gen<int[]> GenNumbers = Gen.Int[0, 1_000].Array[Orders * 8];

    private static readonly Gen<(OrderAction Action, string? Sku, int[] Numbers)[]> GenActions = Gen.Select(
        Gen.Enum<OrderAction>(),
        Gen.OneOf<string?>(null, "X", "B", "S"),
        Gen.Int[0, 1_000].Array[Orders]
    ).Array[4];

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite, 12, 3)]
    [InlineData(Database.Postgres, 5, 1)]
    public async Task AnyAction_OnAnyOrders_IsForetoldAsItIsDone(Database database, int whole, int part)
    {
        if (database == Database.Postgres)
            Assert.SkipUnless(PostgresServer.IsAvailable, PostgresServer.Missing);
        await Gen.Select(GenNumbers, GenActions)
            .SampleAsync(
                async situation =>
                {
                    await using var shop = await ShopAsync(database);
                    var purchaseOrder = await FillAsync(shop, situation.Item1);
                    foreach (var (action, sku, numbers) in situation.Item2)
                    {
                        shop.Time.Advance(TimeSpan.FromMinutes(1));
                        var chosen = Enumerable
                            .Range(0, Orders)
                            .Where(i => numbers[i] % 3 > 0)
                            .OrderBy(i => numbers[i])
                            .Select(i => $"{i}");
                        await ShouldBeForetoldAsync(shop, Request(action, [.. chosen, "NONE"], sku, purchaseOrder, numbers[0] % 5));
                    }
                    await shop.ShouldBeSound();
                },
                iter: Deep.Of(whole, part),
                threads: 1
            );
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenItemsOfTwoVendorsAndKits_WhenTheyAreDropshipped_ThenEachVendorGetsAPurchaseOrderAndTheRestIsSaidBefore(
        Database database
    )
    {
        await using var shop = await ShopAsync(database);
        await shop.Done(new PutProducts([new("D", "A component of K", Vendor: "VEND"), new("C", "The other", Vendor: "VEND")]));
        await shop.Order("both", ("X", 2), ("Y", 1));
        await shop.Order("kit", ("K", 1), ("X", 1));
        await shop.Order("one", ("X", 1));

        var forecast = await ShouldBeForetoldAsync(shop, new(OrderAction.Dropship, ["both", "kit", "one"], "ada"));

        (forecast.Effect.Done, forecast.Effect.NewPurchaseOrders, forecast.Effect.Units.Dropshipped).ShouldBe((2, 3, 4));
        forecast.Refused.ShouldBe([(RefusalCode.NoVendor, 1, "No vendor was given, and K has none.")]);
        OrderActionFormatter
            .Of(forecast)
            .ShouldBe(
                "Applies to 2 of 3 orders. 4 back-ordered units will leave the queue for the vendor of each item; 0 allocated units stay and can ship. 3 dropship purchase orders will be created."
            );
        await using var db = shop.Client.CreateContext();
        var made = await db.PurchaseOrders.Where(p => p.OrderId == db.Orders.Single(o => o.Number == "both").Id).ToListAsync();
        made.Select(p => p.VendorId).ShouldBeUnique();
        made.Count.ShouldBe(2);
        (await shop.Journal("both"))
            .Last(j => j.Kind == "dropshipped")
            .Member("purchaseOrder")
            .GetString()
            .ShouldBe(string.Join(", ", made.Select(p => p.Number)));
        // With the vendor named, who sends a kit as it is, all of them go.
        var named = new OrderActionRequest(OrderAction.Dropship, ["kit"], "ada") { Vendor = "OTHER" };
        (await ShouldBeForetoldAsync(shop, named)).Effect.Units.Dropshipped.ShouldBe(2);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAListOfOneProduct_WhenBackOrderedUnitsAreCancelled_ThenOnlyThoseOfItAndItsShadowsAre(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Order("1", ("B", 2), ("S", 3), ("X", 4));
        await shop.Order("2", ("X", 5));

        var forecast = await ShouldBeForetoldAsync(shop, new(OrderAction.CancelBackOrdered, ["1", "2"], "ada") { Sku = "B" });

        (forecast.Effect.Done, forecast.Effect.Units.Cancelled).ShouldBe((1, 5));
        OrderActionFormatter.Of(forecast).ShouldBe("Applies to 1 of 2 orders. Of B, 5 back-ordered units will be cancelled.");
        OrderActionFormatter.Refused(forecast).ShouldBe(["Order 2 has no back-ordered units of B to cancel."]);
        (await shop.Get("1")).Lines.Select(l => l.Cancelled).ShouldBe([2, 3, 0]);
        // Of the shadow alone, those of the shadow.
        await shop.Order("3", ("B", 2), ("S", 3));
        await ShouldBeForetoldAsync(shop, new(OrderAction.CancelBackOrdered, ["3"], "ada") { Sku = "S" });
        (await shop.Get("3")).Lines.Select(l => l.Cancelled).ShouldBe([0, 3]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPurchaseOrderThatBringsTooLittle_WhenOrdersAreLinkedToIt_ThenItIsSharedOutAndTheLastIsRefused(Database database)
    {
        await using var shop = await ShopAsync(database);
        await shop.Order("1", ("X", 3), ("Y", 1));
        await shop.Order("2", ("X", 3));
        await shop.Order("3", ("X", 1));
        await shop.Order("4", ("Y", 1));
        var purchaseOrder = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 5)])));

        var forecast = await ShouldBeForetoldAsync(
            shop,
            new(OrderAction.Link, ["1", "2", "3", "4"], "ada") { PurchaseOrder = purchaseOrder.Number }
        );

        (forecast.Effect.Done, forecast.Effect.Units.Linked).ShouldBe((2, 5));
        forecast.Refused.Select(r => r.Code).ShouldBe([RefusalCode.NotEnoughOnOrder, RefusalCode.NotOnPurchaseOrder], ignoreOrder: true);
        (await shop.PurchaseOrder(purchaseOrder.Number)).Links.Select(l => (l.Order, l.Quantity)).ShouldBe([("1", 3), ("2", 2)]);
    }

    [Fact]
    public async Task GivenMoreOrdersThanAreTried_WhenItIsForetold_ThenItSaysSo()
    {
        await using var shop = await ShopAsync(Database.Sqlite);
        await shop.Order("1", ("X", 3));
        var many = Enumerable.Range(0, Rehearsal.CommandsMax).Select(i => i == 0 ? "1" : $"none-{i}");

        var forecast = await Forecasts(shop).MakeAsync(new(OrderAction.Hold, [.. many, "one-more"], "ada"), CancellationToken.None);

        (forecast.Tried, forecast.IsWhole, forecast.Effect.Done).ShouldBe((Rehearsal.CommandsMax, false, 1));
        OrderActionFormatter.Of(forecast).ShouldStartWith("Preview of the first 2,000 of 2,001 orders: applies to 1 of them.");
        forecast.Refused.ShouldHaveSingleItem().Orders.ShouldBe(Rehearsal.CommandsMax - 1);
    }

    /// <summary>X and Z are sold by VEND, Y and B by OTHER, the kit and the others have no vendor.</summary>
    private static async Task<TestShop> ShopAsync(Database database)
    {
        var shop = await TestShop.NewAsync(database);
        await shop.Assign();
        await shop.Done(new PutVendor(new("OTHER", "Another vendor", LeadTimeDays: 3)));
        await shop.Done(
            new PutProducts([
                new("X", "X", Vendor: "VEND"),
                new("Y", "Y", Vendor: "OTHER"),
                new("Z", "Z", Vendor: "VEND"),
                new("B", "B", Vendor: "OTHER"),
            ])
        );
        return shop;
    }

    /// <summary>Orders of every sort: waiting and not, held, cancelled, pinned, at vendors, linked.</summary>
    /// <returns>The number of an open purchase order.</returns>
    private static async Task<string> FillAsync(TestShop shop, int[] numbers)
    {
        string[] skus = ["X", "Y", "B", "S", "K", "A", "Z"];
        foreach (var sku in new[] { "X", "Y", "B", "C", "D", "R" })
        {
            if (numbers[sku[0] % numbers.Length] % 12 is > 0 and var units)
                await shop.Stock(sku, units);
        }
        for (var i = 0; i < Orders; i++)
        {
            var of = numbers.AsSpan(i * 8, 8).ToArray();
            shop.Time.Advance(TimeSpan.FromMinutes(of[0] % 2));
            var lines = Enumerable.Range(0, 1 + of[1] % 3).Select(l => (skus[of[2 + l] % skus.Length], 1 + of[5] % 4));
            await shop.Order($"{i}", [.. lines]);
        }
        var purchaseOrder = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 6), new("B", 4)])));
        for (var i = 0; i < Orders; i++)
        {
            LedgerCommand? command = (numbers[i * 8 + 6] % 9) switch
            {
                0 => new HoldOrder($"{i}"),
                1 => new CancelOrder($"{i}", new()),
                2 => new PinUnits($"{i}", new(1, 1, "a promise")),
                3 => new DropshipUnits($"{i}", new("VEND", [new(1, 1)])),
                4 => new LinkToPurchaseOrder($"{i}", new(1, 1, purchaseOrder.Number)),
                5 => new MarkOrder($"{i}", MarkMode.NotMarked),
                _ => null,
            };
            if (command is not null)
                await shop.Ledger.TryAllAsync([(command, new CommandContext("test"))]);
        }
        if (numbers[0] % 2 == 0)
            await shop.MarkSent();
        return purchaseOrder.Number;
    }

    private static OrderActionRequest Request(
        OrderAction action,
        IReadOnlyList<string> orders,
        string? sku,
        string purchaseOrder,
        int number
    ) =>
        new(action, orders, "ada")
        {
            Sku = OrderActions.CanBeOfOneProduct(action) ? sku : null,
            ShipDate = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Reason = "late",
            Notify = number % 2 == 0,
            Priority = number - 1,
            PurchaseOrder = purchaseOrder,
            Vendor = number == 0 ? "OTHER" : null,
        };

    private static OrderActionForecasts Forecasts(TestShop shop) =>
        new(shop.Client, new OrderActionCommands(shop.Client, shop.Ledger), new Rehearsal(shop.Ledger, shop.Time));

    /// <summary>Foretells, which must leave no trace, then does it some at a time as the job does, and compares.</summary>
    private static async Task<OrderActionForecast> ShouldBeForetoldAsync(TestShop shop, OrderActionRequest request)
    {
        var stored = await shop.Dump();
        var forecast = await Forecasts(shop).MakeAsync(request, CancellationToken.None);
        (await shop.Dump()).ShouldBe(stored);

        var before = await Picture.TakeAsync(shop);
        var steps = new OrderActionStep(shop.Ledger, new OrderActionCommands(shop.Client, shop.Ledger));
        var problems = new List<string?>();
        foreach (var some in request.Orders.Chunk(5))
            problems.AddRange(await steps.RunAsync(Guid.CreateVersion7().ToString("N"), request, some, CancellationToken.None));
        var after = await Picture.TakeAsync(shop);

        forecast.Effect.Refusals.Select(r => r?.Detail).ShouldBe(problems, request.Action.ToString());
        var done = request.Orders.Where((_, i) => problems[i] is null).ToHashSet(StringComparer.Ordinal);
        var (effect, was) = (forecast.Effect, before.ChangeTo(after, done));
        effect.Units.ShouldBe(was.Units, request.Action.ToString());
        (
            effect.NewOrders,
            effect.NewPurchaseOrders,
            effect.Marked,
            effect.Unmarked,
            effect.CancelledMails,
            effect.OpenQty,
            effect.BackOrderedQty
        ).ShouldBe(
            (was.NewOrders, was.NewPurchaseOrders, was.Marked, was.Unmarked, was.CancelledMails, was.OpenQty, was.BackOrderedQty),
            request.Action.ToString()
        );
        effect.Mail.Mails.ToDictionary(m => m.Event, m => m.Count).ShouldBe(was.Mails, ignoreOrder: true);
        return forecast;
    }

    /// <summary>The stored orders, lines, purchase orders and mails of one moment.</summary>
    private sealed record Picture(
        Dictionary<long, Order> Orders,
        Dictionary<(long, int), OrderLine> Lines,
        int PurchaseOrders,
        Dictionary<long, Storage.OutboxMail> Mails
    )
    {
        public static async Task<Picture> TakeAsync(TestShop shop)
        {
            await using var db = shop.Client.CreateContext();
            return new(
                await db.Orders.AsNoTracking().ToDictionaryAsync(o => o.Id),
                await db.OrderLines.AsNoTracking().ToDictionaryAsync(l => (l.OrderId, l.Line)),
                await db.PurchaseOrders.CountAsync(),
                await db.EmailOutbox.AsNoTracking().ToDictionaryAsync(m => m.Id)
            );
        }

        public (
            RehearsedUnits Units,
            int NewOrders,
            int NewPurchaseOrders,
            int Marked,
            int Unmarked,
            int CancelledMails,
            long OpenQty,
            long BackOrderedQty,
            Dictionary<MailEvent, int> Mails
        ) ChangeTo(Picture after, HashSet<string> done)
        {
            var own = Orders.Values.Where(o => done.Contains(o.Number)).Select(o => o.Id).ToHashSet();
            var units = new RehearsedUnits(Moved: after.Lines.Values.Where(l => !Orders.ContainsKey(l.OrderId)).Sum(l => (long)l.Quantity));
            foreach (var (key, line) in Lines)
            {
                var now = after.Lines.GetValueOrDefault(key, new OrderLine());
                var (gained, lost) = (Math.Max(0, now.Allocated - line.Allocated), Math.Max(0, line.Allocated - now.Allocated));
                units = own.Contains(line.OrderId)
                    ? units with
                    {
                        Cancelled = units.Cancelled + now.Cancelled - line.Cancelled,
                        Dropshipped = units.Dropshipped + now.Dropshipped - line.Dropshipped,
                        Linked = units.Linked + now.Linked - line.Linked,
                        Gained = units.Gained + gained,
                        Lost = units.Lost + lost,
                    }
                    : units with
                    {
                        GainedByOthers = units.GainedByOthers + gained,
                        LostByOthers = units.LostByOthers + lost,
                    };
            }
            bool WasMarked(long id) => Orders.TryGetValue(id, out var order) && order.Marked;
            return (
                units,
                after.Orders.Count - Orders.Count,
                after.PurchaseOrders - PurchaseOrders,
                after.Orders.Values.Count(o => o.Marked && !WasMarked(o.Id)),
                after.Orders.Values.Count(o => !o.Marked && WasMarked(o.Id)),
                Mails.Values.Count(m => m.State != MailState.Cancelled && after.Mails[m.Id].State == MailState.Cancelled),
                own.Sum(id => Orders[id].OpenQty),
                own.Sum(id => Orders[id].BackOrderedQty),
                after
                    .Mails.Values.Where(m => !Mails.ContainsKey(m.Id) && m.State != MailState.Cancelled)
                    .GroupBy(m => m.Event!.Value)
                    .ToDictionary(g => g.Key, g => g.Count())
            );
        }
    }
}
