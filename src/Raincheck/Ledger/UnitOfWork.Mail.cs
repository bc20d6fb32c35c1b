using System.Runtime.InteropServices;
using System.Text.Json;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// What customers are told of a batch: rows of the outbox, written and cancelled in the transaction of what they tell. Orders
/// are locked before rows of the outbox, and those by ascending id.
/// </summary>
public sealed partial class UnitOfWork
{
    private readonly List<MailStep> mailSteps = [];
    private readonly Dictionary<string, Order> mailedOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, OutboxMail> mails = [];
    private readonly Dictionary<long, List<OutboxMail>> mailsOf = [];
    private readonly List<OutboxMail> newMails = [];
    private readonly HashSet<OutboxMail> changedMails = [];

    /// <summary>How many orders would be told what, if their company had a template for it.</summary>
    private readonly Dictionary<(MailEvent Event, int Company), int> untold = [];

    /// <summary>Queues a notice to the customer of an order, if its company has a template for the event.</summary>
    /// <param name="order">The order.</param>
    /// <param name="what">The event.</param>
    /// <param name="occasion">The part that the order does not store: the units, the reason of a delay, the name of a vendor.</param>
    public void QueueNotice(LoadedOrder order, MailEvent what, MailOccasion occasion) => current.Notices.Add((order.Order, what, occasion));

    /// <summary>The order of that number, to write to its customer; null if there is none.</summary>
    internal Order? FindMailedOrder(string number) => FindOrder(number)?.Order ?? mailedOrders.GetValueOrDefault(number);

    /// <summary>The mail of that id, as it was when it was loaded; null if there is none.</summary>
    internal OutboxMail? FindMail(long id) => mails.GetValueOrDefault(id);

    /// <summary>Queues a manual e-mail to the customer of an order.</summary>
    internal void QueueLetter(Order order, MailTemplate template) => current.Letters.Add((order, template));

    /// <summary>Changes a mail that was declared.</summary>
    internal void ChangeMail(long id, Func<OutboxMail, MailEntry?> change) => current.MailChanges.Add(new MailChange(id, change));

    /// <summary>An address is not written to from here on.</summary>
    internal void Suppress(string address, SuppressionReason reason, string? note) =>
        transaction.Execute(
            """
            INSERT INTO suppressed_addresses (address, reason, note, at) VALUES (@address, @reason, @note, @at)
            ON CONFLICT (address) DO UPDATE SET reason = @reason, note = @note, at = @at
            """,
            ("address", address.ToLowerInvariant()),
            ("reason", (int)reason),
            ("note", note ?? ""),
            ("at", Now)
        );

    /// <summary>An address is written to again.</summary>
    internal void Unsuppress(string address) =>
        transaction.Execute("DELETE FROM suppressed_addresses WHERE address = @address", ("address", address.ToLowerInvariant()));

    /// <summary>Nothing that waits to be sent by itself is sent any more.</summary>
    internal void ClearMail() => current.ClearsMail = true;

    /// <summary>Goes through what the batch means for mail, once the orders are locked and their quantities known.</summary>
    internal async Task WriteMailAsync(CancellationToken cancel)
    {
        if (mailSteps.Count == 0)
            return;
        // A notice is made when it leaves; what a person writes keeps what it told them.
        var written = mailSteps.Where(s => s is { Kind: MailStepKind.Write, Event: null }).Select(s => s.Order!).ToHashSet();
        AskUnsent();
        var linesOf = AskLines(written);
        await transaction.ReadAsync(cancel);
        var history = new LineHistory(done, written.Select(o => o.Id).ToHashSet());

        foreach (var step in mailSteps)
        {
            switch (step.Kind)
            {
                case MailStepKind.Lift:
                    Lift(step);
                    break;
                case MailStepKind.Close:
                    Close(step);
                    break;
                case MailStepKind.Clear:
                    foreach (var mail in mailsOf.Values.SelectMany(m => m).Where(m => IsUnsent(m) && m.Event is not null))
                        Cancel(step, mail, "the back-order workflow was switched off");
                    break;
                case MailStepKind.Change:
                    ChangeMail(step);
                    break;
                default:
                    Write(
                        step,
                        step.Occasion is { } occasion
                            ? MailOccasionText.Write(occasion)
                            : JsonSerializer.Serialize(
                                new MailSnapshot(history.Lines(linesOf[step.Order!.Id], step.Command, Catalogue)),
                                LedgerJson.Options
                            )
                    );
                    break;
            }
        }
    }

    private Task LoadMailAsync(LoadPlan plan, CancellationToken cancel)
    {
        if (plan.MailedOrderNumbers.Count == 0 && plan.MailIds.Count == 0)
            return Task.CompletedTask;
        transaction.Ask<Order>(
            "number IN {numbers}",
            [("numbers", plan.MailedOrderNumbers.ToArray())],
            order => mailedOrders.Add(order.Number, order)
        );
        transaction.Ask<OutboxMail>("id IN {ids}", [("ids", plan.MailIds.ToArray())], mail => mails.Add(mail.Id, mail));
        return transaction.ReadAsync(cancel);
    }

    private static bool IsUnsent(OutboxMail mail) => mail.State is MailState.Queued or MailState.Held or MailState.Failed;

