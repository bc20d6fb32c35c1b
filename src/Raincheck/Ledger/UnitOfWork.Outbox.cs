using Raincheck.Core.Notices;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>The rows of the outbox that a batch adds, ends and changes.</summary>
public sealed partial class UnitOfWork
{
    /// <summary>The order is cancelled. What was cancelled of it before is still to be told.</summary>
    private void Close(MailStep step)
    {
        var unsent = mailsOf.GetValueOrDefault(step.Order!.Id, []).Where(IsUnsent);
        foreach (var mail in unsent.Where(m => m.Event is not (null or MailEvent.BackOrderCancelledNotice)))
            Cancel(step, mail, "the order was cancelled");
    }

    private void Cancel(MailStep step, OutboxMail mail, string reason)
    {
        mail.State = MailState.Cancelled;
        mail.LastError = reason;
        RecordMailChange(step, mail, new MailEntry("mailCancelled", reason));
    }

    private void ChangeMail(MailStep step)
    {
        var seen = mails[step.Change!.Id];
        var mail = mailsOf[seen.OrderId].Find(m => m.Id == seen.Id)!;
        if (!changedMails.Contains(mail) && (mail.State != seen.State || mail.Attempts != seen.Attempts))
            throw new ConflictException($"mail {seen.Id} was changed while it was being decided about");
        var wasCancelled = mail.State == MailState.Cancelled;
        var entry = step.Change.Apply(mail);
        RecordMailChange(step, mail, entry);
        if (wasCancelled && mail.State == MailState.Sent)
            QueueReleaseNotice(step, mail);
    }

    /// <summary>Ends a notice that is not sent yet. A customer who never heard that units are missing is not told that they came.</summary>
    private void Lift(MailStep step)
    {
        var unsent = mailsOf
            .GetValueOrDefault(step.Order!.Id, [])
            .Where(m => IsUnsent(m) && m.Event == MailEvent.OutOfStockInventoryNotice)
            .ToList();
        foreach (var mail in unsent)
        {
            Cancel(step, mail, "the order is no longer a back order");
            mail.Data = MailOccasionText.Write(MailOccasionText.Read(mail) with { UnitsCame = step.Plan is not null });
        }
        if (unsent.Count == 0 && step.Plan is not null)
            Write(step, MailOccasionText.Write(MailOccasionText.Empty));
    }

    /// <summary>A server took a notice that was cancelled meanwhile, because units came. Its customer is told that they came.</summary>
    private void QueueReleaseNotice(MailStep step, OutboxMail sent)
    {
        const MailEvent released = MailEvent.BackOrderReleasedNotice;
        if (
            sent.Event != MailEvent.OutOfStockInventoryNotice
            || !MailOccasionText.Read(sent).UnitsCame
            || !Settings.For(sent.OrderId).EnableBackOrderWorkflow
            || Catalogue.Mail.Find(sent.CompanyId, released) is not { } plan
        )
            return;
        var mail = new OutboxMail
        {
            OrderId = sent.OrderId,
            CompanyId = sent.CompanyId,
            Event = released,
            ToName = sent.ToName,
            ToAddress = sent.ToAddress,
        };
        Write(step, plan, mail);
    }

    private void RecordMailChange(MailStep step, OutboxMail mail, MailEntry? entry)
    {
        if (mail.Id != 0)
            changedMails.Add(mail);
        if (entry is not null)
            journal.Add(JournalText.Mail(step.ChangeSet, entry, mail, Catalogue));
    }

    private void Write(MailStep step, string data)
    {
        var order = step.Order!;
        var mail = new OutboxMail
        {
            OrderId = order.Id,
            CompanyId = order.CompanyId,
            Event = step.Event,
            ToName = order.CustomerName,
            ToAddress = order.CustomerEmail,
            Data = data,
        };
        Write(step, step.Plan!, mail);
    }

    private void Write(MailStep step, MailPlan plan, OutboxMail mail)
    {
        mail.TemplateId = plan.Template.Id;
        mail.State = plan.HoldBackMinutes > 0 ? MailState.Held : MailState.Queued;
        mail.MessageId = $"<{Guid.CreateVersion7():N}@{plan.Template.Domain}>";
        mail.CreatedAt = step.ChangeSet.At;
        mail.DueAt = mail.NotBefore = step.ChangeSet.At + plan.HoldBackMinutes * TimeSpan.MicrosecondsPerMinute;
        newMails.Add(mail);
        AddMail(mail);
        journal.Add(JournalText.Mail(step.ChangeSet, new MailEntry("mailQueued"), mail, Catalogue));
    }

    private void SaveMail()
    {
        transaction.Insert(newMails);
        transaction.Update(
            changedMails.ToList(),
            nameof(OutboxMail.State),
            nameof(OutboxMail.Data),
            nameof(OutboxMail.DueAt),
            nameof(OutboxMail.SentAt),
            nameof(OutboxMail.Attempts),
            nameof(OutboxMail.LastError),
            nameof(OutboxMail.LeasedBy),
            nameof(OutboxMail.LeaseUntil),
            nameof(OutboxMail.Subject),
            nameof(OutboxMail.Body),
            nameof(OutboxMail.Sender)
        );
    }
}
