using Raincheck.Core.Orders;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

public sealed class ShippingPlannerTests
{
    private const int Main = 1;
    private const int East = 2;
    private const int West = 3;

    [Fact]
    public void Plan_EverythingInOneWarehouse_IsOneShipmentFromThere()
    {
        var plan = Plan([Plain(1, 10, 2), Plain(2, 11, 1)], (10, Main, 1), (10, East, 2), (11, East, 5));

        plan.State.ShouldBe(ShippingState.OneShipment);
        Text(plan).ShouldBe("2: 1x2 2x1");
        plan.Transfers.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_UnitsApart_TakesTheFewestWarehouses()
    {
        var plan = Plan([Plain(1, 10, 3), Plain(2, 11, 1)], (10, Main, 1), (10, East, 1), (10, West, 3), (11, East, 1));

        plan.State.ShouldBe(ShippingState.SeveralShipments);
        Text(plan).ShouldBe("2: 1x1 2x1, 3: 1x2");
        plan.Transfers.ShouldBe([new ProposedTransfer(11, East, West, 1)]);
    }

    [Fact]
    public void Plan_KitsThatEachWarehouseCanMake_AreNotTakenApart()
    {
        var plan = Plan([Kit(1, 2, "10:2,11:1")], (10, Main, 3), (11, Main, 1), (10, East, 2), (11, East, 1));

        plan.State.ShouldBe(ShippingState.SeveralShipments);
        Text(plan).ShouldBe("1: 1x1, 2: 1x1");
    }

    [Fact]
    public void Plan_KitWhoseComponentsLieApart_NeedsTheTransferOfTheFewestUnits()
    {
        var plan = Plan([Kit(1, 1, "10:3,11:1"), Plain(2, 12, 1)], (10, East, 3), (11, Main, 1), (12, Main, 1));

        plan.State.ShouldBe(ShippingState.NeedsTransfer);
        plan.Shipments.ShouldBeEmpty();
        plan.Transfers.ShouldBe([new ProposedTransfer(11, Main, East, 1), new ProposedTransfer(12, Main, East, 1)]);
    }

    [Fact]
    public void Plan_OwnUnitsAndThoseOfAReplacement_LeaveInTheOrderInWhichTheLineGivesThem()
    {
        var line = Plain(1, 10, 3);
        line.Hold(new(1, 2, 0), 20);

        var plan = Plan([line], (20, Main, 2), (10, East, 1));

        // The line ships its own unit first, so East comes first.
        Text(plan).ShouldBe("2: 1x1, 1: 1x2");
    }

    [Fact]
    public void Plan_NothingOpen_OrNotEverythingHeld_PlansNothing()
    {
        var shipped = Plain(1, 10, 2);
        shipped.Ship(2, 0);
        Plan([shipped]).State.ShouldBe(ShippingState.Nothing);

        var lacking = Plain(1, 10, 2);
        lacking.Hold(new(1, 0, 0));
        Plan([lacking], (10, Main, 5)).State.ShouldBe(ShippingState.Waiting);
        Plan([Plain(1, 10, 2)], (10, Main, 1)).State.ShouldBe(ShippingState.Waiting, "stock went, and the queue is not determined yet");
    }

    [Fact]
    public void Plan_MoreWarehousesThanAreTriedOneByOne_TakesAllThatItNeeds()
    {
        var plan = Plan([Plain(1, 10, 9)], [.. Enumerable.Range(1, 9).Select(w => (10, w, 1L))]);

        plan.State.ShouldBe(ShippingState.SeveralShipments);
        plan.Shipments.Count.ShouldBe(9);
    }

    private static ShippingPlan Plan(OrderLine[] lines, params (int Pool, int Warehouse, long Units)[] stock) =>
        ShippingPlanner.Plan(
            lines,
            product => product,
            pool => stock.Where(s => s.Pool == pool).ToDictionary(s => s.Warehouse, s => s.Units)
        );

    private static OrderLine Plain(int line, int pool, int units) =>
        Held(
            new()
            {
                Line = line,
                SkuId = pool,
                PoolId = pool,
                Quantity = units,
                Counts = true,
            }
        );

    private static OrderLine Kit(int line, int kits, string components) =>
        Held(
            new()
            {
                Line = line,
                SkuId = 99,
                PoolId = 99,
                Quantity = kits,
                Components = components,
                Counts = true,
            }
        );

    private static OrderLine Held(OrderLine line)
    {
        line.Hold(new(line.Quantity, 0, 0));
        return line;
    }

    private static string Text(ShippingPlan plan) =>
        string.Join(
            ", ",
            plan.Shipments.Select(s => $"{s.WarehouseId}: {string.Join(' ', s.Lines.Select(l => $"{l.Line}x{l.Quantity}"))}")
        );
}
