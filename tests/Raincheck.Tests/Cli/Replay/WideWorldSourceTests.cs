using CsCheck;
using Raincheck.Cli.Replay;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli.Replay;

public sealed class WideWorldSourceTests
{
    [Fact]
    public void Read_FollowUpOrders_GiveTheirLinesBackToTheFirst()
    {
        using var folder = SmallWorld(
            "1,832,2,2013-01-02 00:00:00\n2,832,3,2013-01-02 00:00:00\n3,832,,2013-01-02 00:00:00\n4,7,,2013-01-01 00:00:00\n"
        );

        var world = WideWorldSource.Read(folder.Path);

        world.OrdersRead.ShouldBe(4);
        world.Orders.Select(o => o.Number).ShouldBe(["WWI-4", "WWI-1"]);
        world.Orders[1].OrderedAt.ShouldBe(new DateTimeOffset(2013, 1, 2, 9, 0, 0, TimeSpan.Zero));
        world
            .Orders[1]
            .Lines.Select(l => (l.Sku, l.Quantity, l.FollowUp, l.PickedAt?.Hour))
            .ShouldBe([("WWI-001", 10, null, 11), ("WWI-002", 5, "WWI-2", 11), ("WWI-002", 7, "WWI-3", null)]);
        world.RecordedBackOrders.ShouldBe((1, 2, 12));
    }

    [Fact]
    public void Read_FollowUpThatRunsInACircle_IsRefused()
    {
        using var folder = SmallWorld(
            "4,7,1,2013-01-01 00:00:00\n1,832,2,2013-01-02 00:00:00\n2,832,1,2013-01-02 00:00:00\n3,832,,2013-01-02 00:00:00\n"
        );

        Should.Throw<InvalidDataException>(() => WideWorldSource.Read(folder.Path)).Message.ShouldContain("follows itself");
    }

    [Fact]
    public void Read_PurchaseOrders_CountUnits()
    {
        using var folder = SmallWorld("1,832,,2013-01-02 00:00:00\n");

        var order = WideWorldSource.Read(folder.Path).PurchaseOrders.Single();

        (order.Number, order.Vendor).ShouldBe(("WWI-P1", "S02"));
        order.Lines.ShouldBe([new("WWI-002", 36, 24, new DateTimeOffset(2013, 1, 3, 7, 0, 0, TimeSpan.Zero))]);
    }

    [Fact]
    public void Read_FolderWithoutAFile_NamesIt()
    {
        using var folder = new TempFolder();

        Should.Throw<FileNotFoundException>(() => WideWorldSource.Read(folder.Path)).Message.ShouldContain("Suppliers.csv.gz");
    }

    [Fact]
    public void Opening_AnyMovements_IsTheSmallestThatNeverGoesBelowZero()
    {
        Gen.Int[-20, 20]
            .Array[1, 30]
            .Sample(units =>
            {
                var movements = units.Select(
                    (u, i) => new WideWorldMovement(DateTimeOffset.UnixEpoch.AddDays(i), "A", WideWorldMovementType.Count, u)
                );
                var opening = WideWorldSource.Opening(movements)["A"];
                var low = units.Select((_, i) => units.Take(i + 1).Sum()).Min();
                return opening == (low < 0 ? -low : 0);
            });
    }

    [Fact]
    public void Read_TheRealYears_HaveTheirKnownFigures()
    {
        var world = WideWorldSource.Read(RealData.Find("wwi-2013-2014"));

        world.OrdersRead.ShouldBe(40_649);
        world.Orders.Sum(o => o.Lines.Count).ShouldBe(128_507);
        world.Orders.Count.ShouldBe(40_649 - 4_046);
        world.RecordedBackOrders.ShouldBe((3_916, 4_114, 336_687));
        world.PurchaseOrders.Count.ShouldBe(1_209);
        world.PurchaseOrders.Sum(p => p.Lines.Count).ShouldBe(4_768);
        world.PurchaseOrders.SelectMany(p => p.Lines).ShouldAllBe(l => l.Ordered == l.Received && l.ReceivedAt != null);
        world.Products.Sum(p => p.OpeningUnits).ShouldBe(4_782_478);
        var skus = world.Products.Select(p => p.Sku).ToHashSet();
        world.Orders.SelectMany(o => o.Lines).ShouldAllBe(l => skus.Contains(l.Sku) && l.Quantity > 0);
        var vendors = world.Vendors.Select(v => v.Code).ToHashSet();
        world.Products.ShouldAllBe(p => vendors.Contains(p.Vendor));
        world.Orders.SelectMany(o => o.Lines).Count(l => l.PickedAt is null).ShouldBe(1_243);
    }

    private static TempFolder SmallWorld(string orders)
    {
        var folder = new TempFolder();
        folder.Write("Suppliers.csv", "SupplierID,SupplierName,PaymentDays\n2,\"Contoso, Ltd.\",7\n");
        folder.Write(
            "StockItems.csv",
            "StockItemID,StockItemName,SupplierID,LeadTimeDays,QuantityPerOuter,UnitPrice,Barcode\n1,USB launcher,2,14,1,25,\n2,Mug,2,14,12,13,\n"
        );
        folder.Write("Orders.csv", "OrderID,CustomerID,BackorderOrderID,OrderDate\n" + orders);
        folder.Write(
            "OrderLines.csv",
            "OrderLineID,OrderID,StockItemID,Description,Quantity,UnitPrice,PickedQuantity,PickingCompletedWhen\n"
                + "1,1,1,x,10,25,10,2013-01-02 11:00:00\n2,2,2,x,5,13,5,2013-01-03 11:00:00\n3,3,2,x,7,13,0,\n4,4,1,x,1,25,1,2013-01-01 11:00:00\n"
        );
        folder.Write(
            "PurchaseOrders.csv",
            "PurchaseOrderID,SupplierID,OrderDate,ExpectedDeliveryDate,SupplierReference,IsOrderFinalized\n"
                + "1,2,2013-01-01 00:00:00,2013-01-15 00:00:00,B,true\n"
        );
        folder.Write(
            "PurchaseOrderLines.csv",
            "PurchaseOrderLineID,PurchaseOrderID,StockItemID,OrderedOuters,ReceivedOuters,LastReceiptDate\n1,1,2,3,2,2013-01-03 00:00:00\n"
        );
        folder.Write(
            "StockItemTransactions.csv",
            "StockItemTransactionID,StockItemID,TransactionTypeID,TransactionOccurredWhen,Quantity\n1,1,10,2013-01-01 12:00:00,-11\n"
        );
        return folder;
    }
}
