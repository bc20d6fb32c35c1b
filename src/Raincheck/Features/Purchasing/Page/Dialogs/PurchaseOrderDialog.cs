using Microsoft.AspNetCore.Components;
using Raincheck.Platform.Ui.Components;

namespace Raincheck.Features.Purchasing.Page.Dialogs;

/// <summary>A question about one purchase order.</summary>
public abstract class PurchaseOrderDialog : LedgerDialog
{
    [Parameter, EditorRequired]
    public required PurchaseOrderView Order { get; set; }
}
