using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Raincheck.Features.Recalculation;
using Raincheck.Tests.Infrastructure;
using Xunit;
using static Raincheck.Browser.Tests.OnPages;

namespace Raincheck.Browser.Tests;

/// <summary>
/// The page that described back orders first, as one story: a user does on the console's pages what each of its
/// sentences says. Orders come in as a shop's programs send them. Its two steps towards an e-mail are in <see cref="EmailTests"/>.
/// </summary>
public sealed class SourcePageTests(Chromium chromium)
{
    [Theory]
    [MoreInDeep]
    [MemberData(nameof(Chosen.BothInDeep), MemberType = typeof(Chosen))]
    public async Task GivenTheSourcePage_WhenItIsFollowedSentenceBySentence_ThenEverythingIsAsItSays(Database database)
    {
        await using var shop = await ApiHost.StartAsync(database);
        await using var person = await Person.SignsInAsync(chromium, shop);
        var story = new Story(shop, person);

        await story.EnablingTheWorkflowActivatesTheOtherFourSettingsAsync();
        await story.AnOrderWithoutAvailabilityGetsBackOrderStatusAndItsQuantityShowsAsync();
        await story.TheGridShowsTheIconAndItsExpandedRowBackOrderedAndAvailableAsync();
        await story.OrdersAreFilteredByFullPartialAndNoBackOrderAsync();
        await story.HidingTheColumnHidesIconAndColumnAsync();
        await story.StopMarkingLeavesNewOrdersUnmarkedAndHidesIconAndColumnAsync();
        await story.AReplacementWithStockKeepsAnOrderFromBeingMarkedAsync();
        await story.DropshipStockIsExcludedSoOrdersAreFilteredLinkedAndCrossDockedAsync();
        await story.CreatingSplittingAndAddingItemsDetermineAllRelatedOrdersAtOnceAsync();
        await story.OtherQuantityAdjustmentsReachOrdersPeriodicallyAsync();
        await story.AReceiptReachesTheOldestOrderFirstAndAtOnceAsync();
        await story.ABackOrderIsDelayedDropshippedOrCancelledAsync();
        await person.ShouldBeQuietAsync();
    }

    /// <summary>The steps, in the order of the page; each goes on from the orders that the ones before it left.</summary>
    private sealed class Story(ApiHost shop, Person person)
    {
        private const string Enable = "Enable BackOrder Workflow";
        private const string Hide = "Hide BackOrder Column in Manage Orders";
        private const string Stop = "Stop Marking Orders as BackOrder while Creating Orders";
        private const string Replacement = "Consider ReplacementSKU Qty in BackOrder Calculation";
        private const string Dropship = "Don't consider Dropship WH Qty as Available Qty for backorder calculation";

        private const string Lamps = "/orders?sku=LAMP";

        /// <summary>"This setting must be enabled to activate the following settings."</summary>
        public async Task EnablingTheWorkflowActivatesTheOtherFourSettingsAsync()
        {
            string[] others = [Hide, Stop, Replacement, Dropship];
            await shop.Put("/settings", """{"enableBackOrderWorkflow":false}""").Ok();
            await person.GoAsync("/settings");
            foreach (var other in others)
                await Expect(person.Page.GetByLabel(other)).ToBeDisabledAsync();

            await person.Page.GetByLabel(Enable).CheckAsync();

            foreach (var other in others)
                await Expect(person.Page.GetByLabel(other)).ToBeEnabledAsync();
            await SaveSettingsAsync();
        }

        /// <summary>"When a customer orders an item for which you have no availability, the order can receive a 'Back Order' status. The quantity back-ordered will display on the order detail page in the 'BackOrderedQty' column."</summary>
        public async Task AnOrderWithoutAvailabilityGetsBackOrderStatusAndItsQuantityShowsAsync()
        {
            await ProductAsync("LAMP", 5);
            await OrderAsync("1001", "LAMP", 2);
            await OrderAsync("1002", "LAMP", 4);
            await OrderAsync("1003", "LAMP", 3);

            await person.GoAsync("/orders/1003");

            await Expect(Status(person)).ToContainTextAsync("Back Order");
            await Expect(BackOrderedQty).ToBeVisibleAsync();
            await Expect(Line(person, 1).Locator("td[data-label=BackOrderedQty]")).ToHaveTextAsync("3");
        }

