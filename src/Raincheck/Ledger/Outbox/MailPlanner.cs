using System.Runtime.InteropServices;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Work;

namespace Raincheck.Ledger.Outbox;

/// <summary>Decides which mails follow from the commands, and collects them as steps.</summary>
internal sealed class MailPlanner(WorkContext context)
{
    private readonly Dictionary<(MailEvent Event, int Company), int> withoutTemplate = [];

    /// <summary>The steps, in the order of the commands.</summary>
    public List<MailStep> Steps { get; } = [];

    /// <summary>How many orders had an event for which their company has no template.</summary>
    public Dictionary<(MailEvent Event, int Company), int> WithoutTemplate => withoutTemplate;

    /// <summary>Adds the steps of one command, beyond the marks of its orders.</summary>
    public void AddSteps(int command, ChangeSet changeSet)
    {
        foreach (var (order, what, occasion) in changeSet.Notices)
            AddNoticeStep(command, changeSet, order, HasAddress(changeSet, order), what, occasion);
        foreach (var (order, template) in changeSet.Letters)
            Steps.Add(
                new MailStep(command, changeSet, MailStepKind.Write) { Order = order, Plan = new MailPlan(template, HoldBackMinutes: 0) }
            );
        foreach (var (order, before) in changeSet.Own)
        {
            if (before is { } known && known.IsFoundOtherwise(order))
                Steps.Add(new MailStep(command, changeSet, MailStepKind.Readdress) { Order = order });
        }
        foreach (var change in changeSet.MailChanges)
            Steps.Add(new MailStep(command, changeSet, MailStepKind.Change) { Change = change });
        if (changeSet.ClearsMail && context.Catalogue.Mail.HasTemplates)
            Steps.Add(new MailStep(command, changeSet, MailStepKind.Clear));
    }

    public void AddNoticeStep(int command, ChangeSet changeSet, Order order, bool hasAddress, MailEvent what, MailOccasion occasion)
    {
        if (PlanOf(order, hasAddress, what) is { } plan)
            Steps.Add(
                new MailStep(command, changeSet, MailStepKind.Write)
                {
                    Order = order,
                    Event = what,
                    Plan = plan,
                    Occasion = occasion,
                }
            );
    }

    /// <summary>The mark of an order was lifted.</summary>
    public void AddLiftStep(int command, ChangeSet changeSet, Order order, bool hasAddress, bool unitsCame)
    {
        var plan = unitsCame ? PlanOf(order, hasAddress, MailEvent.BackOrderReleasedNotice) : null;
        if (context.Catalogue.Mail.HasTemplates)
            Steps.Add(
                new MailStep(command, changeSet, MailStepKind.Lift)
                {
                    Order = order,
                    Event = MailEvent.BackOrderReleasedNotice,
                    Plan = plan,
                }
            );
    }

    /// <summary>The order was closed.</summary>
    public void AddCloseStep(int command, ChangeSet changeSet, Order order)
    {
        if (context.Catalogue.Mail.HasTemplates)
            Steps.Add(new MailStep(command, changeSet, MailStepKind.Close) { Order = order });
    }

    /// <summary>How the customer is informed; null if there is no template for the event, or no address.</summary>
    /// <param name="order">The order.</param>
    /// <param name="hasAddress">Whether the customer had an address at that command: a later one of the batch may change it.</param>
    /// <param name="what">The event.</param>
    public MailPlan? PlanOf(Order order, bool hasAddress, MailEvent what)
    {
        if (!context.Settings.For(order.Id).EnableBackOrderWorkflow || !hasAddress)
            return null;
        var plan = context.Catalogue.Mail.Find(order.CompanyId, what);
        if (plan is null)
            CollectionsMarshal.GetValueRefOrAddDefault(withoutTemplate, (what, order.CompanyId), out _)++;
        return plan;
    }

    private static bool HasAddress(ChangeSet changeSet, Order order) =>
        changeSet.OwnAfter.TryGetValue(order, out var head) ? head.HasAddress : order.CustomerEmail.Length > 0;
}
