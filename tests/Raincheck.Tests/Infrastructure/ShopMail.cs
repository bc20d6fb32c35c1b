using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Ledger.Outbox;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>Mail in a test's shop: what is sent at which event, and what stands in the outbox.</summary>
internal static class ShopMail
{
    public const string From = "orders@acme.example";

    public static TemplateRequest Template(
        string body = "{{ order.number }}",
        string subject = "Order {{ order.number }}",
        bool html = false
    ) => new(subject, "Acme", From, html, body);

    /// <summary>Gives ACME a template for each of these events; for all where none is named.</summary>
    public static async Task Assign(this TestShop shop, params MailEvent[] events)
    {
        foreach (var what in events.Length == 0 ? Enum.GetValues<MailEvent>() : events)
        {
            await shop.Done(
                new PutTemplate(
                    what.ToString(),
                    Template(what + " {% for line in lines %}{{ line.sku }}:{{ line.units }} {% endfor %}"),
                    new TemplateEngine(shop.Time)
                )
            );
            await shop.Done(new AssignTemplate("ACME", what.ToString(), what.ToString()));
        }
    }

    public static Task Rules(this TestShop shop, EmailRulesPatch rules) => shop.Done(new PutEmailRules("ACME", rules));

    /// <summary>The outbox, the oldest mail first; of one order where one is named.</summary>
    public static async Task<List<OutboxMail>> Outbox(this TestShop shop, string? order = null)
    {
        await using var db = shop.Client.CreateContext();
        return await db
            .EmailOutbox.AsNoTracking()
            .Where(m => order == null || m.OrderId == db.Orders.Single(o => o.Number == order).Id)
            .OrderBy(m => m.Id)
            .ToListAsync();
    }

    /// <summary>Event and state of each mail of an order: <c>OutOfStockInventoryNotice queued</c>.</summary>
    public static async Task<string> MailOf(this TestShop shop, string order) =>
        string.Join(", ", (await shop.Outbox(order)).Select(m => $"{(m.Event?.ToString() ?? "ByHand").Replace("Notice", "")} {m.State}"));

    /// <summary>The lines that a mail tells of if it leaves now, with their units: <c>X 2 of 5</c>; else why it is not needed.</summary>
    public static async Task<string> Tells(this TestShop shop, OutboxMail mail)
    {
        var (_, facts) = await new MailFactsReader(shop.Client, shop.Ledger, new DatedTemplates(), PublicAddress.None, shop.Time).ReadAsync(
            [mail],
            CancellationToken.None
        );
        return facts[mail.Id].NotNeeded ?? facts[mail.Id].Snapshot.InWords();
    }

    /// <summary>The lines that a mail tells of: <c>X 2 of 5</c>.</summary>
    public static string InWords(this MailSnapshot told) =>
        string.Join(", ", told.Lines.Where(l => l.Units > 0).Select(l => $"{l.Sku} {l.Units} of {l.Ordered}"));

    /// <summary>As if everything that waits had been sent.</summary>
    public static Task MarkSent(this TestShop shop) =>
        shop.ExecuteSql($"UPDATE email_outbox SET state = {(int)MailState.Sent} WHERE state < {(int)MailState.Sent}");

    /// <summary>Changes the database past the ledger.</summary>
    public static async Task ExecuteSql(this TestShop shop, string sql)
    {
        await using var db = shop.Client.CreateContext();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>No queued e-mail is about an order that is cancelled or no longer a back order.</summary>
    public static async Task ShouldOwnItsMail(this TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        var wrong = await db
            .EmailOutbox.Where(m => m.State != MailState.Sent && m.State != MailState.Cancelled && m.State != MailState.NotNeeded)
            .Join(
                db.Orders,
                m => m.OrderId,
                o => o.Id,
                (m, o) =>
                    new
                    {
                        m.Event,
                        o.Number,
                        o.Marked,
                        o.Status,
                    }
            )
            .Where(m =>
                (m.Event == MailEvent.OutOfStockInventoryNotice && !m.Marked)
                || (m.Event != MailEvent.BackOrderCancelledNotice && m.Status == OrderStatus.Cancelled)
            )
            .ToListAsync();
        wrong.ShouldBeEmpty();
    }
}
