using System.Runtime.InteropServices;
using System.Text.Json;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>
/// Checks stock (rules 5 and 7): every unit in a warehouse has journal entries, what was received has receipts, and what left
/// was shipped on orders.
/// </summary>
internal sealed class StockAuditor(LedgerTransaction snapshot, Catalogue catalogue, List<Violation> violations)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        await ReplayAsync(cancel);
        await CheckReceiptsAsync(cancel);
    }

    private async Task ReplayAsync(CancellationToken cancel)
    {
        var onHand = new Dictionary<(int Sku, string Warehouse), long>();
        var received = new Dictionary<(int Sku, string Warehouse), long>();
        var transferred = new Dictionary<int, long>();
        var shipped = 0L;
        await snapshot.ReadAsync(
            "SELECT sku_id, kind, data FROM journal WHERE sku_id IS NOT NULL",
            [],
            r =>
            {
                using var json = JsonDocument.Parse(r.GetString(2));
                if (!json.RootElement.TryGetProperty("delta", out var value))
                    return;
                var (sku, kind, delta) = (r.GetInt32(0), r.GetString(1), value.GetInt64());
                var warehouse = json.RootElement.GetProperty("warehouse").GetString()!;
                CollectionsMarshal.GetValueRefOrAddDefault(onHand, (sku, warehouse), out _) += delta;
                if (kind == "stockReceived")
                    CollectionsMarshal.GetValueRefOrAddDefault(received, (sku, warehouse), out _) += delta;
                else if (kind == "stockTransferred")
                    CollectionsMarshal.GetValueRefOrAddDefault(transferred, sku, out _) += delta;
                else if (kind == "stockShipped")
                    shipped -= delta;
            },
            cancel
        );
        await snapshot.ReadAsync(
            "SELECT sku_id, warehouse_id, on_hand FROM stock_levels",
            [],
            r =>
            {
                var key = (r.GetInt32(0), catalogue.Warehouse(r.GetInt32(1)).Code);
                onHand.Remove(key, out var expected);
                if (expected != r.GetInt64(2) || expected < 0)
                    violations.Add(
                        new Violation(
                            7,
                            catalogue.Sku(key.Item1),
                            $"on hand in {key.Code} is {r.GetInt64(2)}, the journal adds up to {expected}"
                        )
                    );
            },
            cancel
        );
        foreach (var ((sku, warehouse), units) in onHand.Where(u => u.Value != 0))
            violations.Add(new Violation(7, catalogue.Sku(sku), $"the journal has {units} units in {warehouse}, and none are stored"));
        foreach (var (sku, units) in transferred.Where(t => t.Value != 0))
            violations.Add(new Violation(7, catalogue.Sku(sku), $"transfers add up to {units} units"));
        await CheckReceivedAsync(received, cancel);
        await CheckShippedAsync(shipped, cancel);
    }

    private async Task CheckReceivedAsync(Dictionary<(int Sku, string Warehouse), long> received, CancellationToken cancel)
    {
        await snapshot.ReadAsync(
            "SELECT sku_id, warehouse_id, sum(quantity) FROM receipt_lines GROUP BY sku_id, warehouse_id",
            [],
            r =>
            {
                var key = (catalogue.PoolOf(r.GetInt32(0)), catalogue.Warehouse(r.GetInt32(1)).Code);
                CollectionsMarshal.GetValueRefOrAddDefault(received, key, out _) -= Convert.ToInt64(r.GetValue(2));
            },
            cancel
        );
        foreach (var ((sku, warehouse), units) in received.Where(u => u.Value != 0))
            violations.Add(
                new Violation(7, catalogue.Sku(sku), $"{units} units came into {warehouse} that no receipt has, or the reverse")
            );
    }

    private async Task CheckShippedAsync(long stockShipped, CancellationToken cancel)
    {
        var ordersShipped = 0L;
        await snapshot.ReadAsync(
            """
            SELECT l.shipped - coalesce(k.processed, 0), l.components FROM order_lines l
            LEFT JOIN (SELECT order_id, line, sum(processed) AS processed FROM purchase_order_links GROUP BY order_id, line) k
              ON k.order_id = l.order_id AND k.line = l.line
            WHERE l.shipped > 0
            """,
            [],
            r =>
                ordersShipped +=
                    Convert.ToInt64(r.GetValue(0)) * (r.IsDBNull(1) ? 1 : KitComponentText.Parse(r.GetString(1)).Sum(c => c.PerKit)),
            cancel
        );
        if (ordersShipped != stockShipped)
            violations.Add(
                new Violation(7, "shipments", $"{stockShipped} units left the warehouses, {ordersShipped} were shipped on orders")
            );
    }

    /// <summary>Purchase orders received what their receipts say.</summary>
    private Task CheckReceiptsAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
            $"""
            SELECT p.number, l.sku_id, l.received, coalesce(s.units, 0)
            FROM purchase_order_lines l JOIN purchase_orders p ON p.id = l.purchase_order_id
            LEFT JOIN (SELECT r.purchase_order_id, i.purchase_order_line, i.sku_id, sum(i.quantity) AS units
                FROM receipts r JOIN receipt_lines i ON i.receipt_id = r.id GROUP BY r.purchase_order_id, i.purchase_order_line, i.sku_id) s
              ON s.purchase_order_id = l.purchase_order_id AND s.purchase_order_line = l.line AND s.sku_id = l.sku_id
            WHERE p.type = {(int)PurchaseOrderType.Regular} AND l.received <> coalesce(s.units, 0)
            """,
            [],
            r =>
                violations.Add(
                    new Violation(
                        7,
                        $"purchase order {r.GetString(0)}",
                        $"received of {catalogue.Sku(r.GetInt32(1))} is {r.GetInt64(2)}, its receipts have {r.GetValue(3)}"
                    )
                ),
            cancel
        );
}
