using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing;

/// <summary>Cancels what has not come yet.</summary>
public sealed class CancelPurchaseOrder(string number) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => $"purchase order {number} cancelled";

    protected internal override string Kind => "purchaseOrderCancelled";

    protected internal override void Declare(Needs needs) => needs.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(Batch batch)
    {
        if (batch.FindPurchaseOrder(number) is not { } order)
            return new Refusal(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}.");
        if (order.Order.Status is PurchaseOrderStatus.Received or PurchaseOrderStatus.Cancelled)
            return new Refusal(
                RefusalCode.PurchaseOrderStatusForbids,
                $"Purchase order {number} is {JsonNamingPolicy.CamelCase.ConvertName(order.Order.Status.ToString())} and cannot be cancelled."
            );
        batch.Change(
            order,
            () =>
            {
                foreach (var line in order.Lines)
                    line.Cancelled += (int)line.Pending;
                order.Order.Status = PurchaseOrderStatus.Cancelled;
            }
        );
        return Outcomes.Answer(() => PurchaseOrderView.Make(order.Order, order.Lines, batch.Catalogue));
    }
}
