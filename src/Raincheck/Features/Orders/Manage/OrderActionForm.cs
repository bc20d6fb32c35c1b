using Raincheck.WebConsole;

namespace Raincheck.Features.Orders.Manage;

/// <summary>What an action asks for besides the orders.</summary>
public sealed class OrderActionForm
{
    public int Priority { get; set; }
    public DateOnly? ShipDate { get; set; }
    public string Reason { get; set; } = "";
    public bool Notify { get; set; } = true;
    public string Vendor { get; set; } = "";
    public string PurchaseOrder { get; set; } = "";

    /// <summary>The request with what its action needs of this.</summary>
    internal OrderActionRequest Fill(OrderActionRequest request, LocalTime local) =>
        request.Action switch
        {
            OrderAction.SetPriority => request with { Priority = Priority },
            OrderAction.Delay => request with
            {
                ShipDate = LocalTime.NamedDay(ShipDate ?? local.Today),
                Reason = Reason.Trim(),
                Notify = Notify,
            },
            OrderAction.Dropship => request with { Vendor = Vendor is "" ? null : Vendor },
            OrderAction.Link => request with { PurchaseOrder = PurchaseOrder.Trim() },
            _ => request,
        };
}
