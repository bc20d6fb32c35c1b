using System.Text.Json;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>
/// The rows of the outbox that a unit of work adds, cancels and changes, in the transaction of the events. Orders are locked
/// before rows of the outbox, and those by ascending id.
/// </summary>
internal sealed class MailWriter(
    WorkContext context,
    IdentityMap rows,
    MailPlanner planner,
    MailRequests requests,
    List<JournalEntry> journal
)
{
    private readonly Dictionary<long, List<OutboxMail>> mailsOf = [];
    private readonly List<OutboxMail> added = [];
    private readonly HashSet<OutboxMail> changed = [];

    /// <summary>The mails that were queued.</summary>
    public IReadOnlyList<OutboxMail> Added => added;

    /// <summary>How many mails that waited were cancelled.</summary>
    public int CancelledCount => changed.Count(m => m.State == MailState.Cancelled);

    /// <summary>Executes the mail steps, once the orders are locked and their quantities known.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        if (planner.Steps.Count == 0)
            return;
        // A notice is rendered when it is sent; a manual e-mail keeps its quantities.
        var written = planner.Steps.Where(s => s is { Kind: MailStepKind.Write, Event: null }).Select(s => s.Order!).ToHashSet();
        AskUnsent();
        var linesOf = AskLines(written);
        await context.Transaction.ReadAsync(cancel);
        var history = new LineHistory(context.Done, written.Select(o => o.Id).ToHashSet());

        foreach (var step in planner.Steps)
        {
            switch (step.Kind)
            {
                case MailStepKind.Lift:
                    Lift(step);
                    break;
                case MailStepKind.Close:
                    Close(step);
                    break;
                case MailStepKind.Readdress:
                    Readdress(step);
                    break;
                case MailStepKind.Clear:
                    foreach (var mail in mailsOf.Values.SelectMany(m => m).Where(m => m.State.IsUnsent() && m.Event is not null))
                        Cancel(step, mail, "the back-order workflow was switched off");
                    break;
                case MailStepKind.Change:
                    Change(step);
                    break;
                default:
                    Write(
                        step,
                        step.Occasion is { } occasion
                            ? MailOccasionText.Write(occasion)
                            : JsonSerializer.Serialize(
                                new MailSnapshot(history.Lines(linesOf[step.Order!.Id], step.Command, context.Catalogue)),
                                LedgerJson.Options
                            )
                    );
                    break;
            }
        }
    }

    /// <summary>Asks for the lines of these orders, all at once, and only for those that are not loaded.</summary>
    public Dictionary<long, List<OrderLine>> AskLines(HashSet<Order> orders)
    {
        var linesOf = new Dictionary<long, List<OrderLine>>();
        var missing = new List<long>();
        foreach (var order in orders)
        {
            var known = rows.FindOrder(order.Id)?.Lines ?? [];
            linesOf[order.Id] = [.. known];
            if (known.Count == 0)
                missing.Add(order.Id);
        }
        if (missing.Count > 0)
            context.Transaction.Ask<OrderLine>(
                "order_id IN {orders} ORDER BY order_id, line",
                [("orders", missing.ToArray())],
                line => linesOf[line.OrderId].Add(rows.FindLine(line.OrderId, line.Line) ?? line)
            );
        return linesOf;
    }

    public void Save()
    {
        context.Transaction.Insert(added);
        context.Transaction.Update(
            changed.ToList(),
            nameof(OutboxMail.State),
            nameof(OutboxMail.ToName),
            nameof(OutboxMail.ToAddress),
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

    /// <summary>Asks for the unsent mails that the steps may cancel or change, locked.</summary>
    private void AskUnsent()
    {
        if (planner.Steps.Exists(s => s.Kind == MailStepKind.Clear))
        {
            context.Transaction.Ask<OutboxMail>($"state IN ({MailStateGroups.UnsentSql}) ORDER BY id", [], AddToOrder, forUpdate: true);
            return;
        }
        var orders = planner
            .Steps.Where(s => s.Kind is MailStepKind.Lift or MailStepKind.Close or MailStepKind.Readdress && !rows.Order(s.Order!.Id).IsNew)
            .Select(s => s.Order!.Id)
            .Distinct()
            .ToArray();
        var ids = planner.Steps.Select(s => s.Change?.Id).OfType<long>().Distinct().ToArray();
        if (orders.Length > 0 || ids.Length > 0)
            context.Transaction.Ask<OutboxMail>(
                $$"""
                id IN (SELECT id FROM email_outbox WHERE order_id IN {orders} AND state IN ({{MailStateGroups.UnsentSql}})
                    UNION SELECT id FROM email_outbox WHERE id IN {ids}) ORDER BY id
                """,
                [("orders", orders), ("ids", ids)],
                AddToOrder,
                forUpdate: true
            );
    }

    private void AddToOrder(OutboxMail mail)
    {
        if (!mailsOf.TryGetValue(mail.OrderId, out var ofOrder))
            mailsOf.Add(mail.OrderId, ofOrder = []);
        ofOrder.Add(mail);
    }

    /// <summary>The order is cancelled. A notice of an earlier cancellation is still sent.</summary>
    private void Close(MailStep step)
    {
        var unsent = mailsOf.GetValueOrDefault(step.Order!.Id, []).Where(m => m.State.IsUnsent());
        foreach (var mail in unsent.Where(m => m.Event is not (null or MailEvent.BackOrderCancelledNotice)))
            Cancel(step, mail, "the order was cancelled");
    }

    /// <summary>The customer has another name or address: what is not sent yet follows.</summary>
    private void Readdress(MailStep step)
    {
        var order = step.Order!;
        foreach (var mail in mailsOf.GetValueOrDefault(order.Id, []).Where(m => m.State.IsUnsent()).ToList())
        {
            if (order.CustomerEmail.Length == 0)
            {
                Cancel(step, mail, "the customer has no e-mail address any more");
                continue;
            }
            var isElsewhere = mail.ToAddress != order.CustomerEmail;
            (mail.ToName, mail.ToAddress) = (order.CustomerName, order.CustomerEmail);
            RecordChange(step, mail, isElsewhere ? new MailEntry("mailReaddressed") : null);
        }
    }

    private void Cancel(MailStep step, OutboxMail mail, string reason)
    {
        mail.State = MailState.Cancelled;
        mail.LastError = reason;
        RecordChange(step, mail, new MailEntry("mailCancelled", reason));
    }

    private void Change(MailStep step)
    {
        var seen = requests.Seen(step.Change!);
        var mail = mailsOf[seen.OrderId].Find(m => m.Id == seen.Id)!;
        if (!changed.Contains(mail) && (mail.State != seen.State || mail.Attempts != seen.Attempts))
            throw new ConflictException($"mail {seen.Id} was changed while it was being decided about");
        var wasCancelled = mail.State == MailState.Cancelled;
        var entry = step.Change!.Apply(mail);
        RecordChange(step, mail, entry);
        if (wasCancelled && mail.State == MailState.Sent)
            QueueReleaseNotice(step, mail);
    }

    /// <summary>Cancels a notice that is not sent yet. A customer who got no out-of-stock notice gets no release notice.</summary>
    private void Lift(MailStep step)
    {
        var unsent = mailsOf
            .GetValueOrDefault(step.Order!.Id, [])
            .Where(m => m.State.IsUnsent() && m.Event == MailEvent.OutOfStockInventoryNotice)
            .ToList();
        foreach (var mail in unsent)
        {
            Cancel(step, mail, "the order is no longer a back order");
            mail.Data = MailOccasionText.Write(MailOccasionText.Read(mail) with { UnitsCame = step.Plan is not null });
        }
        if (unsent.Count == 0 && step.Plan is not null)
            Write(step, MailOccasionText.Write(MailOccasionText.Empty));
    }

    /// <summary>A server accepted a notice that was cancelled meanwhile because units came. Its customer gets the release notice.</summary>
    private void QueueReleaseNotice(MailStep step, OutboxMail sent)
    {
        const MailEvent released = MailEvent.BackOrderReleasedNotice;
        if (
            sent.Event != MailEvent.OutOfStockInventoryNotice
            || !MailOccasionText.Read(sent).UnitsCame
            || !context.Settings.For(sent.OrderId).EnableBackOrderWorkflow
            || context.Catalogue.Mail.Find(sent.CompanyId, released) is not { } plan
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

    private void RecordChange(MailStep step, OutboxMail mail, MailEntry? entry)
    {
        if (mail.Id != 0)
            changed.Add(mail);
        if (entry is not null)
            journal.Add(JournalText.Mail(step.ChangeSet, entry, mail, context.Catalogue));
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
        added.Add(mail);
        AddToOrder(mail);
        journal.Add(JournalText.Mail(step.ChangeSet, new MailEntry("mailQueued"), mail, context.Catalogue));
    }
}
