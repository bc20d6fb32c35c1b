using Raincheck.WebConsole;

namespace Raincheck.Features.Orders.Manage;

/// <summary>What an action will do to the orders that were chosen, in words: to how many, to which units, and what becomes of these.</summary>
internal static class OrderActionForecast
{
    public static string Of(OrderAction action, OrderActionPreview preview, OrderActionForm form, LinkForecast? link)
    {
        var chosen = preview.Applies + preview.Others;
        var can = $"{Texts.Count(preview.Applies, "order")} of {chosen:N0} can take this.";
        var rest =
            preview.Others > 0
                ? $" {Texts.Count(preview.Others, "order")} cannot, because of status or because nothing fits, and will be listed."
                : "";
        return $"{can} {EffectOf(action, preview, form, link)}{rest}";
    }

    private static string EffectOf(OrderAction action, OrderActionPreview preview, OrderActionForm form, LinkForecast? link)
    {
        var waiting = Texts.Count(preview.BackOrderedQty, "back-ordered unit");
        var held = Texts.Count(preview.HeldQty, "held unit");
        return action switch
        {
            OrderAction.Delay => form.ShipDate is { } day
                ? $"Their expected ship date becomes {LocalTime.Day(LocalTime.NamedDay(day))}; {waiting} and {held} stay where they are."
                : $"Their expected ship date becomes the day you choose; {waiting} and {held} stay where they are.",
            OrderAction.Dropship =>
                $"{waiting} will leave the queue for {(form.Vendor is "" ? "each item's own vendor" : form.Vendor)}; {held} stay and can ship.",
            OrderAction.Split => $"{waiting} will move to {Texts.Count(preview.Applies, "child order")}; {held} stay and can ship.",
            OrderAction.Link => LinkEffect(link, waiting),
            OrderAction.Hold => $"{held} will not ship until they are released, and nobody else gets them; {waiting} go on waiting.",
            OrderAction.Release => $"{held} can ship again; {waiting} go on waiting.",
            OrderAction.Recalculate => $"{waiting} and {held} are determined anew: what stock allows now may be more or less.",
            OrderAction.Mark =>
                $"{Texts.Count(preview.Applies - preview.Marked, "order")} will be marked, {preview.Marked:N0} are already.",
            OrderAction.Unmark => $"{Texts.Count(preview.Marked, "order")} will lose the mark; {waiting} go on waiting.",
            OrderAction.MarkByRules => $"{preview.Marked:N0} are marked now; the mark will follow their {waiting}.",
            OrderAction.SetPriority =>
                $"Their {waiting} will go ahead of every line whose priority is below {form.Priority:N0}, and may take units that such lines hold; their {held} may go to lines whose priority is higher.",
            OrderAction.CancelBackOrdered => $"{waiting} will be cancelled.",
            _ => $"{Texts.Count(preview.OpenQty, "open unit")} will be cancelled; {held} go to the next in the queue.",
        };
    }

    private static string LinkEffect(LinkForecast? link, string waiting) =>
        link switch
        {
            null => $"They lack {waiting}; name the purchase order to see how many of these it brings.",
            { Free: null } => $"There is no purchase order {link.PurchaseOrder} that comes to a warehouse.",
            { Orders: 0 } => $"None of them waits for anything that {link.PurchaseOrder} brings and that is not linked yet.",
            _ => $"{Texts.Count(link.Orders, "order")} will wait for {link.PurchaseOrder} with {Texts.Count(link.Units, "unit")}"
                + (link.Free < link.Units ? $", of which it has {link.Free:N0} left to give: the last orders will be refused." : "."),
        };
}