    /// <summary>What one command means for mail, beyond the marks of its orders.</summary>
    private void AddMailSteps(int command, ChangeSet changeSet)
    {
        foreach (var (order, what, occasion) in changeSet.Notices)
            AddNoticeStep(command, changeSet, order, what, occasion);
        foreach (var (order, template) in changeSet.Letters)
            mailSteps.Add(
                new MailStep(command, changeSet, MailStepKind.Write) { Order = order, Plan = new MailPlan(template, HoldBackMinutes: 0) }
            );
        foreach (var change in changeSet.MailChanges)
            mailSteps.Add(new MailStep(command, changeSet, MailStepKind.Change) { Change = change });
        if (changeSet.ClearsMail && Catalogue.Mail.HasTemplates)
            mailSteps.Add(new MailStep(command, changeSet, MailStepKind.Clear));
    }

    private void AddNoticeStep(int command, ChangeSet changeSet, Order order, MailEvent what, MailOccasion occasion)
    {
        if (PlanOf(order, what) is { } plan)
            mailSteps.Add(
                new MailStep(command, changeSet, MailStepKind.Write)
                {
                    Order = order,
                    Event = what,
                    Plan = plan,
                    Occasion = occasion,
                }
            );
    }

    /// <summary>Whether a mark was lifted because units came for what had waited.</summary>
    private static bool UnitsCame(OrderStatus status, List<LineChange> changes) =>
        Notice.TellsRelease(
            status,
            changes.Select(c => new NoticeChange(c.Before.BackOrdered, c.After.BackOrdered, c.Before.Allocated, c.After.Allocated))
        );

    /// <summary>The mark of an order was lifted.</summary>
    private void AddLiftStep(int command, ChangeSet changeSet, Order order, bool unitsCame)
    {
        var plan = unitsCame ? PlanOf(order, MailEvent.BackOrderReleasedNotice) : null;
        if (Catalogue.Mail.HasTemplates)
            mailSteps.Add(
                new MailStep(command, changeSet, MailStepKind.Lift)
                {
                    Order = order,
                    Event = MailEvent.BackOrderReleasedNotice,
                    Plan = plan,
                }
            );
    }

    private void AddCloseStep(int command, ChangeSet changeSet, Order order)
    {
        if (Catalogue.Mail.HasTemplates)
            mailSteps.Add(new MailStep(command, changeSet, MailStepKind.Close) { Order = order });
    }

    /// <summary>How the customer is told; null if there is no template for it, or no address.</summary>
    private MailPlan? PlanOf(Order order, MailEvent what)
    {
        if (!Settings.For(order.Id).EnableBackOrderWorkflow || order.CustomerEmail.Length == 0)
            return null;
        var plan = Catalogue.Mail.Find(order.CompanyId, what);
        if (plan is null)
            CollectionsMarshal.GetValueRefOrAddDefault(untold, (what, order.CompanyId), out _)++;
        return plan;
    }

    /// <summary>The unsent mails that the steps may end or change, locked.</summary>
    private void AskUnsent()
    {
        if (mailSteps.Exists(s => s.Kind == MailStepKind.Clear))
        {
            transaction.Ask<OutboxMail>("state IN (0, 1, 3) ORDER BY id", [], AddMail, forUpdate: true);
            return;
        }
        var orders = mailSteps
            .Where(s => s.Kind is MailStepKind.Lift or MailStepKind.Close && !ordersById[s.Order!.Id].IsNew)
            .Select(s => s.Order!.Id)
            .Distinct()
            .ToArray();
        var changed = mailSteps.Select(s => s.Change?.Id).OfType<long>().Distinct().ToArray();
        if (orders.Length > 0 || changed.Length > 0)
            transaction.Ask<OutboxMail>(
                """
                id IN (SELECT id FROM email_outbox WHERE order_id IN {orders} AND state IN (0, 1, 3)
                    UNION SELECT id FROM email_outbox WHERE id IN {ids}) ORDER BY id
                """,
                [("orders", orders), ("ids", changed)],
                AddMail,
                forUpdate: true
            );
    }

    private void AddMail(OutboxMail mail)
    {
        if (!mailsOf.TryGetValue(mail.OrderId, out var ofOrder))
            mailsOf.Add(mail.OrderId, ofOrder = []);
        ofOrder.Add(mail);
    }

    /// <summary>The lines of the orders that are told something: all at once, and only those that the batch was not shown.</summary>
    private Dictionary<long, List<OrderLine>> AskLines(HashSet<Order> told)
    {
        var linesOf = new Dictionary<long, List<OrderLine>>();
        var missing = new List<long>();
        foreach (var order in told)
        {
            var known = ordersById.GetValueOrDefault(order.Id)?.Lines ?? [];
            linesOf[order.Id] = [.. known];
            if (known.Count == 0)
                missing.Add(order.Id);
        }
        if (missing.Count > 0)
            transaction.Ask<OrderLine>(
                "order_id IN {orders} ORDER BY order_id, line",
                [("orders", missing.ToArray())],
                line => linesOf[line.OrderId].Add(lines.GetValueOrDefault((line.OrderId, line.Line), line))
            );
        return linesOf;
    }
}
