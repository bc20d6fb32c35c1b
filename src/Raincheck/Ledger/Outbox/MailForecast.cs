using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>What customers would be told of commands that were rehearsed.</summary>
/// <param name="Mails">The mails that would be queued, by event and company.</param>
/// <param name="Untold">Events without an e-mail, because the company has no template for them.</param>
/// <param name="Cancelled">Mails that wait in the outbox and would not be sent any more.</param>
public sealed record MailForecast(IReadOnlyList<RehearsedMails> Mails, IReadOnlyList<UntoldNotices> Untold, int Cancelled)
{
    /// <summary>Whether there is nothing to announce.</summary>
    public bool IsEmpty => Mails.Count == 0 && Untold.Count == 0 && Cancelled == 0;
}

/// <summary>Mails of one event and company that a rehearsal queued.</summary>
/// <param name="Event">The event.</param>
/// <param name="Count">How many.</param>
/// <param name="Customers">To how many addresses.</param>
/// <param name="First">The first of them, as it would be put into the outbox; it has no id.</param>
/// <param name="Order">The head of its order, as the commands would leave it.</param>
/// <param name="Told">What the first of them would tell.</param>
/// <param name="NotNeeded">Why the first of them would not be sent; null if it would.</param>
public sealed record RehearsedMails(
    MailEvent Event,
    int Count,
    int Customers,
    OutboxMail First,
    Order Order,
    MailSnapshot Told,
    string? NotNeeded
);

/// <summary>Events of orders without an e-mail.</summary>
/// <param name="Event">The event.</param>
/// <param name="CompanyId">The company: it has no template for the event, or its mail is switched off.</param>
/// <param name="Orders">How many orders.</param>
public sealed record UntoldNotices(MailEvent Event, int CompanyId, int Orders);
