using Raincheck.Platform;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>The parameters of an action.</summary>
public sealed class OrderActionForm
{
    public int Priority { get; set; }
    public DateOnly? ShipDate { get; set; }
    public string Reason { get; set; } = "";
    public bool Notify { get; set; } = true;
    public string Vendor { get; set; } = "";
    public string PurchaseOrder { get; set; } = "";

    /// <summary>The product by which the list is filtered; null if it is not.</summary>
    public string? Sku { get; init; }

    /// <summary>Whether only units of <see cref="Sku"/> are meant.</summary>
    public bool OnlySku { get; set; } = true;

    /// <summary>The request with what its action needs of this; what was not filled in yet is as if it were.</summary>
    internal OrderActionRequest Fill(OrderActionRequest request, LocalTime local) =>
        request.Action switch
        {
            OrderAction.SetPriority => request with { Priority = Priority },
            OrderAction.Delay => request with
            {
                ShipDate = NamedDay.At(ShipDate ?? local.Today),
                Reason = Reason.Trim() is { Length: > 0 } reason ? reason : "–",
                Notify = Notify,
            },
            OrderAction.Dropship => request with { Vendor = Vendor is "" ? null : Vendor, Sku = OnlySku ? Sku : null },
            OrderAction.Split or OrderAction.CancelBackOrdered => request with { Sku = OnlySku ? Sku : null },
            OrderAction.Link => request with { PurchaseOrder = PurchaseOrder.Trim() },
            _ => request,
        };
}
