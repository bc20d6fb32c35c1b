using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.Import;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

/// <summary>Products and orders that are there change as the file says, and in nothing else.</summary>
public sealed class ImportChangesTests
{
    private const string Header = "orderNumber,company,orderedAt,customerName,customerEmail,sku,quantity,status,paymentStatus,priority\n";

    private static readonly ProductRequest Wipe = new(
        "WIPE",
        "Old name",
        ReplacementSku: "MUG",
        Vendor: "V1",
        VendorSku: "v-1",
        PackSize: 6,
        MinimumOrder: 12,
        Cost: 1.25m,
        LeadTimeDays: 21
    );

    private static readonly ProductRequest Kit = new("KITX", "Old kit", Components: [new("CUP", 2), new("MUG", 1)]);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Products_NamesOnly_ChangeNothingElse(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);
        await shop.Done(new PutProducts([Wipe, Kit]));

        var names = await ImportTrial.RunAsync(shop, "products", ImportTrial.Case("products-name-only.csv"));
        var kit = await ImportTrial.RunAsync(shop, "products", ImportTrial.Case("products-name-only-kit.csv"));
        var again = await ImportTrial.RunAsync(shop, "products", ImportTrial.Case("products-name-only.csv"));

        (names.Counts, kit.Counts, again.Counts).ShouldBe(((0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)));
        (await Product(shop, "WIPE")).ShouldBe(Wipe with { Name = "Wipe me" });
        var stored = await Product(shop, "KITX");
        stored.Name.ShouldBe("Kit");
        stored.Components.ShouldBe([new("CUP", 2), new("MUG", 1)]);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Products_EmptyCellInAColumn_ClearsItsValueOnly()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        await shop.Done(new PutProducts([Wipe]));

        var trial = await ImportTrial.RunAsync(shop, "products", "sku,vendorSku,packSize,cost,leadTimeDays\nWIPE,,,2.50,\n");

