using Raincheck.Core.Notices;
using Raincheck.Core.Promises;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Products.Page;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Promises;

/// <summary>Every place that tells a date tells the same one.</summary>
public sealed class SameDatesTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAQueueWithALink_WhenDatesAreRead_ThenOutlookQueuesPurchaseOrderAndMailAgree(Database database)
    {
        await using var post = await TestPost.NewAsync(database);
        var shop = post.Shop;
        const string body =
            "{% for line in lines %}{{ line.expected | date: '%Y-%m-%d' }} {{ line.purchase_order.number }}{% endfor %} {{ order.complete_by | date: '%Y-%m-%d' }}";
        await shop.Done(new PutTemplate("t", ShopMail.Template(body), new TemplateEngine(shop.Time)));
        await shop.Done(new AssignTemplate("ACME", nameof(MailEvent.OutOfStockInventoryNotice), "t"));
        var orders = new[] { "O1", "O2", "O3", "O4" };
        foreach (var number in orders)
        {
            await post.Order(number, number + "@example.com", "Customer", ("X", 10));
            shop.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await BuyAsync("PO-1", new(2026, 1, 10));
        await BuyAsync("PO-2", new(2026, 2, 10));
        await BuyAsync("PO-3", new(2026, 3, 1));
        // It is overdue.
        await BuyAsync("PO-4", new(2026, 1, 2));
        await shop.Done(new LinkToPurchaseOrder("O4", new(1, 10, "PO-2")));

        var outlook = new Dictionary<string, (DateOnly?, string?)>();
        foreach (var number in orders)
        {
            var view = (await shop.Outlooks().FindAsync(number, CancellationToken.None))!;
            outlook[number] = (view.CompleteBy, view.Lines.Single().Schedule[^1].Source);
        }
        outlook["O1"].ShouldBe((new DateOnly(2026, 1, 8), "PO-4"));
        outlook["O2"].ShouldBe((new DateOnly(2026, 1, 12), "PO-1"));
        outlook["O3"].ShouldBe((new DateOnly(2026, 3, 2), "PO-3"));
        outlook["O4"].ShouldBe((new DateOnly(2026, 2, 10), "PO-2"));

        var api = await new ProductPromises(shop.Client, shop.Ledger, shop.Time).QueueAsync("X", null, 10, CancellationToken.None);
        api!.ToDictionary(r => r.View.Order, r => (r.View.Date, r.View.Source)).ShouldBe(outlook, ignoreOrder: true);

        var page = (await new ProductQueue(shop.Client, shop.Ledger, shop.Time).ReadAsync("X", new(), CancellationToken.None))!;
        page.Rows.ToDictionary(r => r.Order, r => (r.Ships!.Date, r.Ships.Source)).ShouldBe(outlook, ignoreOrder: true);
        page.Rows.Select(r => string.Join(',', r.Ends.Select(e => e.PurchaseOrder))).ShouldBe(["PO-4", "PO-1", "PO-3", ""]);

        foreach (var (order, (date, source)) in outlook)
        {
            var served = await new PurchaseOrderServes(shop.Client, shop.Ledger, shop.Time).FindAsync(
                source!,
                null,
                10,
                CancellationToken.None
            );
            var line = served!.Single().View;
            (line.Order, line.Quantity, line.Date, line.Basis).ShouldBe(
                (order, 10, date!.Value, source == "PO-4" ? DateBasis.Overdue : DateBasis.Expected)
            );
        }

        await post.Office.SendDueAsync();
        (await post.Server.MailsAsync())
            .Select(m => m.Message.TextBody!.Trim())
            .ShouldBe(outlook.Values.Select(o => $"{o.Item1:yyyy-MM-dd} {o.Item2} {o.Item1:yyyy-MM-dd}"), ignoreOrder: true);

        Task<PurchaseOrderView> BuyAsync(string number, DateOnly expected) =>
            shop.Done(
                new CreatePurchaseOrder(
                    new("VEND", [new("X", 10, new DateTimeOffset(expected, TimeOnly.MinValue, TimeSpan.Zero))], "MAIN", number)
                )
            );
    }
}
