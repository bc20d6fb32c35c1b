namespace Raincheck.Features.Orders.Manage;

/// <summary>What can be done to many orders at once.</summary>
public enum OrderAction
{
    Delay,
    Dropship,
    Split,
    Link,
    Hold,
    Release,
    Recalculate,
    Mark,
    Unmark,
    MarkByRules,
    SetPriority,
    CancelBackOrdered,
    Cancel,
}

/// <summary>The words of actions, and what they are about.</summary>
internal static class OrderActions
{
    public static IReadOnlyList<OrderAction> All { get; } = Enum.GetValues<OrderAction>();

    /// <summary>What the button says.</summary>
    public static string Name(OrderAction action) =>
        action switch
        {
            OrderAction.Delay => "Delay shipping",
            OrderAction.Dropship => "Dropship from vendor",
            OrderAction.Split => "Split",
            OrderAction.Link => "Link to PO",
            OrderAction.Hold => "Hold",
            OrderAction.Release => "Release from hold",
            OrderAction.Recalculate => "Recalculate",
            OrderAction.Mark => "Mark as back order",
            OrderAction.Unmark => "Unmark",
            OrderAction.MarkByRules => "Leave the mark to the rules",
            OrderAction.SetPriority => "Set priority",
            OrderAction.CancelBackOrdered => "Cancel back-ordered units",
            _ => "Cancel orders",
        };

    /// <summary>What it does, in a sentence.</summary>
    public static string Explain(OrderAction action) =>
        action switch
        {
            OrderAction.Delay => "Gives them a new expected ship date, with a reason that the customer can be told.",
            OrderAction.Dropship =>
                "Hands their back-ordered units to the vendor, who ships them to the customer. Each order gets a dropship purchase order for each vendor.",
            OrderAction.Split => "Their back-ordered units go to a child order, which keeps its place in the queue; the rest can ship.",
            OrderAction.Link =>
                "Their back-ordered units of items on a purchase order wait for it and get theirs first when it is received.",
            OrderAction.Hold => "Stops their shipping. They keep their place in the queue and the units they hold.",
            OrderAction.Release => "Lets them go on where they were held.",
            OrderAction.Recalculate => "Determines their lines anew, from the stock as it is now.",
            OrderAction.Mark => "They carry the Back Order status until a person changes it.",
            OrderAction.Unmark => "They do not carry the Back Order status until a person changes it. Quantities stay as they are.",
            OrderAction.MarkByRules => "They are marked while something of them is back-ordered.",
            OrderAction.SetPriority => "Higher is served first. Units may move to them from other orders, or away from them.",
            OrderAction.CancelBackOrdered =>
                "Gives up what they wait for; what they hold ships. Customers are told where a template is assigned.",
            _ => "Gives up everything that is open. Units that they hold go to the next orders in the queue.",
        };

    public static bool IsDangerous(OrderAction action) => action is OrderAction.Cancel or OrderAction.CancelBackOrdered;

    /// <summary>Whether it speaks of back orders, and so is not offered while the workflow is off.</summary>
    public static bool IsAboutBackOrders(OrderAction action) =>
        action
            is OrderAction.Dropship
                or OrderAction.Split
                or OrderAction.Link
                or OrderAction.Mark
                or OrderAction.Unmark
                or OrderAction.MarkByRules
                or OrderAction.CancelBackOrdered;

    /// <summary>Whether it is done to back-ordered units, of which those of one product can be meant.</summary>
    public static bool CanBeOfOneProduct(OrderAction action) =>
        action is OrderAction.Dropship or OrderAction.Split or OrderAction.CancelBackOrdered;
}