        /// <summary>"… the back order quantity and the available quantity will display in the expanded Manage Orders grid (order details)."</summary>
        public async Task TheGridShowsTheIconAndItsExpandedRowBackOrderedAndAvailableAsync()
        {
            await person.GoAsync("/orders");
            await Expect(Mark("1001")).ToHaveCountAsync(0);
            await Expect(Mark("1002")).ToHaveTextAsync("Partial 1");
            await Expect(Mark("1003")).ToHaveTextAsync("Full 3");

            await PressAsync(person, "Lines of order 1002");

            var lines = person.Page.GetByRole(AriaRole.Table, new() { Name = "Lines of order 1002" });
            await Expect(lines.GetByRole(AriaRole.Columnheader))
                .ToHaveTextAsync(["SKU", "Ordered", "Shipped", "Allocated", "Back-ordered", "Available", "Warehouse", "Notes"]);
            await Expect(lines.Locator("tbody td")).ToHaveTextAsync(["LAMP", "4", "0", "3", "1", "0", "MAIN 5", ""]);
        }

        /// <summary>"From the Manage Orders page, you can filter orders by Full BackOrder, Partial BackOrder, No BackOrder."</summary>
        public async Task OrdersAreFilteredByFullPartialAndNoBackOrderAsync()
        {
            var filters = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Back order" });
            foreach (var (filter, order) in new[] { ("Full", "1003"), ("Partial", "1002"), ("None", "1001") })
            {
                await filters.GetByRole(AriaRole.Link, new() { Name = filter, Exact = true }).ClickAsync();
                await Expect(person.Page.Locator("tr.row")).ToHaveCountAsync(1);
                await Expect(Row(person, order)).ToBeVisibleAsync();
            }
        }

        /// <summary>"… will hide the BackOrder icon in the Manage Orders Grid and the BackOrderQty column on Order Detail page."</summary>
        public async Task HidingTheColumnHidesIconAndColumnAsync()
        {
            await SetAsync(Hide, true);

            await ShouldHideIconAndColumnAsync("1003");
            await Expect(Status(person)).ToContainTextAsync("Back Order");
            await SetAsync(Hide, false);
        }

        /// <summary>"Order will not be marked with BackOrder status and will hide the BackOrder icon in the Manage Orders Grid and the BackOrderQty column on Order Detail page."</summary>
        public async Task StopMarkingLeavesNewOrdersUnmarkedAndHidesIconAndColumnAsync()
        {
            await SetAsync(Stop, true);

            await OrderAsync("1004", "LAMP", 1);

            await ShouldHideIconAndColumnAsync("1004");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
            await SetAsync(Stop, false, "1 order becomes a back order");
        }

        /// <summary>"If an item is out of stock but its replacement SKU has stock, the order will not be marked as a back order."</summary>
        public async Task AReplacementWithStockKeepsAnOrderFromBeingMarkedAsync()
        {
            await ProductAsync("VASE-2", 3);
            await shop.Put("/products/VASE", """{"name":"Vase","replacementSku":"VASE-2"}""").Ok();
            await OrderAsync("1005", "VASE", 2);
            await SetAsync(Replacement, true, "1 order is released");

            await OrderAsync("1006", "VASE", 1);

            await person.GoAsync("/orders/1006");
            await Expect(Line(person, 1)).ToContainTextAsync("1 replaced by VASE-2");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        }

