using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;

namespace Raincheck.Features.Email.Outbox;

/// <summary>The state of an e-mail after a change.</summary>
public sealed record MailChanged(long Id, MailState State);

/// <summary>Retries an e-mail that failed or waits for its next attempt.</summary>
public sealed class RetryMail(long id) : LedgerCommand<MailChanged>
{
    protected internal override string Cause => "mail tried again";

    protected internal override string Kind => "mailRetried";

    protected internal override void Declare(LoadPlan plan) => plan.Mail(id);

    protected internal override Outcome<Func<MailChanged>> Decide(UnitOfWork work)
    {
        if (work.Mail.Find(id) is not { } found)
            return EmailNames.MailNotFound(id);
        if (found.State is not (MailState.Failed or MailState.Queued))
            return new Refusal(RefusalCode.MailStateForbids, $"Mail {id} is {EnumName.Of(found.State)} and cannot be retried.");
        var now = work.Now;
        work.Mail.Change(
            id,
            mail =>
            {
                mail.State = MailState.Queued;
                mail.Attempts = 0;
                mail.DueAt = now;
                return new MailEntry("mailQueued", "tried again");
            }
        );
        return Outcomes.Answer(() => new MailChanged(id, MailState.Queued));
    }
}

/// <summary>Cancels an e-mail that is not sent yet.</summary>
public sealed class CancelMail(long id) : LedgerCommand<MailChanged>
{
    protected internal override string Cause => "mail cancelled";

    protected internal override string Kind => "mailCancelled";

    protected internal override void Declare(LoadPlan plan) => plan.Mail(id);

    protected internal override Outcome<Func<MailChanged>> Decide(UnitOfWork work)
    {
        if (work.Mail.Find(id) is not { } found)
            return EmailNames.MailNotFound(id);
        if (found.State is MailState.Sent or MailState.Cancelled or MailState.NotNeeded)
            return new Refusal(RefusalCode.MailStateForbids, $"Mail {id} is {EnumName.Of(found.State)} and cannot be cancelled.");
        var actor = work.Actor;
        work.Mail.Change(
            id,
            mail =>
            {
                mail.State = MailState.Cancelled;
                mail.LastError = $"cancelled by {actor}";
                return new MailEntry("mailCancelled", mail.LastError);
            }
        );
        return Outcomes.Answer(() => new MailChanged(id, MailState.Cancelled));
    }
}

internal static class MailStates
{
    public static string WordsOf(MailState state) => state == MailState.NotNeeded ? "Not needed" : state.ToString();
}
