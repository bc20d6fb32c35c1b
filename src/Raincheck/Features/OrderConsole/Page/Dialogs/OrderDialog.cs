using Microsoft.AspNetCore.Components;
using Raincheck.Features.Orders;
using Raincheck.Platform.Ui.Components;

namespace Raincheck.Features.OrderConsole.Page.Dialogs;

/// <summary>A question about one order.</summary>
public abstract class OrderDialog : LedgerDialog
{
    [Parameter, EditorRequired]
    public required OrderDetail Detail { get; set; }

    protected OrderView Order => Detail.Order;
}
