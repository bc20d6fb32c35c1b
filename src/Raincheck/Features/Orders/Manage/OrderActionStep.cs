using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders.Manage;

/// <summary>Carries out an action on some orders at once.</summary>
internal sealed class OrderActionStep(ClientLedger ledger, OrderReader orders, PurchaseOrderReader purchaseOrders)
{
    /// <param name="job">The job whose action it is: the same job does the same to an order once, links aside, which are made of what is not linked yet.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="numbers">The orders.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>For each order why it was not done, in a sentence; null where it was.</returns>
    public Task<IReadOnlyList<string?>> RunAsync(
        string job,
        OrderActionRequest request,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        return request.Action switch
        {
            OrderAction.Delay => AllAsync(number => new DelayShipping(
                number,
                new(request.ShipDate!.Value, request.Reason!, request.Notify)
            )),
            OrderAction.Dropship => AllAsync(number => new DropshipUnits(number, new(request.Vendor))),
            OrderAction.Split => AllAsync(number => new SplitOrder(number, new())),
            OrderAction.Link => LinkAsync(request, numbers, cancel),
            OrderAction.Hold => AllAsync(number => new HoldOrder(number)),
            OrderAction.Release => AllAsync(number => new ReleaseOrder(number)),
            OrderAction.Recalculate => AllAsync(number => new RecalculateOrder(number)),
            OrderAction.Mark => AllAsync(number => new MarkOrder(number, MarkMode.Marked)),
            OrderAction.Unmark => AllAsync(number => new MarkOrder(number, MarkMode.NotMarked)),
            OrderAction.MarkByRules => AllAsync(number => new MarkOrder(number, MarkMode.Auto)),
            OrderAction.SetPriority => AllAsync(number => new PatchOrder(number, new(request.Priority))),
            OrderAction.CancelBackOrdered => AllAsync(number => new CancelOrder(number, new(BackOrderedOnly: true))),
            OrderAction.Cancel => AllAsync(number => new CancelOrder(number, new())),
            _ => throw new InvalidOperationException($"nobody knows how to {request.Action}"),
        };

        async Task<IReadOnlyList<string?>> AllAsync<T>(Func<string, LedgerCommand<T>> make)
        {
            var outcomes = await ledger.ExecuteAllAsync(
                [
                    .. numbers.Select(number =>
                        (make(number), new CommandContext(request.Actor, IdempotencyKey: $"{OrderActionJob.Kind}/{job}/{number}"))
                    ),
                ],
                cancel
            );
            return [.. outcomes.Select(o => o.Refusal?.Detail)];
        }
    }

    /// <summary>Each line that waits for something on the purchase order, as far as it is not linked yet.</summary>
    private async Task<IReadOnlyList<string?>> LinkAsync(
        OrderActionRequest request,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        if (await purchaseOrders.FindAsync(request.PurchaseOrder!, cancel) is not { } purchaseOrder)
            return [.. numbers.Select(_ => $"There is no purchase order {request.PurchaseOrder}.")];
        // A shadow's units are those of its parent, and so is what is bought of them.
        var catalogue = await ledger.CatalogueAsync(cancel);
        var brought = purchaseOrder.Lines.Select(l => PoolOf(l.Sku)).ToHashSet();
        var context = new CommandContext(request.Actor);
        var problems = new List<string?>(numbers.Count);
        foreach (var number in numbers)
        {
            var order = await orders.FindAsync(number, cancel);
            var links = (order?.Lines ?? [])
                .Select(l => new LinkRequest(
                    l.Line,
                    Math.Min(l.BackOrderedQty, l.Open - l.Links.Sum(k => k.Quantity)),
                    request.PurchaseOrder
                ))
                .Where(l => l.Quantity > 0 && brought.Contains(PoolOf(order!.Lines.First(o => o.Line == l.Line).Sku)))
                .Select(l => ((LedgerCommand<OrderView>)new LinkToPurchaseOrder(number, l), context))
                .ToList();
            var outcomes = await ledger.ExecuteAllAsync(links, cancel);
            problems.Add(
                links.Count == 0
                    ? $"Order {number} waits for nothing that {request.PurchaseOrder} brings and that is not linked yet."
                    : outcomes.Select(o => o.Refusal?.Detail).FirstOrDefault(d => d is not null)
            );
        }
        return problems;

        int PoolOf(string sku) => catalogue.PoolOf(catalogue.FindProduct(sku)!.Id);
    }
}