        /// <summary>"Enabling this setting will allow you to include ordered items with qty only in the dropship warehouse to be filtered by the 'Backorder' filter. The orders can then be linked to a PO and managed with cross docking …"</summary>
        public async Task DropshipStockIsExcludedSoOrdersAreFilteredLinkedAndCrossDockedAsync()
        {
            await SetAsync(Dropship, false);
            await shop.Put("/warehouses/THEIRS", """{"name":"At the vendor","type":"dropship","isSellable":true}""").Ok();
            await ProductAsync("CHAIR", 9, "THEIRS");
            await OrderAsync("1007", "CHAIR", 2);
            await person.GoAsync("/orders?sku=CHAIR");
            await Expect(Row(person, "1007")).ToBeVisibleAsync();
            await Expect(Mark("1007")).ToHaveCountAsync(0);

            await SetAsync(Dropship, true, "1 order becomes a back order");
            await person.GoAsync("/orders?sku=CHAIR&backOrder=full");
            await Expect(Mark("1007")).ToHaveTextAsync("Full 2");

            await person.GoAsync("/orders/1007");
            await OfLineAsync(person, 1, "Link to a purchase order …");
            await Dialog(person).GetByLabel("Vendor").SelectOptionAsync("VEND");
            await DoAsync(person, "Link");
            await Expect(Line(person, 1)).ToContainTextAsync("2 linked to");
            var purchase = await Line(person, 1).Locator(".line-note a").TextContentAsync();
            await person.GoAsync("/receiving");
            await ScanAsync(person, purchase!);
            await Expect(Said(person)).ToContainTextAsync("2 units pending");
            await ScanAsync(person, "CHAIR", "CHAIR");
            await PressAsync(person, "Receive 2 units");
            await Expect(person.Page.GetByText("2 units of CHAIR go to order 1007 (cross-dock)")).ToBeVisibleAsync();
            await person.Page.GetByRole(AriaRole.Link, new() { Name = "1007", Exact = true }).First.ClickAsync();
            await Expect(Line(person, 1)).ToContainTextAsync("2 firm");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        }

        /// <summary>"When an order is created, split, or items added to an order, the back order status and qty is determined immediately on all related orders."</summary>
        public async Task CreatingSplittingAndAddingItemsDetermineAllRelatedOrdersAtOnceAsync()
        {
            await person.GoAsync(Lamps);
            await Expect(Mark("1002")).ToHaveTextAsync("Partial 1");
            await OrderAsync("0999", "LAMP", 2, orderedAt: "2020-01-01T00:00:00Z");
            await Expect(Mark("1002")).ToHaveTextAsync("Partial 3");

            await person.GoAsync("/orders/1002");
            await PressAsync(person, "Split …");
            await DoAsync(person, "Split");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");

            await person.GoAsync("/orders/1001");
            await PressAsync(person, "More");
            await PressAsync(person, "Add an item …");
            await Dialog(person).GetByLabel("SKU").FillAsync("LAMP");
            await DoAsync(person, "Add");
            await person.GoAsync(Lamps);
            await Expect(Mark("1001")).ToHaveCountAsync(0);
            await Expect(Mark("1002")).ToHaveTextAsync("Full 1");
            await Expect(Mark("1002-1")).ToHaveTextAsync("Full 3");
        }

        /// <summary>"Other qty adjustments update back order status periodically throughout the day."</summary>
        public async Task OtherQuantityAdjustmentsReachOrdersPeriodicallyAsync()
        {
            await person.GoAsync("/products/LAMP");
            await PressAsync(person, "Adjust …");
            await Dialog(person).GetByLabel("Change (+/−)").FillAsync("1");
            await DoAsync(person, "Adjust");
            await person.GoAsync(Lamps);
            await Expect(Mark("1002")).ToHaveTextAsync("Full 1");

            await shop
                .Services.GetRequiredService<PeriodicPass>()
                .RunAsync("clock", "periodic pass", null, TestContext.Current.CancellationToken);

            await Expect(Mark("1002")).ToHaveCountAsync(0);
        }

