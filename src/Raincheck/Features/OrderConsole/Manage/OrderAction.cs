namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>The bulk actions.</summary>
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

    /// <summary>The text of the button.</summary>
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
            OrderAction.MarkByRules => "Set automatically",
            OrderAction.SetPriority => "Set priority",
            OrderAction.CancelBackOrdered => "Cancel back-ordered units",
            _ => "Cancel orders",
        };

    /// <summary>A description, in a sentence.</summary>
    public static string Explain(OrderAction action) =>
        action switch
        {
            OrderAction.Delay => "Sets a new expected ship date and a reason. You can notify the customers.",
            OrderAction.Dropship =>
                "The vendor ships the back-ordered units to the customer. Creates a dropship purchase order for each order and vendor.",
            OrderAction.Split => "Moves back-ordered units to a child order with the same place in the queue. The rest can ship.",
            OrderAction.Link => "Links back-ordered units to a purchase order. When it is received, these orders get their units first.",
            OrderAction.Hold => "Stops shipping. The orders keep their allocated units and their place in the queue.",
            OrderAction.Release => "Allows shipping again.",
            OrderAction.Recalculate => "Allocates the current stock again.",
            OrderAction.Mark => "Sets the Back Order status until a user changes it.",
            OrderAction.Unmark => "Clears the Back Order status until a user changes it. Quantities do not change.",
            OrderAction.MarkByRules => "Sets the Back Order status whenever units are back-ordered, and clears it otherwise.",
            OrderAction.SetPriority => "Orders with a higher priority are allocated first. Units may move between orders.",
            OrderAction.CancelBackOrdered =>
                "Cancels back-ordered units; allocated units still ship. Customers are notified if a template is assigned.",
            _ => "Cancels all open units. Allocated units go to the next orders in the queue.",
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
