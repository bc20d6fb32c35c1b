using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>Formats a forecast: the number of orders, their units, and the effect on them.</summary>
internal static class OrderActionFormatter
{
    /// <summary>The maximum number of reasons shown.</summary>
    private const int ReasonsMax = 5;

    public static string Of(OrderActionForecast forecast)
    {
        var effect = forecast.Effect;
        return effect.Done == 0 && forecast.IsWhole ? "Applies to none of these orders." : $"{CanTake(forecast)} {EffectOf(forecast)}";
    }

    /// <summary>Before it is known which purchase order they are to wait for.</summary>
    public static string Of(int chosen, (int Orders, long Units) lacking) =>
        $"{Can(lacking.Orders, chosen)} They have {Waiting(lacking.Units)}. Enter a purchase order to see how many of these it covers.";

    /// <summary>The reasons of refusals, each with its first order.</summary>
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
            : $"Preview of the first {forecast.Tried:N0} of {Texts.Count(forecast.Request.Orders.Count, "order")}: applies to {forecast.Effect.Done:N0} of them. The others follow the same rules. For the first {forecast.Tried:N0}:";

    private static string Can(int orders, int of) =>
        orders == of && of == 1 ? "Applies to this order."
        : orders == of ? $"Applies to all {of:N0} orders."
        : $"Applies to {orders:N0} of {of:N0} orders.";

    private static string Waiting(long units) => Texts.Count(units, "back-ordered unit");

    private static string EffectOf(OrderActionForecast forecast)
    {
        var (request, effect) = (forecast.Request, forecast.Effect);
        var units = effect.Units;
        var (waiting, held) = (Waiting(effect.BackOrderedQty), Texts.Count(effect.HeldQty, "allocated unit"));
        var ofSku = request.Sku is null ? "" : $"Of {request.Sku}, ";
        return request.Action switch
        {
            OrderAction.Delay =>
                $"Their expected ship date becomes {NamedDay.Format(request.ShipDate!.Value)}; {waiting} and {held} do not change.",
            OrderAction.Dropship =>
                $"{ofSku}{Waiting(units.Dropshipped)} will leave the queue for {request.Vendor ?? "the vendor of each item"}; {held} stay and can ship. {PurchaseOrders(effect.NewPurchaseOrders)}",
            OrderAction.Split =>
                $"{ofSku}{Waiting(units.Moved)} will move to {Texts.Count(effect.NewOrders, "child order")}; {held} stay and can ship.",
            OrderAction.Link =>
                $"{Texts.Count(units.Linked, "unit")} of {Texts.Count(effect.Done, "order")} will be linked to {request.PurchaseOrder}.",
            OrderAction.Hold => $"{held} will not ship until released and stay with these orders; {waiting} keep waiting.",
            OrderAction.Release => $"{held} can ship again; {waiting} keep waiting.",
            OrderAction.Recalculate => $"{waiting} and {held} are recalculated: {Moves(effect)}",
            OrderAction.Mark =>
                $"{Texts.Count(effect.Marked, "order")} will get the Back Order status; {effect.Done - effect.Marked:N0} already have it.",
            OrderAction.Unmark => $"{Texts.Count(effect.Unmarked, "order")} will lose the Back Order status; {waiting} keep waiting.",
            OrderAction.MarkByRules =>
                $"{effect.MarkedBefore:N0} have the Back Order status now; {effect.Marked:N0} will get it and {effect.Unmarked:N0} will lose it, based on {waiting}.",
            OrderAction.SetPriority =>
                $"Their units will go ahead of every line whose priority is below {request.Priority:N0}: {Moves(effect)}",
            OrderAction.CancelBackOrdered => $"{ofSku}{Waiting(units.Cancelled)} will be cancelled.",
            _ =>
                $"{Texts.Count(units.Cancelled, "open unit")} will be cancelled; {held} go to the next orders in the queue.{Next(units.GainedByOthers)}",
        };
    }

    /// <summary>The units that a recalculation gives to the orders, and takes from them.</summary>
    private static string Moves(RehearsedEffect effect) =>
        effect.Units switch
        {
            { Gained: 0, Lost: 0 } => "no allocation changes.",
            { Lost: 0 } => $"they will gain {Texts.Count(effect.Units.Gained, "unit")}{FromOthers(effect.Units.LostByOthers)}.",
            { Gained: 0 } => $"they will lose {Texts.Count(effect.Units.Lost, "unit")}.",
            _ =>
                $"they will gain {Texts.Count(effect.Units.Gained, "unit")} and lose {effect.Units.Lost:N0}{FromOthers(effect.Units.LostByOthers)}.",
        };

    private static string FromOthers(long units) => units > 0 ? $"; other orders lose {units:N0}" : "";

    private static string Next(long units) => units > 0 ? $" Other orders get {Texts.Count(units, "unit")} at once." : "";

    private static string PurchaseOrders(int made) =>
        made > 0
            ? $"{Texts.Count(made, "dropship purchase order")} will be created."
            : "They are added to existing purchase orders that are not requested yet.";
}