        /// <summary>
        /// "When inventory becomes available through a PO Receive, the back order status and qty should update immediately on related
        /// orders." "When qty becomes available it is applied chronologically to orders, with inventory becoming available first to
        /// older orders."
        /// </summary>
        public async Task AReceiptReachesTheOldestOrderFirstAndAtOnceAsync()
        {
            var purchase = await shop.NewPurchaseOrder(("LAMP", 4));
            var receiving = await person.OpensAsync($"/receiving?po={purchase}");
            await ScanAsync(receiving, "LAMP", "*4");
            await PressAsync(receiving, "Receive 4 units");
            await Expect(receiving.Page.GetByText("1 order released")).ToBeVisibleAsync();
            await Expect(receiving.Page.GetByText("1 order got units and waits for more")).ToBeVisibleAsync();

            // The grid in the other tab shows it by itself: three to the oldest, what is left to the next, nothing to the last.
            await Expect(Mark("1002-1")).ToHaveCountAsync(0);
            await Expect(Mark("1003")).ToHaveTextAsync("Partial 2");
            await Expect(Mark("1004")).ToHaveTextAsync("Full 1");
        }

        /// <summary>"… several tools to help you manage the backorders. 1. Delay shipping 2. Dropship from vendor 3. Cancel order"</summary>
        public async Task ABackOrderIsDelayedDropshippedOrCancelledAsync()
        {
            await person.GoAsync("/orders/1003");
            await PressAsync(person, "Delay …");
            await Dialog(person).GetByLabel("Reason").FillAsync("The kiln is cold");
            await DoAsync(person, "Delay shipping");
            await Expect(person.Page.Locator(".timeline")).ToContainTextAsync("The kiln is cold");

            await PressAsync(person, "Dropship …");
            await Dialog(person).GetByLabel("Vendor").SelectOptionAsync("VEND");
            await DoAsync(person, "Dropship");
            await Expect(Line(person, 1)).ToContainTextAsync("2 with dropship vendor");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");

            await person.GoAsync("/orders/1004");
            await PressAsync(person, "Cancel …");
            await DoAsync(person, "Cancel units");
            await Expect(Status(person)).ToContainTextAsync("Cancelled");
            await Expect(Status(person)).Not.ToContainTextAsync("Back Order");
        }

        private ILocator BackOrderedQty => person.Page.GetByRole(AriaRole.Columnheader, new() { Name = "BackOrderedQty" });

        /// <summary>The back-order icon of an order in the grid.</summary>
        private ILocator Mark(string order) => Row(person, order).Locator(".mark");

        private async Task SetAsync(string setting, bool isOn, string? foretold = null)
        {
            await person.GoAsync("/settings");
            await person.Page.GetByLabel(setting).SetCheckedAsync(isOn);
            if (foretold is not null)
                await Expect(person.Page.Locator(".preview")).ToContainTextAsync(foretold);
            await SaveSettingsAsync();
        }

        private async Task SaveSettingsAsync()
        {
            await PressAsync(person, "Save");
            await Expect(person.Page.GetByText("Settings saved")).ToBeVisibleAsync();
        }

        /// <summary>The order is found under the filter, without an icon; its page has no such column. That page stays open.</summary>
        private async Task ShouldHideIconAndColumnAsync(string order)
        {
            await person.GoAsync("/orders?backOrder=full");
            await Expect(Row(person, order)).ToBeVisibleAsync();
            await Expect(person.Page.Locator(".mark")).ToHaveCountAsync(0);
            await person.GoAsync($"/orders/{order}");
            await Expect(Line(person, 1)).ToBeVisibleAsync();
            await Expect(BackOrderedQty).ToHaveCountAsync(0);
        }

        private async Task ProductAsync(string sku, int units, string warehouse = "MAIN")
        {
            await shop.Put($"/products/{sku}", """{"name":"Product"}""").Ok();
            await shop.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"{{warehouse}}","delta":{{units}}}""").Ok();
        }

        private async Task OrderAsync(string number, string sku, int quantity, string? orderedAt = null)
        {
            var order = new
            {
                number,
                company = "ACME",
                channel = "shop",
                orderedAt,
                customer = new { name = "Ada", email = "ada@example.com" },
                lines = new[] { new { sku, quantity } },
            };
            await shop.Post("/orders", JsonSerializer.Serialize(order)).Ok();
        }
    }
}
