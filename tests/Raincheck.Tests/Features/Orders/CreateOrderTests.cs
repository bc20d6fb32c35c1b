using Raincheck.Core.Orders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders;

public sealed class CreateOrderTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoStock_WhenOrdered_ThenEveryUnitIsBackOrderedAndTheOrderIsMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        var order = await shop.Order("1", ("X", 2), ("Y", 3));

        order.BackOrder.ShouldBe(new BackOrderView(BackOrderState.Full, true, shop.Time.GetUtcNow(), 5, 5));
        order.HeldAndLacking().ShouldBe("0/2 0/3");
        (await shop.Get("1")).BackOrder.ShouldBe(order.BackOrder);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockForSome_WhenOrdered_ThenTheStateIsPartialAndEachLineSaysWhatItLacks(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 5);
        await shop.Receive("Y", 1);

        var order = await shop.Order("1", ("X", 2), ("Y", 3));

        order.BackOrder.State.ShouldBe(BackOrderState.Partial);
        order.BackOrder.BackOrderedQty.ShouldBe(2);
        order.HeldAndLacking().ShouldBe("2/0 1/2");
        order.Lines.Select(l => l.AvailableQty).ShouldBe([3, 0]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockForAll_WhenOrdered_ThenNothingIsBackOrderedNorMarked(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);

        var order = await shop.Order("1", ("X", 2));

        order.BackOrder.ShouldBe(new BackOrderView(BackOrderState.None, false, null, 2, 0));
        order.Lines[0].AvailableQty.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALateImportOfAnOldOrder_WhenTaken_ThenItTakesTheUnitsOfNewerOnes(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);
        await shop.Order("new", ("X", 3));
        (await shop.IsMarked("new")).ShouldBeFalse();
        var yesterday = shop.Time.GetUtcNow().AddDays(-1);

        var old = await shop.Done(new CreateOrder(TestShop.NewOrder("old", ("X", 2)) with { OrderedAt = yesterday }));

        (old.OrderedAt, old.QueuedAt).ShouldBe((yesterday, yesterday));
        old.HeldAndLacking().ShouldBe("2/0");
        (await shop.HeldAndLacking("new")).ShouldBe("1/2");
        (await shop.IsMarked("new")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheSameTime_WhenUnitsAreShort_ThenOrderIdAndThenLineNumberDecide(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 4);

        await shop.Order("b", ("X", 2), ("X", 3));
        await shop.Order("a", ("X", 1));

        (await shop.HeldAndLacking("b")).ShouldBe("2/0 2/1");
        (await shop.HeldAndLacking("a")).ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAHigherPriority_WhenOrdered_ThenItIsServedBeforeOlderOrders(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 2);
        await shop.Order("first", ("X", 2));

        await shop.Done(new CreateOrder(TestShop.NewOrder("urgent", ("X", 1)) with { Priority = 1 }));
        await shop.Done(new CreateOrder(TestShop.NewOrder("can wait", ("X", 1)) with { Priority = -1 }));
        await shop.Receive("X", 1);

        (await shop.HeldAndLacking("urgent")).ShouldBe("1/0");
        (await shop.HeldAndLacking("first")).ShouldBe("2/0");
        (await shop.HeldAndLacking("can wait")).ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatDoesNotCount_WhenTaken_ThenItHoldsNothingAndLacksNothing(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 5);

        NewOrder[] uncounted =
        [
            TestShop.NewOrder("cart", ("X", 9)) with
            {
                Status = OrderStatus.Cart,
            },
            TestShop.NewOrder("quote", ("X", 9)) with
            {
                Status = OrderStatus.Quote,
            },
            TestShop.NewOrder("authorized", ("X", 9)) with
            {
                PaymentStatus = PaymentStatus.Authorized,
            },
            TestShop.NewOrder("unpaid", ("X", 9)) with
            {
                PaymentStatus = PaymentStatus.Unpaid,
            },
            TestShop.NewOrder("partial", ("X", 9)) with
            {
                PaymentStatus = PaymentStatus.Partial,
            },
        ];
        foreach (var request in uncounted)
        {
            var order = await shop.Done(new CreateOrder(request));
            order.BackOrder.ShouldBe(new BackOrderView(BackOrderState.None, false, null, 9, 0), request.Number);
            order.HeldAndLacking().ShouldBe("0/0", request.Number);
        }

        var pool = await shop.Figures("X");
        (pool.Open, pool.Allocated, pool.BackOrdered, pool.Available).ShouldBe((0L, 0L, 0L, 5L));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderOnHoldOrWithAProblem_WhenTaken_ThenItCounts(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);

        await shop.Done(new CreateOrder(TestShop.NewOrder("held", ("X", 2)) with { Status = OrderStatus.OnHold }));
        await shop.Done(new CreateOrder(TestShop.NewOrder("problem", ("X", 2)) with { Status = OrderStatus.Problem }));

        (await shop.HeldAndLacking("held")).ShouldBe("2/0");
        (await shop.HeldAndLacking("problem")).ShouldBe("1/1");
        (await shop.IsMarked("problem")).ShouldBeTrue();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOnlyWhatMustBeSaid_WhenOrdered_ThenTheRestIsTheDefault(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        var order = await shop.Done(new CreateOrder(new NewOrder("ACME", new("Customer", "customer@example.com"), [new("X", 1, 12.34m)])));

        (order.Status, order.PaymentStatus, order.Priority).ShouldBe((OrderStatus.InProcess, PaymentStatus.Charged, 0));
        (order.OrderedAt, order.QueuedAt).ShouldBe((shop.Time.GetUtcNow(), shop.Time.GetUtcNow()));
        order.Lines[0].UnitPrice.ShouldBe(12.34m);
        order.Number.ShouldNotBeNullOrEmpty();
        (await shop.Get(order.Number)).Lines[0].UnitPrice.ShouldBe(12.34m);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNumbersThatUsersChose_WhenTheSystemChooses_ThenItChoosesAnother(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var first = await shop.Order(null, ("X", 1));
        var next = long.Parse(first.Number.Replace("SO-", "", StringComparison.Ordinal), provider: null);
        // Every number that the system could be about to choose.
        for (var i = 1; i <= 6; i++)
            await shop.Order($"SO-{next + i}", ("X", 1));
        await shop.Order($"SO-{next + 7}", ("X", 1));
        await shop.Order($"SO-{next + 8}.2", ("X", 1));
        await shop.Order($"SO-{next + 9}", ("X", 1));
        await shop.Order($"SO-{next + 9}.2", ("X", 1));
        await shop.Order($"SO-{next + 12}", ("X", 1));

        var several = await shop.Ledger.ExecuteAllAsync(
            Enumerable
                .Range(0, 8)
                .Select(_ => ((LedgerCommand<OrderView>)new CreateOrder(TestShop.NewOrder(null, ("X", 1))), new CommandContext("test")))
                .ToList()
        );

        several.Select(o => o.Value.Number).Distinct(StringComparer.Ordinal).Count().ShouldBe(8);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenABatch_WhenSomeAreRefused_ThenTheOthersStand(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("X", 3);

        var outcomes = await shop.Ledger.ExecuteAllAsync(
            new[]
            {
                TestShop.NewOrder("1", ("X", 2)),
                TestShop.NewOrder("2", ("NONE", 2)),
                TestShop.NewOrder("1", ("X", 2)),
                TestShop.NewOrder("3", ("X", 0)),
                TestShop.NewOrder("4", ("X", 2)),
            }
                .Select(o => ((LedgerCommand<OrderView>)new CreateOrder(o), new CommandContext("test")))
                .ToList()
        );

        outcomes
            .Select(o => o.Refusal?.Code.ToString() ?? o.Value.HeldAndLacking())
            .ShouldBe(["2/0", "UnknownSku", "DuplicateOrderNumber", "InvalidQuantity", "1/1"]);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNothing_WhenABatchIsEmpty_ThenTheAnswerIsEmpty(Database database)
    {
        await using var shop = await TestShop.EmptyAsync(database);

        (await shop.Ledger.ExecuteAllAsync<OrderView>([])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStockChangeThatWaits_WhenAnOrderComes_ThenAllOrdersOfTheSkuAreDeterminedByTheStockOfNow(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("first", ("X", 2));
        await shop.Done(new AdjustStock([new("X", "MAIN", 3)]));
        (await shop.HeldAndLacking("first")).ShouldBe("0/2");

        await shop.Order("second", ("X", 2));

        (await shop.HeldAndLacking("first")).ShouldBe("2/0");
        (await shop.HeldAndLacking("second")).ShouldBe("1/1");
        (await shop.Figures("X")).Stale.ShouldBeFalse();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAReplacement_WhenTheOwnSkuIsOut_ThenUnitsAreReallyTakenAndNotCountedTwice(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("A", 1);
        await shop.Receive("R", 3);

        var first = await shop.Order("first", ("A", 3));
        var second = await shop.Order("second", ("A", 2));
        var other = await shop.Order("other", ("R", 1));

        // The line's own SKU comes first, always.
        first.HeldAndLacking().ShouldBe("3/0");
        first.Lines[0].Replacements.ShouldBe([new ReplacementView("R", 2)]);
        first.BackOrder.Marked.ShouldBeFalse();
        second.HeldAndLacking().ShouldBe("1/1");
        second.Lines[0].Replacements.ShouldBe([new ReplacementView("R", 1)]);
        other.HeldAndLacking().ShouldBe("0/1");
        (await shop.Figures("R")).Allocated.ShouldBe(3);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALineOnReplacementUnits_WhenItsOwnUnitsCome_ThenTheReplacementIsFreeForOthers(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("R", 2);
        await shop.Order("first", ("A", 2));
        await shop.Order("other", ("R", 2));
        (await shop.HeldAndLacking("other")).ShouldBe("0/2");

        var receipt = await shop.Receive("A", 2);

        (await shop.Get("first")).Lines[0].Replacements.ShouldBeEmpty();
        (await shop.HeldAndLacking("other")).ShouldBe("2/0");
        receipt.Released.Select(r => (r.Order, r.Sku, r.Quantity)).ShouldContain(("other", "R", 2));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheReplacementsOwnReplacement_WhenBothAreOut_ThenItIsNotFollowed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Done(new Raincheck.Features.Products.PutProducts([new("R", "Replaces A", ReplacementSku: "X")]));
        await shop.Receive("X", 5);

        var order = await shop.Order("1", ("A", 2));

        order.HeldAndLacking().ShouldBe("0/2");
        (await shop.Order("2", ("R", 2))).HeldAndLacking().ShouldBe("2/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASettingThatIsOff_WhenTheOwnSkuIsOut_ThenAReplacementIsNeverUsed(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("R", 9);

        var order = await shop.Order("1", ("A", 2));

        order.HeldAndLacking().ShouldBe("0/2");
        order.Lines[0].Replacements.ShouldBeEmpty();
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShadow_WhenOrdered_ThenItIsFilledFromItsParentInOneQueue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("B", 3);

        var first = await shop.Order("first", ("S", 2));
        var second = await shop.Order("second", ("B", 2));
        var third = await shop.Order("third", ("S", 1));

        first.HeldAndLacking().ShouldBe("2/0");
        second.HeldAndLacking().ShouldBe("1/1");
        third.HeldAndLacking().ShouldBe("0/1");
        third.Lines[0].Sku.ShouldBe("S");
        // A shadow's figures are its parent's.
        var pool = await shop.Figures("S");
        (pool.Counted, pool.Allocated, pool.Open, pool.BackOrdered, pool.Available).ShouldBe((3L, 3L, 5L, 2L, 0L));
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAShadowWithAReplacement_WhenItsParentIsOut_ThenTheReplacementFillsIt(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: true));
        await shop.Receive("C", 4);

        (await shop.Order("shadow", ("S", 2))).Lines[0].Replacements.ShouldBe([new ReplacementView("C", 2)]);
        // The parent itself names no replacement.
        (await shop.Order("parent", ("B", 1)))
            .HeldAndLacking()
            .ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKit_WhenOrdered_ThenItTakesAsManyWholeKitsAsTheScarcestComponentAllows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("C", 5);
        await shop.Receive("D", 9);

        var order = await shop.Order("1", ("K", 4));

        order.HeldAndLacking().ShouldBe("2/2");
        order.Lines[0].Components.ShouldBe([new ComponentView("C", 2, 4), new ComponentView("D", 1, 2)], ignoreOrder: true);
        var (c, d, k) = (await shop.Figures("C"), await shop.Figures("D"), await shop.Figures("K"));
        // What kit lines need, hold and lack of a component is in its figures.
        (c.Open, c.Allocated, c.BackOrdered, c.Available).ShouldBe((8L, 4L, 4L, 1L));
        (d.Open, d.Allocated, d.BackOrdered, d.Available).ShouldBe((4L, 2L, 2L, 7L));
        (k.Open, k.BackOrdered, k.Counted).ShouldBe((4L, 2L, 0L));
        // How many kits the components' available units make.
        order.Lines[0].AvailableQty.ShouldBe(0);
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAComponent_WhenAKitAndASingleOrderWantIt_ThenTheQueueDecides(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Receive("C", 4);
        await shop.Receive("D", 4);

        await shop.Order("single", ("C", 1));
        await shop.Order("kit", ("K", 2));
        await shop.Order("late single", ("C", 2));

        (await shop.HeldAndLacking("single")).ShouldBe("1/0");
        (await shop.HeldAndLacking("kit")).ShouldBe("1/1");
        // One C is left that makes no whole kit: the next claim takes it.
        (await shop.HeldAndLacking("late single")).ShouldBe("1/1");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheLargestKitsAndQuantities_WhenOrdered_ThenNothingOverflows(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Done(
            new Raincheck.Features.Products.PutProducts([
                new("K", "Kit", Components: [new("C", 10_000), new("B", 10_000), new("S", 10_000)]),
            ])
        );
        await shop.Done(new CountStock([new("C", "MAIN", 1_000_000_000_000), new("B", "MAIN", 1_000_000_000_000)]));

        var order = await shop.Order("1", ("K", 10_000_000), ("K", 10_000_000));

        order.HeldAndLacking().ShouldBe("10000000/0 10000000/0");
        order.Lines[0].Components.Select(c => (long)c.Allocated).ShouldAllBe(units => units == 100_000_000_000);
        (await shop.Get("1")).Lines[0].AvailableQty.ShouldBe(30_000_000);
        await shop.Done(new ShipOrder("1", new("MAIN")));
        (await shop.OnHand("B")).ShouldBe(600_000_000_000);
        await shop.ShouldBeSound();
    }
}
