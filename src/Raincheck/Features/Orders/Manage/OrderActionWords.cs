using Raincheck.Ledger;
using Raincheck.WebConsole;

namespace Raincheck.Features.Orders.Manage;

/// <summary>A forecast in words: to how many orders it is done, to which units, and what becomes of these.</summary>
internal static class OrderActionWords
{
    /// <summary>So many reasons of refusals are said.</summary>
    private const int ReasonsMax = 5;

    public static string Of(OrderActionForecast forecast)
    {
        var effect = forecast.Effect;
        return effect.Done == 0 && forecast.IsWhole ? "None of them can take this." : $"{CanTake(forecast)} {EffectOf(forecast)}";
    }

    /// <summary>Before it is known which purchase order they are to wait for.</summary>
    public static string Of(int chosen, (int Orders, long Units) lacking) =>
        $"{Can(lacking.Orders, chosen)} They lack {Waiting(lacking.Units)}; name the purchase order to see how many of these it brings.";

    /// <summary>Why it cannot be done to some, each reason with the first order that has it.</summary>
    public static IEnumerable<string> Refused(OrderActionForecast forecast)
    {
        var reasons = forecast.Refused;
        foreach (var (_, orders, detail) in reasons.Take(ReasonsMax))
            yield return orders == 1 ? detail : $"{Texts.Count(orders, "order")}, the first of them: {detail}";
        if (reasons.Skip(ReasonsMax).Sum(r => r.Orders) is > 0 and var others)
            yield return $"{Texts.Count(others, "order")} for other reasons.";
    }

    private static string CanTake(OrderActionForecast forecast) =>
        forecast.IsWhole
            ? Can(forecast.Effect.Done, forecast.Tried)
            : $"Of {Texts.Count(forecast.Request.Orders.Count, "order")} the first {forecast.Tried:N0} were tried, and {forecast.Effect.Done:N0} of these can take this; the others are decided by the same rules when it runs. Of the ones that were tried:";

    private static string Can(int orders, int of) => $"{Texts.Count(orders, "order")} of {of:N0} can take this.";

    private static string Waiting(long units) => Texts.Count(units, "back-ordered unit");

    private static string EffectOf(OrderActionForecast forecast)
    {
        var (request, effect) = (forecast.Request, forecast.Effect);
        var units = effect.Units;
        var (waiting, held) = (Waiting(effect.BackOrderedQty), Texts.Count(effect.HeldQty, "held unit"));
        var ofSku = request.Sku is null ? "" : $"Of {request.Sku}, ";
        return request.Action switch
        {
            OrderAction.Delay =>
                $"Their expected ship date becomes {LocalTime.Day(request.ShipDate!.Value)}; {waiting} and {held} stay where they are.",
            OrderAction.Dropship =>
                $"{ofSku}{Waiting(units.Dropshipped)} will leave the queue for {request.Vendor ?? "each item's own vendor"}; {held} stay and can ship. {PurchaseOrders(effect.NewPurchaseOrders)}",
            OrderAction.Split =>
                $"{ofSku}{Waiting(units.Moved)} will move to {Texts.Count(effect.NewOrders, "child order")}; {held} stay and can ship.",
            OrderAction.Link =>
                $"{Texts.Count(effect.Done, "order")} will wait for {request.PurchaseOrder} with {Texts.Count(units.Linked, "unit")}.",
            OrderAction.Hold => $"{held} will not ship until they are released, and no other order gets them; {waiting} go on waiting.",
            OrderAction.Release => $"{held} can ship again; {waiting} go on waiting.",
            OrderAction.Recalculate => $"{waiting} and {held} are determined anew: {Moves(effect)}",
            OrderAction.Mark => $"{Texts.Count(effect.Marked, "order")} will be marked, {effect.Done - effect.Marked:N0} are already.",
            OrderAction.Unmark => $"{Texts.Count(effect.Unmarked, "order")} will lose the mark; {waiting} go on waiting.",
            OrderAction.MarkByRules =>
                $"{effect.MarkedBefore:N0} are marked now; {effect.Marked:N0} will get the mark and {effect.Unmarked:N0} lose it, as it follows their {waiting}.",
            OrderAction.SetPriority =>
                $"Their units will go ahead of every line whose priority is below {request.Priority:N0}: {Moves(effect)}",
            OrderAction.CancelBackOrdered => $"{ofSku}{Waiting(units.Cancelled)} will be cancelled.",
            _ =>
                $"{Texts.Count(units.Cancelled, "open unit")} will be cancelled; {held} go to the next in the queue.{Next(units.GainedByOthers)}",
        };
    }

    /// <summary>What determining queues anew gives the orders, and takes from them.</summary>
    private static string Moves(RehearsedEffect effect) =>
        effect.Units switch
        {
            { Gained: 0, Lost: 0 } => "they will hold what they hold now.",
            { Lost: 0 } => $"they will hold {Texts.Count(effect.Units.Gained, "unit")} more{FromOthers(effect.Units.LostByOthers)}.",
            { Gained: 0 } => $"they will hold {Texts.Count(effect.Units.Lost, "unit")} less.",
            _ =>
                $"they will gain {Texts.Count(effect.Units.Gained, "unit")} and lose {effect.Units.Lost:N0}{FromOthers(effect.Units.LostByOthers)}.",
        };

    private static string FromOthers(long units) => units > 0 ? $"; other orders lose {units:N0}" : "";

    private static string Next(long units) => units > 0 ? $" Other orders get {Texts.Count(units, "unit")} at once." : "";

    private static string PurchaseOrders(int made) =>
        made > 0
            ? $"{Texts.Count(made, "dropship purchase order")} will be made."
            : "They are added to purchase orders that are not sent yet.";
}
