using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>The result of an e-mail that a worker leased.</summary>
/// <param name="State">The current status.</param>
/// <param name="Error">Why it was not sent.</param>
/// <param name="DueAt">When it is checked next.</param>
/// <param name="Sent">What was sent.</param>
/// <param name="IsAttempt">Whether a server accepted it.</param>
internal sealed record MailRecord(
    MailState State,
    string? Error = null,
    long? DueAt = null,
    RenderedMail? Sent = null,
    bool IsAttempt = true
)
{
    private const int ErrorLengthMax = 1_000;

    /// <summary>Brings a row in line with it.</summary>
    /// <returns>What the order's journal says of it; null if it says nothing.</returns>
    public MailEntry? Apply(OutboxMail mail, long now)
    {
        mail.LeasedBy = null;
        mail.LeaseUntil = null;
        if (IsAttempt)
            mail.Attempts++;
        // It was cancelled while it was tried: where it did not get out, that stays.
        if (State != MailState.Sent && mail.State is MailState.Cancelled or MailState.Sent)
            return null;
        mail.State = State;
        mail.LastError = Error is { Length: > ErrorLengthMax } ? Error[..ErrorLengthMax] : Error;
        mail.DueAt = DueAt ?? mail.DueAt;
        if (Sent is not null)
        {
            mail.SentAt = now;
            mail.Subject = Sent.Subject;
            mail.Body = Sent.Body;
            ForgetToken(mail);
            mail.Sender = Sent.Sender;
        }
        return State switch
        {
            MailState.Sent => new MailEntry("mailSent"),
            MailState.Failed => new MailEntry("mailFailed", mail.LastError),
            MailState.Cancelled => new MailEntry("mailCancelled", mail.LastError),
            MailState.NotNeeded => new MailEntry("mailNotNeeded", mail.LastError),
            _ => null,
        };
    }

    /// <summary>Only the customer can answer by the page: those who read the outbox cannot.</summary>
    private static void ForgetToken(OutboxMail mail)
    {
        if (mail.Event is not (MailEvent.DelayOptionNotice or MailEvent.RenewedDelayOptionNotice))
            return;
        var occasion = MailOccasionText.Read(mail);
        if (occasion.Delay is not { Token: { } token } choice)
            return;
        mail.Body = mail.Body!.Replace(token, ConsentLinks.Hidden, StringComparison.Ordinal);
        mail.Data = MailOccasionText.Write(occasion with { Delay = choice with { Token = null } });
    }
}

/// <summary>Writes down what became of a mail: many workers' in one transaction.</summary>
internal sealed class RecordMail(long id, MailRecord record, string? bounced) : LedgerCommand<bool>
{
    protected internal override string Cause => "mail sent";

    protected internal override string Kind => "mailRecorded";

    protected internal override void Declare(LoadPlan plan) => plan.Mail(id);

    protected internal override Outcome<Func<bool>> Decide(UnitOfWork work)
    {
        if (work.Mail.Find(id) is null)
            return Outcomes.Answer(() => false);
        var now = work.Now;
        work.Mail.Change(id, mail => record.Apply(mail, now));
        if (bounced is not null)
            work.Mail.Suppress(bounced, SuppressionReason.Bounced, record.Error);
        return Outcomes.Answer(() => true);
    }
}
