using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>The e-mails of a unit of work, as commands see them: what they queue, change and stop.</summary>
public sealed class MailRequests
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly Dictionary<string, Order> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OutboxMail> mails = [];

    internal MailRequests(WorkContext context, IdentityMap rows)
    {
        this.context = context;
        this.rows = rows;
    }

    /// <summary>Queues a notice to the customer of an order, if its company has a template for the event.</summary>
    /// <param name="order">The order.</param>
    /// <param name="what">The event.</param>
    /// <param name="occasion">The part that the order does not store: the units, the reason of a delay, the name of a vendor.</param>
    public void QueueNotice(LoadedOrder order, MailEvent what, MailOccasion occasion) =>
        context.Current.Notices.Add((order.Order, what, occasion));

    /// <summary>Why a notice would not be queued; null if it would.</summary>
    internal string? WhyNoNotice(Order order, MailEvent what) =>
        !context.Settings.EnableBackOrderWorkflow ? "the back-order workflow is off"
        : order.CustomerEmail.Length == 0 ? "the order has no e-mail address"
        : context.Catalogue.Mail.Find(order.CompanyId, what) is null
            ? $"company {context.Catalogue.Company(order.CompanyId).Code} sends no {what}: assign a template and turn its e-mail on"
        : null;

    /// <summary>The order of that number, to write to its customer; null if there is none.</summary>
    internal Order? FindOrder(string number) => rows.FindOrder(number)?.Order ?? orders.GetValueOrDefault(number);

    /// <summary>The mail of that id, as it was when it was loaded; null if there is none.</summary>
    internal OutboxMail? Find(long id) => mails.GetValueOrDefault(id);

    /// <summary>Queues a manual e-mail to the customer of an order.</summary>
    internal void QueueLetter(Order order, MailTemplate template) => context.Current.Letters.Add((order, template));

    /// <summary>Changes a mail that was declared.</summary>
    internal void Change(long id, Func<OutboxMail, MailEntry?> change) => context.Current.MailChanges.Add(new MailChange(id, change));

    /// <summary>Stops all mail to an address.</summary>
    internal void Suppress(string address, SuppressionReason reason, string? note) =>
        context.Transaction.Execute(
            """
            INSERT INTO suppressed_addresses (address, reason, note, at) VALUES (@address, @reason, @note, @at)
            ON CONFLICT (address) DO UPDATE SET reason = @reason, note = @note, at = @at
            """,
            ("address", address.ToLowerInvariant()),
            ("reason", (int)reason),
            ("note", note ?? ""),
            ("at", context.Current.At)
        );

    /// <summary>Allows mail to an address again.</summary>
    internal void Unsuppress(string address) =>
        context.Transaction.Execute("DELETE FROM suppressed_addresses WHERE address = @address", ("address", address.ToLowerInvariant()));

    /// <summary>Cancels every notice that waits to be sent.</summary>
    internal void Clear() => context.Current.ClearsMail = true;

    /// <summary>The mail as a command saw it.</summary>
    internal OutboxMail Seen(MailChange change) => mails[change.Id];

    internal Task LoadAsync(LoadPlan plan, CancellationToken cancel)
    {
        if (plan.MailedOrderNumbers.Count == 0 && plan.MailIds.Count == 0)
            return Task.CompletedTask;
        context.Transaction.Ask<Order>(
            "number IN {numbers}",
            [("numbers", plan.MailedOrderNumbers.ToArray())],
            order => orders.Add(order.Number, order)
        );
        context.Transaction.Ask<OutboxMail>("id IN {ids}", [("ids", plan.MailIds.ToArray())], mail => mails.Add(mail.Id, mail));
        return context.Transaction.ReadAsync(cancel);
    }
}
