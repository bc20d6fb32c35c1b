using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Raincheck.Features.BackOrders;
using Raincheck.Features.OrderConsole.Page;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Orders.Page;

public sealed class TimelineFormatterTests
{
    [Fact]
    public void Of_EveryKindOfEveryCommand_HasWords()
    {
        var kind = typeof(LedgerCommand).GetProperty("Kind", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var kinds = typeof(LedgerCommand)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(LedgerCommand)) && t is { IsAbstract: false, ContainsGenericParameters: false })
            .Select(t => kind.GetValue(RuntimeHelpers.GetUninitializedObject(t)))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();

        kinds.Count.ShouldBeGreaterThan(30);
        kinds.Where(k => !JournalKinds.Knows(k)).ShouldBeEmpty();
        // And those that no command is named by.
        string[] others =
        [
            "allocated",
            "marked",
            "unmarked",
            "stockReceived",
            "stockShipped",
            "mailQueued",
            "mailSent",
            "mailFailed",
            "mailNotNeeded",
            "delayAccepted",
            "promised",
            "promiseMoved",
        ];
        others.Where(k => !JournalKinds.Knows(k)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_EveryQuantityThatTheJournalKeeps_HasWords()
    {
        var kept = typeof(Raincheck.Ledger.Audit.LineQuantities)
            .GetProperties()
            .Where(p => p.PropertyType == typeof(int))
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            .ToList();

        kept.ShouldBe(LineFormatter.Quantities, ignoreOrder: true);
        foreach (var quantity in kept)
        {
            foreach (var units in new[] { 3, -3 })
                Words("changed", $$"""{"{{quantity}}":{{units}}}""").ShouldNotBeNull().ShouldNotContain("+");
        }
    }

    [Theory]
    [InlineData("shipped", """{"shipped":4,"firmWanted":-4,"own":-4,"firm":-4}""", "4 shipped")]
    [InlineData("shipped", """{"shipped":4,"own":-5}""", "4 shipped, 1 released")]
    [InlineData("shipped", """{"shipped":4,"own":-3,"replacement":-1}""", "4 shipped")]
    [InlineData("shipped", """{"shipped":4,"own":-2}""", "4 shipped, 2 allocated")]
    [InlineData("dropshipStatusChanged", """{"shipped":2,"dropshipped":-2}""", "2 shipped by the vendor")]
    [InlineData("dropshipStatusChanged", """{"dropshipped":-2,"own":1}""", "2 returned from the dropship vendor, 1 allocated")]
    [InlineData("dropshipped", """{"dropshipped":3,"own":-1}""", "3 sent to the dropship vendor")]
    [InlineData("cancelled", """{"cancelled":3,"own":-2}""", "3 cancelled")]
    [InlineData("cancelled", """{"cancelled":1,"own":-2}""", "1 cancelled, 1 released")]
    [InlineData("quantityChanged", """{"ordered":-2,"own":-2}""", "2 removed")]
    [InlineData("split", """{"ordered":-2}""", "2 moved to the child order")]
    [InlineData("split", """{"sku":"X","ordered":2}""", "X, 2 moved here")]
    [InlineData("itemReplaced", """{"sku":"R","own":1}""", "now R, 1 allocated")]
    [InlineData("received", """{"linked":-3,"firmWanted":3,"own":3,"firm":3}""", "3 allocated, 3 received for this order")]
    [InlineData("pinned", """{"firmWanted":2,"pinned":2,"own":2,"firm":2}""", "2 allocated, 2 pinned")]
    [InlineData("allocated", """{"own":-2}""", "2 released")]
    [InlineData("allocated", """{"replacement":2,"replacementSku":"R"}""", "2 of the replacement allocated, replaced by R")]
    public void Of_ALine_SaysOnceWhatHappenedToIt(string kind, string line, string words) => Words(kind, line).ShouldBe($"line 1: {words}");

    [Theory]
    [InlineData("order 1001 itemReplaced", "order 1001 item replaced")]
    [InlineData("receipt R-7 on PO-3", "receipt R-7 on PO-3")]
    public void Of_ACause_IsInWords(string cause, string words) =>
        TimelineFormatter.Of(new JournalEntry { Kind = "allocated", Cause = cause }).Because.ShouldBe(words);

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderThatWasServedInEveryWay_WhenItsHistoryIsTold_ThenNothingStandsInItAsItIsStored(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 4);
        await shop.Order("1", ("X", 6), ("Y", 2));
        await shop.Done(new PinUnits("1", new(1, 1, "a promise")));
        await shop.Done(new ShipOrder("1", new("MAIN")));
        await shop.Done(new ReplaceItem("1", 2, "Z"));
        await shop.Done(new MarkOrder("1", Core.Orders.MarkMode.NotMarked));
        var purchaseOrder = await shop.Done(new CreatePurchaseOrder(new("VEND", [new("X", 2)], "MAIN")));
        await shop.Done(new LinkToPurchaseOrder("1", new(1, 1, purchaseOrder.Number)));
        await shop.Done(new ReceivePurchaseOrder(purchaseOrder.Number, new("R-1", [new("X", 2)])));
        var dropship = await shop.Done(new DropshipUnits("1", new("VEND", [new(2, 1)])));
        await shop.Done(new ChangeDropshipStatus(dropship.Number, new(Core.Orders.DropshipStatus.Processed)));

        var told = (await shop.Journal("1")).Select(TimelineFormatter.Of).ToList();

        told.Single(t => t.What == "Shipped").Details.ShouldContain("line 1: 4 shipped");
        told.Single(t => t.What == "Item replaced").Details.ShouldContain("line 2: now Z");
        told.Single(t => t.What == "Back order status changed").Details.ShouldContain("never marked");
        told.Single(t => t.What == "Dropship status changed").Details.ShouldContain("line 2: 1 shipped by the vendor");
        told.Single(t => t.What == "Purchase order received").Details.ShouldContain("line 1: 2 allocated, 1 received for this order");
        await shop.ShouldBeTold();
    }

    private static string? Words(string kind, string line) =>
        LineFormatter.Of(kind, JsonElement.Parse(line.Replace("{", """{"line":1,""", StringComparison.Ordinal)));
}
