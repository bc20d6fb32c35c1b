using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Store;

namespace Raincheck.Bench.Benchmarks;

/// <summary>Fills a shop with open orders far faster than they could come in, in the state that the ledger would leave them in.</summary>
internal static class BulkQueue
{
    /// <summary>Orders of one line of one unit on each SKU in turn, of which the first <paramref name="stockPerSku"/> of each SKU are served.</summary>
    public static async Task FillAsync(BenchShop shop, int lines, int skus, int stockPerSku)
    {
        var catalogue = await shop.Ledger.CatalogueAsync();
        var ids = Enumerable.Range(0, skus).Select(i => catalogue.FindProduct($"S{i}")!.Id).ToArray();
        var company = catalogue.FindCompany("C")!.Id;
        var warehouse = catalogue.FindWarehouse("W")!.Id;
        await using var transaction = await LedgerStore.Of(shop.Client).BeginAsync(LockMode.Exclusive, CancellationToken.None);
        var orders = new List<Order>();
        var orderLines = new List<OrderLine>();
        for (var i = 0; i < lines; i++)
        {
            var id = 10_000_000L + i;
            var served = i / skus < stockPerSku;
            orders.Add(
                new Order
                {
                    Id = id,
                    Number = $"B{id}",
                    CompanyId = company,
                    OrderedAt = id,
                    QueuedAt = id,
                    FamilyId = id,
                    Status = OrderStatus.InProcess,
                    CustomerName = "Customer",
                    CustomerEmail = "customer@example.com",
                    OpenQty = 1,
                    BackOrderedQty = served ? 0 : 1,
                    State = served ? BackOrderState.None : BackOrderState.Full,
                    Marked = !served,
                    MarkedSince = served ? null : id,
                }
            );
            var line = new OrderLine
            {
                OrderId = id,
                Line = 1,
                SkuId = ids[i % skus],
                PoolId = ids[i % skus],
                Quantity = 1,
                Counts = true,
                QueuedAt = id,
                FamilyId = id,
                OrderedAt = id,
                OrderStatus = OrderStatus.InProcess,
                OrderState = served ? BackOrderState.None : BackOrderState.Full,
            };
            line.Hold(new(served ? 1 : 0, 0, 0));
            orderLines.Add(line);
            if (orders.Count == 50_000 || i == lines - 1)
            {
                transaction.Insert(orders);
                transaction.Insert(orderLines);
                await transaction.FlushAsync(CancellationToken.None);
                (orders, orderLines) = ([], []);
            }
        }
        var perSku = lines / skus;
        var held = Math.Min(perSku, stockPerSku);
        transaction.Update(
            ids.Select(id => new StockPool
                {
                    Id = id,
                    Counted = held,
                    Allocated = held,
                    Open = perSku,
                    BackOrdered = perSku - held,
                    LastHeldPriority = held > 0 ? 0 : null,
                    LastHeldQueuedAt = 10_000_000L + lines,
                })
                .ToList(),
            nameof(StockPool.Counted),
            nameof(StockPool.Allocated),
            nameof(StockPool.Open),
            nameof(StockPool.BackOrdered),
            nameof(StockPool.LastHeldPriority),
            nameof(StockPool.LastHeldQueuedAt)
        );
        if (held > 0)
            transaction.Insert(
                ids.Select(id => new StockLevel
                    {
                        SkuId = id,
                        WarehouseId = warehouse,
                        OnHand = held,
                    })
                    .ToList()
            );
        await transaction.CommitAsync(CancellationToken.None);
        await shop.SettleAsync();
    }
}
