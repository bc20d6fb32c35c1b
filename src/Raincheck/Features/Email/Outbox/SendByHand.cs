using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Outbox;

/// <summary>A template, and the orders whose customers are to get it.</summary>
public sealed record SendRequest(string Template, IReadOnlyList<string> Orders);

/// <summary>A recipient.</summary>
public sealed record Recipient(string Order, string Name, string To);

/// <summary>A customer who gets no e-mail, and why.</summary>
public sealed record SkippedRecipient(string Order, string To, string Reason);

/// <summary>The recipients of an e-mail that a user sends, and the skipped customers.</summary>
public sealed record SendView(string Template, IReadOnlyList<Recipient> Recipients, IReadOnlyList<SkippedRecipient> Skipped);

/// <summary>Sends a template to the customers of orders. The sending limits do not apply, because a user decided.</summary>
public sealed class SendByHand(string template, IReadOnlyList<string> orders) : LedgerCommand<int>
{
    /// <summary>The most orders of one call.</summary>
    public const int OrdersMax = 1_000;

    protected internal override string Cause => $"{template} sent by hand";

    protected internal override string Kind => "mailWritten";

    protected internal override int Weight => 1 + orders.Count;

    protected internal override void Declare(LoadPlan plan)
    {
        foreach (var order in orders)
            plan.MailedOrder(order);
    }

    protected internal override Outcome<Func<int>> Decide(UnitOfWork work)
    {
        if (work.Catalogue.Mail.FindTemplate(template) is not { } chosen)
            return new Refusal(RefusalCode.UnknownTemplate, $"There is no e-mail template {template}.", "template");
        if (CheckFound(orders, number => work.Mail.FindOrder(number) is not null) is { } unknown)
            return unknown;
        foreach (var number in orders)
            work.Mail.QueueLetter(work.Mail.FindOrder(number)!, chosen);
        return Outcomes.Answer(() => orders.Count);
    }

    /// <summary>A refusal if one of these orders does not exist.</summary>
    internal static Refusal? CheckFound(IReadOnlyList<string> orders, Func<string, bool> isThere) =>
        Refusals.First(
            orders.Select(
                (number, i) =>
                    isThere(number) ? null : new Refusal(RefusalCode.UnknownOrder, $"There is no order {number}.", $"orders[{i}]")
            )
        );
}

/// <summary>Finds out who gets a mail, and sends it.</summary>
internal sealed class HandMail(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>Previews the recipients; writes nothing.</summary>
    public async Task<Outcome<SendView>> PreviewAsync(SendRequest request, CancellationToken cancel)
    {
        var noTemplate = Text.Require(request.Template, "template");
        if (Members.Check(request.Orders, "orders") is { } missing)
            return Refusals.First(noTemplate, missing)!;
        if (Refusals.First(noTemplate, Members.CheckCount(request.Orders, SendByHand.OrdersMax, "The request", "orders")) is { } invalid)
            return invalid;
        var catalogue = await ledger.CatalogueAsync(cancel);
        await using var db = database.CreateContext();
        var numbers = request.Orders.Where(Storable.IsText).ToList();
        var orders = await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number)).ToDictionaryAsync(o => o.Number, cancel);
        if (
            Refusals.First(
                catalogue.Mail.FindTemplate(request.Template) is null
                    ? new Refusal(RefusalCode.UnknownTemplate, $"There is no e-mail template {request.Template}.", "template")
                    : null,
                SendByHand.CheckFound(request.Orders, orders.ContainsKey)
            ) is
            { } unknown
        )
            return unknown;
        var addresses = orders.Values.Select(o => o.CustomerEmail.ToLowerInvariant()).Distinct().ToList();
        var suppressed = await db
            .SuppressedAddresses.AsNoTracking()
            .Where(s => addresses.Contains(s.Address))
            .ToDictionaryAsync(s => s.Address, cancel);
        var recipients = new List<Recipient>();
        var skipped = new List<SkippedRecipient>();
        for (var i = 0; i < request.Orders.Count; i++)
        {
            var number = request.Orders[i];
            var order = orders[number];
            var reason =
                request.Orders.Take(i).Contains(number) ? "duplicate order in the list"
                : !catalogue.Mail.RulesOf(order.CompanyId).Enabled ? $"e-mail is turned off for {catalogue.Company(order.CompanyId).Code}"
                : !EmailAddress.IsOne(order.CustomerEmail) ? "the customer has no valid address"
                : suppressed.TryGetValue(order.CustomerEmail.ToLowerInvariant(), out var entry)
                    ? $"the address is suppressed ({EnumName.Of(entry.Reason)})"
                : null;
            if (reason is null)
                recipients.Add(new Recipient(number, order.CustomerName, order.CustomerEmail));
            else
                skipped.Add(new SkippedRecipient(number, order.CustomerEmail, reason));
        }
        return new SendView(request.Template, recipients, skipped);
    }

    /// <summary>Sends it to those who get it.</summary>
    public async Task<Outcome<SendView>> SendAsync(SendRequest request, CommandContext context, CancellationToken cancel)
    {
        var preview = await PreviewAsync(request, cancel);
        if (preview.Refusal is { } refusal)
            return refusal;
        var orders = preview.Value.Recipients.Select(r => r.Order).ToList();
        var sent = await ledger.ExecuteAsync(new SendByHand(request.Template, orders), context, cancel);
        return sent.Refusal is { } refused ? refused : preview;
    }
}