        trial.Counts.ShouldBe((0, 1, 0, 0));
        (await Product(shop, "WIPE")).ShouldBe(Wipe with { VendorSku = null, PackSize = 1, Cost = 2.50m, LeadTimeDays = null });
    }

    [Fact]
    public async Task Products_NewWithoutAName_AreRejected()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);

        var trial = await ImportTrial.RunAsync(shop, "products", "sku,cost\nNEW,2.50\nMUG,2.50\n");

        trial.Counts.ShouldBe((0, 1, 0, 1));
        trial.RejectedLines.ShouldBe(["2,\"NEW is new and needs a name.\",NEW,2.50"]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_NowPaidAndOffHold_AreSo(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);
        await shop.Stock("MUG", 5);
        await ImportTrial.RunAsync(
            shop,
            "orders",
            Header + Row("A1", "MUG", 2, "onHold", "unpaid") + Row("A2", "MUG", 1, "inProcess", "unpaid")
        );
        (await shop.Get("A1")).Lines[0].Allocated.ShouldBe(0);

        var paid = Header + Row("A1", "MUG", 2, "inProcess", "charged") + Row("A2", "MUG", 1, "inProcess", "unpaid");
        var first = await ImportTrial.RunAsync(shop, "orders", paid);
        var second = await ImportTrial.RunAsync(shop, "orders", paid);

        first.Counts.ShouldBe((0, 1, 1, 0));
        second.Counts.ShouldBe((0, 0, 2, 0));
        var order = await shop.Get("A1");
        (order.Status, order.PaymentStatus, order.Lines[0].Allocated).ShouldBe((OrderStatus.InProcess, PaymentStatus.Charged, 2));
        await using var db = shop.Client.CreateContext();
        var entry = await db.Journal.SingleAsync(j => j.Kind == "changed");
        entry.Cause.ShouldBe("order A1 imported again");
        entry.Data.ShouldStartWith("{\"status\":\"inProcess\",\"paymentStatus\":\"charged\"");
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Orders_QuantitiesAndAddedLines_AreChangedThereAndBack()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        await shop.Stock("MUG", 5);
        var few = Header + Row("A1", "MUG", 2);
        var more = Header + Row("A1", "MUG", 4) + Row("A1", "CUP", 1);
        var less = Header + Row("A1", "MUG", 2) + Row("A1", "CUP", 1);

        await ImportTrial.RunAsync(shop, "orders", few);
        var trials = new List<(long, long, long, long)>();
        foreach (var text in new[] { more, more, less, few })
            trials.Add((await ImportTrial.RunAsync(shop, "orders", text)).Counts);

        // The last file lacks a line that was there: what became of it, a file does not say.
        trials.ShouldBe([(0, 1, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 0, 0, 1)]);
        (await shop.Get("A1")).Lines.Select(l => (l.Sku, l.Quantity, l.Allocated)).ShouldBe([("MUG", 2, 2), ("CUP", 1, 0)]);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task Orders_SameFileAfterPeopleChangedThem_LeavesTheirWorkAlone()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        await shop.Stock("MUG", 9);
        var text =
            Header
            + Row("A1", "MUG", 3, "inProcess", "unpaid")
            + Row("A2", "MUG", 3, "inProcess", "charged")
            + Row("A3", "MUG", 3, "onHold", "charged");
        await ImportTrial.RunAsync(shop, "orders", text);
        await shop.Done(new PatchOrder("A1", new OrderPatch(Priority: 7, PaymentStatus: PaymentStatus.Charged)));
        await shop.Done(new ChangeLineQuantity("A1", 1, 2));
        await shop.Done(new CancelOrder("A2", new CancelRequest()));
        await shop.Done(new ReleaseOrder("A3"));

        (await ImportTrial.RunAsync(shop, "orders", text)).Counts.ShouldBe((0, 0, 3, 0));

        var order = await shop.Get("A1");
        (order.Priority, order.PaymentStatus, order.Lines[0].Quantity).ShouldBe((7, PaymentStatus.Charged, 2));
        (await shop.Get("A2")).Status.ShouldBe(OrderStatus.Cancelled);
        (await shop.Get("A3")).Status.ShouldBe(OrderStatus.InProcess);
    }

    [Fact]
    public async Task Orders_DifferentWhereNoEditFollows_AreRejectedWithEachDifferenceAndNothingInPart()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        await ImportTrial.RunAsync(shop, "orders", Header + Row("A1", "MUG", 3, "inProcess", "unpaid") + Row("A2", "MUG", 3));
        await shop.Done(new ChangeLineQuantity("A1", 1, 5));
        await shop.Done(new CancelOrder("A2", new CancelRequest()));

        var trial = await ImportTrial.RunAsync(
            shop,
            "orders",
            Header
                + Row("A1", "MUG", 2, "inProcess", "charged").Replace("2026-", "2025-", StringComparison.Ordinal)
                + Row("A2", "MUG", 9, "onHold")
        );

        trial.Counts.ShouldBe((0, 0, 0, 2));
        trial.RejectedLines[0].ShouldStartWith("2,\"order A1 already exists with another time, quantity of line 1\",A1,");
        trial.RejectedLines[1].ShouldStartWith("3,\"order A2 already exists with another status, quantity of line 1\",A2,");
        var order = await shop.Get("A1");
        (order.PaymentStatus, order.Lines[0].Quantity).ShouldBe((PaymentStatus.Unpaid, 5));
    }

    [Fact]
    public async Task PurchaseOrders_OtherwiseThanTheyAre_AreRejectedWithEachDifference()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        const string Text = "number,vendor,sku,quantity,expectedAt\nP-1,V1,MUG,10,2026-07-01\nP-2,V1,MUG,10,2026-07-01\nP-3,V1,MUG,10,\n";
        await shop.Done(new PutVendor(new("V2", "Another")));
        await ImportTrial.RunAsync(shop, "purchase-orders", Text);

        var trial = await ImportTrial.RunAsync(
            shop,
            "purchase-orders",
            Text.Replace("P-1,V1,MUG,10", "P-1,V2,MUG,11", StringComparison.Ordinal)
                .Replace("P-2,V1,MUG,10,2026-07-01", "P-2,V1,MUG,10,2026-07-09", StringComparison.Ordinal)
        );

        trial.Counts.ShouldBe((0, 0, 1, 2));
        trial.RejectedLines[0].ShouldStartWith("2,\"purchase order P-1 already exists with another vendor, product or quantity\",P-1,");
        trial.RejectedLines[1].ShouldStartWith("3,\"purchase order P-2 already exists with another expected date\",P-2,");
    }

    [Fact]
    public async Task Preview_OfWhatIsThere_ShowsOldAndNewValues()
    {
        await using var shop = await ImportTrial.ShopAsync(Database.Sqlite);
        await shop.Done(new PutProducts([Wipe]));
        await shop.Stock("MUG", 5);
        await ImportTrial.RunAsync(shop, "orders", Header + Row("A1", "MUG", 2, "onHold", "unpaid") + Row("A2", "MUG", 1));

        var products = await PreviewAsync(shop, "products", "sku,name,packSize\nWIPE,New name,10\nMUG,Product MUG,1\nNEW,New,1\n");
        var stock = await PreviewAsync(shop, "stock", "sku,warehouse,onHand\nMUG,MAIN,8\nCUP,MAIN,1\n");
        var orders = await PreviewAsync(
            shop,
            "orders",
            Header + Row("A1", "MUG", 4, "inProcess", "charged") + Row("A1", "CUP", 1) + Row("A2", "CUP", 1) + Row("A3", "CUP", 1)
        );

        (products.New, products.Changed, products.Same, products.RejectedRows).ShouldBe((1, 1, 1, 0));
        Changes(products).ShouldBe(["2 WIPE name: Old name > New name", "2 WIPE packSize: 6 > 10"]);
        products.ChangedFields.ShouldBe(new Dictionary<string, long> { ["name"] = 1, ["packSize"] = 1 }, ignoreOrder: true);
        (stock.New, stock.Changed, stock.Same).ShouldBe((1, 1, 0));
        Changes(stock).ShouldBe(["2 MUG in MAIN onHand: 5 > 8"]);
        (orders.New, orders.Changed, orders.Same, orders.RejectedRows).ShouldBe((1, 1, 0, 1));
        Changes(orders)
            .ShouldBe([
                "2 A1 status: onHold > inProcess",
                "2 A1 payment status: unpaid > charged",
                "2 A1 quantity of line 1: 2 > 4",
                "2 A1 new line:  > 1 CUP",
            ]);
        orders.Faults.Single().Reason.ShouldBe("order A2 already exists with another sku of line 1");
        (await Product(shop, "WIPE")).ShouldBe(Wipe);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_Notes_AreTakenAndChangedAndStayIfTheCellIsEmpty(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);
        const string Text =
            "orderNumber,company,orderedAt,customerName,sku,quantity,noteToCustomer\n"
            + "A1,SHOP,2026-03-31,Ann,MUG,1,\"First\r\nSecond\"\nA1,SHOP,2026-03-31,Ann,CUP,1,\nA2,SHOP,2026-03-31,Ann,MUG,1,Kept\n";
        var changed = Text.Replace("Second", "Third", StringComparison.Ordinal).Replace("Kept", "", StringComparison.Ordinal);

        var first = await ImportTrial.RunAsync(shop, "orders", Text);
        (await shop.Get("A1")).NoteToCustomer.ShouldBe("First\nSecond");
        var again = await ImportTrial.RunAsync(shop, "orders", Text);
        var preview = await PreviewAsync(shop, "orders", changed);
        var last = await ImportTrial.RunAsync(shop, "orders", changed);

        (first.Counts, again.Counts, last.Counts).ShouldBe(((2, 0, 0, 0), (0, 0, 2, 0), (0, 1, 1, 0)));
        Changes(preview).ShouldBe(["2 A1 note to customer: First\nSecond > First\nThird"]);
        (await shop.Get("A1")).NoteToCustomer.ShouldBe("First\nThird");
        (await shop.Get("A2")).NoteToCustomer.ShouldBe("Kept");
        await shop.Done(new PatchOrder("A1", new OrderPatch { NoteToCustomer = null }));
        (await ImportTrial.RunAsync(shop, "orders", changed)).Counts.ShouldBe((0, 0, 2, 0));
        (await shop.Get("A1")).NoteToCustomer.ShouldBeNull();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Orders_CustomersAndAddresses_FollowTheFileAndKeepWhatPeopleCorrected(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);
        const string Text =
            "orderNumber,company,orderedAt,customerName,customerEmail,customerPhone,shipToLine1,shipToCity,shipToCountry,billToCity,shipBy,tags,sku,quantity\n"
            + "A1,SHOP,2026-03-31,Ann,ann@example.com,1,Kerkstraat 1,Gent,be,Gent,2026-04-05,\"vip, Gift\",MUG,1\nA2,SHOP,2026-03-31,Bob,,,,,,,,,MUG,1\n";

        (await ImportTrial.RunAsync(shop, "orders", Text)).Counts.ShouldBe((2, 0, 0, 0));
        var order = await shop.Get("A1");
        (order.ShipTo!.Line1, order.ShipTo.Country, order.BillTo!.City, order.ShipBy).ShouldBe(
            ("Kerkstraat 1", "BE", "Gent", new DateOnly(2026, 4, 5))
        );
        (await shop.Get("A2")).Customer.Email.ShouldBeNull();
        order.Tags.ShouldBe(["Gift", "vip"]);

        // What a person corrects stays, as long as the file says the same.
        await shop.Done(
            new PatchOrder(
                "A1",
                new OrderPatch
                {
                    Customer = new("Anna") { Phone = null },
                    ShipTo = order.ShipTo with { City = "Aalst" },
                }
            )
        );
        (await ImportTrial.RunAsync(shop, "orders", Text)).Counts.ShouldBe((0, 0, 2, 0));
        var changed = Text.Replace("ann@", "anna@", StringComparison.Ordinal)
            .Replace("Kerkstraat 1", "Kerkstraat 2", StringComparison.Ordinal)
            .Replace("04-05", "04-06", StringComparison.Ordinal)
            .Replace("vip, ", "late,", StringComparison.Ordinal);
        Changes(await PreviewAsync(shop, "orders", changed))
            .ShouldBe([
                "2 A1 ship by: 2026-04-05 > 2026-04-06",
                "2 A1 tags: Gift, vip > Gift, late",
                "2 A1 customer e-mail: ann@example.com > anna@example.com",
                "2 A1 ship to line1: Kerkstraat 1 > Kerkstraat 2",
            ]);
        (await ImportTrial.RunAsync(shop, "orders", changed)).Counts.ShouldBe((0, 1, 1, 0));
        (await ImportTrial.RunAsync(shop, "orders", changed)).Counts.ShouldBe((0, 0, 2, 0));

        order = await shop.Get("A1");
        (order.Customer.Name, order.Customer.Email, order.Customer.Phone).ShouldBe(("Anna", "anna@example.com", null));
        (order.ShipTo!.Line1, order.ShipTo.City).ShouldBe(("Kerkstraat 2", "Aalst"));
        await shop.ShouldBeSound();
    }

    private static IEnumerable<string> Changes(ImportPreview preview) =>
        preview.Changes.Select(c => $"{c.Line} {c.Name} {c.Change.Field}: {c.Change.Old} > {c.Change.New}");

    private static string Row(string number, string sku, int quantity, string status = "", string payment = "") =>
        $"{number},SHOP,2026-03-31,Ann,ann@example.com,{sku},{quantity},{status},{payment},\n";

    private static async Task<ImportPreview> PreviewAsync(TestShop shop, string kind, string text)
    {
        var target = new ImportTarget(shop.Ledger, shop.Client, "test", CancellationToken.None);
        return (await ImportKind.Find(kind)!.PreviewAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), new(), target)).Value;
    }

    private static async Task<ProductRequest> Product(TestShop shop, string sku)
    {
        var catalogue = await shop.Ledger.CatalogueAsync();
        return catalogue.RequestOf(catalogue.FindProduct(sku)!);
    }
}
