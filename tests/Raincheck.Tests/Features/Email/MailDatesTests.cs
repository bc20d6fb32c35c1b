using Raincheck.Core.Notices;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>E-mails tell the dates of the projection: those of the units that reach the line.</summary>
public sealed class MailDatesTests
{
    private const string Body =
        "{% for line in lines %}{{ line.sku }} {{ line.expected | date: '%d %b' | default: 'no date' }} by {{ line.purchase_order.number | default: '-' }} of {{ line.purchase_order.expected | date: '%d %b' | default: '-' }}; {% endfor %}complete {{ order.complete_by | date: '%d %b' | default: '-' }}";

    private const string Schedule =
        "{% for line in lines %}{% for piece in line.schedule %}{{ piece.quantity }} on {{ piece.date | date: '%d %b' | default: 'no date' }} {{ piece.basis }} {{ piece.purchase_order }}; {% endfor %}{% endfor %}complete {{ order.complete_by | date: '%d %b' | default: '-' }}";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderAhead_WhenItTakesTheFirstPurchaseOrder_ThenTheMailNamesTheSecond(Database database)
    {
        await using var post = await PostAsync(database, Body);
        await post.Order("O1", "o1@example.com", "Customer", ("X", 10));
        post.Shop.Time.Advance(TimeSpan.FromMinutes(1));
        await post.Order("O2", "o2@example.com", "Customer", ("X", 5));
        await BuyAsync(post.Shop, "PO-1", 10, new(2026, 1, 10));
        await BuyAsync(post.Shop, "PO-2", 10, new(2026, 3, 1));

        // 10 January is a Saturday and 1 March a Sunday: orders ship on the Monday that follows.
        (await SentAsync(post)).ShouldBe([
            "o1@example.com X 12 Jan by PO-1 of 10 Jan; complete 12 Jan",
            "o2@example.com X 02 Mar by PO-2 of 01 Mar; complete 02 Mar",
        ]);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALinkedLine_WhenAnotherPurchaseOrderComesFirst_ThenTheMailNamesTheLinkedOne(Database database)
    {
        await using var post = await PostAsync(database, Body);
        foreach (var number in new[] { "O1", "O2", "O3" })
        {
            await post.Order(number, $"{number}@example.com".ToLowerInvariant(), "Customer", ("X", 10));
            post.Shop.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await BuyAsync(post.Shop, "PO-1", 10, new(2026, 1, 12));
        await BuyAsync(post.Shop, "PO-2", 10, new(2026, 2, 10));
        await BuyAsync(post.Shop, "PO-3", 10, new(2026, 3, 2));
        await post.Shop.Done(new LinkToPurchaseOrder("O3", new(1, 10, "PO-2")));

        (await SentAsync(post)).ShouldBe([
            "o1@example.com X 12 Jan by PO-1 of 12 Jan; complete 12 Jan",
            "o2@example.com X 02 Mar by PO-3 of 02 Mar; complete 02 Mar",
            "o3@example.com X 10 Feb by PO-2 of 10 Feb; complete 10 Feb",
        ]);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADateThatHasPassed_WhenTheMailIsSent_ThenItTellsNoPastDate(Database database)
    {
        await using var post = await PostAsync(database, Body + "{{ order.expected_ship_date | date: ', set %d %b' }}");
        await post.Order("O1", "o1@example.com", "Customer", ("X", 1), ("Z", 1));
        await post.Shop.Done(new DelayShipping("O1", new(post.Shop.Time.GetUtcNow().AddDays(1), "late", Notify: false)));
        await BuyAsync(post.Shop, "PO-OLD", 1, new(2025, 11, 5));
        await BuyAsync(post.Shop, "PO-LATE", 1, new(2026, 1, 2), "Z");
        post.Shop.Time.Advance(TimeSpan.FromDays(2));

        (await SentAsync(post)).ShouldBe(["o1@example.com X no date by - of -; Z 12 Jan by PO-LATE of 10 Jan; complete -"]);
        await post.Shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnitsOfSeveralDates_WhenTheMailIsSent_ThenTheScheduleNamesEach(Database database)
    {
        await using var post = await PostAsync(database, Schedule);
        await post.Shop.Receive("X", 2);
        await post.Order("O1", "o1@example.com", "Customer", ("X", 7));
        await BuyAsync(post.Shop, "PO-1", 4, new(2026, 1, 7));
        await BuyAsync(post.Shop, "PO-2", 4, new(2026, 1, 8));

        (await SentAsync(post)).ShouldBe([
            "o1@example.com 2 on 05 Jan onHand ; 4 on 07 Jan expected PO-1; 1 on 08 Jan expected PO-2; complete 08 Jan",
        ]);
        // The outbox keeps what was sent.
        await post.Shop.Done(new CancelOrder("O1", new()));
        (await post.Shop.Outbox("O1"))[0].Body!.ShouldContain("1 on 08 Jan expected PO-2");
    }

    [Theory]
    [InlineData("{% for line in lines %}{% for p in line.schedule %}{{ p.day }}{% endfor %}{% endfor %}", "p.day")]
    [InlineData("{% for p in order.schedule %}{{ p.date }}{% endfor %}", "order.schedule")]
    public void GivenAMisspeltPiece_WhenTheTemplateIsRead_ThenTheFaultNamesIt(string text, string names) =>
        new TemplateEngine(TimeProvider.System).Parse(text).Fault!.Message.ShouldContain(names);

    private static async Task<TestPost> PostAsync(Database database, string body)
    {
        var post = await TestPost.NewAsync(database);
        await post.Shop.Done(new PutTemplate("t", ShopMail.Template(body), new TemplateEngine(post.Shop.Time)));
        await post.Shop.Done(new AssignTemplate("ACME", nameof(MailEvent.OutOfStockInventoryNotice), "t"));
        return post;
    }

    private static Task<PurchaseOrderView> BuyAsync(TestShop shop, string number, int quantity, DateOnly expected, string sku = "X") =>
        shop.Done(
            new CreatePurchaseOrder(
                new("VEND", [new(sku, quantity, new DateTimeOffset(expected, TimeOnly.MinValue, TimeSpan.Zero))], "MAIN", number)
            )
        );

    private static async Task<List<string>> SentAsync(TestPost post)
    {
        await post.Office.SendDueAsync();
        return [.. (await post.Server.MailsAsync()).Select(m => $"{m.To[0]} {m.Message.TextBody!.Trim()}").Order(StringComparer.Ordinal)];
    }
}
