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
            AddNoticeStep(command, changeSet, order, what, occasion);
        foreach (var (order, template) in changeSet.Letters)
            Steps.Add(
                new MailStep(command, changeSet, MailStepKind.Write) { Order = order, Plan = new MailPlan(template, HoldBackMinutes: 0) }
            );
        foreach (var change in changeSet.MailChanges)
            Steps.Add(new MailStep(command, changeSet, MailStepKind.Change) { Change = change });
        if (changeSet.ClearsMail && context.Catalogue.Mail.HasTemplates)
            Steps.Add(new MailStep(command, changeSet, MailStepKind.Clear));
    }

    public void AddNoticeStep(int command, ChangeSet changeSet, Order order, MailEvent what, MailOccasion occasion)
    {
        if (PlanOf(order, what) is { } plan)
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
    public void AddLiftStep(int command, ChangeSet changeSet, Order order, bool unitsCame)
    {
        var plan = unitsCame ? PlanOf(order, MailEvent.BackOrderReleasedNotice) : null;
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
    public MailPlan? PlanOf(Order order, MailEvent what)
    {
        if (!context.Settings.For(order.Id).EnableBackOrderWorkflow || order.CustomerEmail.Length == 0)
            return null;
        var plan = context.Catalogue.Mail.Find(order.CompanyId, what);
        if (plan is null)
            CollectionsMarshal.GetValueRefOrAddDefault(withoutTemplate, (what, order.CompanyId), out _)++;
        return plan;
    }
}
