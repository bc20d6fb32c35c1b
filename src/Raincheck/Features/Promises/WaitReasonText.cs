using Raincheck.Platform.Ui;

namespace Raincheck.Features.Promises;

/// <summary>Formats a wait reason as a sentence.</summary>
internal static class WaitReasonText
{
    public static string Of(WaitReasonView reason, LocalTime local) =>
        reason.Kind switch
        {
            WaitReasonKind.NotConfirmed => "The order is not confirmed yet.",
            WaitReasonKind.PaymentDoesNotCount => "Its payment status does not count.",
            WaitReasonKind.StatusDoesNotCount => "Its status does not count.",
            WaitReasonKind.OnHold => "The order is on hold.",
            WaitReasonKind.WaitsForLinkedPurchaseOrder =>
                $"{Units(reason)} linked to {reason.PurchaseOrder}, which brings them to this line first.",
            WaitReasonKind.AtVendor => $"{Units(reason)} with the dropship vendor on {reason.PurchaseOrder}.",
            WaitReasonKind.Ahead =>
                $"{Texts.Count(reason.Orders ?? 0, "order")} ahead {(reason.Orders == 1 ? "waits" : "wait")} for {Units(reason)}; the first is {reason.OldestOrder}.",
            WaitReasonKind.HeldByFirm => $"Order {reason.Order} holds {Units(reason)} first{Pin(reason, local)}.",
            WaitReasonKind.ComponentShort => $"{Units(reason)} of component {reason.Sku} short.",
            WaitReasonKind.StockNotCounted =>
                $"{Units(reason)} of {reason.Sku} in warehouse {reason.Warehouse} do not count: {Because(reason)}.",
            WaitReasonKind.ReplacementOff =>
                $"{Texts.Count(reason.Available ?? 0, "unit")} of the replacement {reason.Sku} available; the settings do not consider replacements.",
            WaitReasonKind.StockChangeWaitsForPass =>
                $"Stock has changed: next recalculation {(reason.At is { } at ? $"at {local.Short(at)}" : "soon")}.",
            WaitReasonKind.NothingOnOrder => reason.Sku is { } sku ? $"Nothing of {sku} is on order." : "Nothing is on order.",
            WaitReasonKind.OnOrderWithoutDate => $"{reason.PurchaseOrder} brings {Units(reason)} and has no usable date.",
            WaitReasonKind.Overdue => $"{reason.PurchaseOrder} is {Texts.Count(reason.Days ?? 0, "day")} overdue.",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason.Kind, null),
        };

    private static string Units(WaitReasonView reason) => Texts.Count(reason.Units ?? 0, "unit");

    private static string Because(WaitReasonView reason) =>
        reason.Because switch
        {
            NotCountedBecause.Return => "it is for returns",
            NotCountedBecause.Dropship => "the settings leave out dropship warehouses",
            _ => "the warehouse is not sellable",
        };

    private static string Pin(WaitReasonView reason, LocalTime local) =>
        reason.Who is null ? ": a receipt brought them for it"
        : reason.Until is { } until ? $": pinned by {reason.Who} until {local.Short(until)} ({reason.Why})"
        : $": pinned by {reason.Who} ({reason.Why})";
}
