using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>
/// Checks what serves lines beside the queue (rules 4 and 7): links and the units of lines, of purchase orders and of vendors
/// are the same units, pins are where they are said to be, and the dropship status of orders and on-order sums follow.
/// </summary>
internal sealed class ServingAuditor(LedgerTransaction snapshot, Catalogue catalogue, List<Violation> violations)
{
    /// <summary>Units still to come of line <c>l</c> of a purchase order; less than nothing where more came than was ordered.</summary>
    private const string Pending = "l.quantity - l.received - l.cancelled";

    public async Task RunAsync(CancellationToken cancel)
    {
        await CheckLinesAsync(cancel);
        await CheckPinsAsync(cancel);
        await CheckPurchaseOrdersAsync(cancel);
        await CheckOnOrderAsync(cancel);
        await CheckStatusesAsync(cancel);
    }

    private Task CheckLinesAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
            $"""
            SELECT l.order_id, l.line, l.linked, l.dropshipped, coalesce(k.linked, 0), coalesce(k.with_vendor, 0)
            FROM order_lines l LEFT JOIN (
                SELECT k.order_id, k.line, sum(CASE WHEN p.type = {(int)PurchaseOrderType.Regular} THEN k.quantity ELSE 0 END) AS linked,
                       sum(CASE WHEN p.type = {(int)PurchaseOrderType.Dropship} THEN k.quantity ELSE 0 END) AS with_vendor
                FROM purchase_order_links k JOIN purchase_orders p ON p.id = k.purchase_order_id GROUP BY k.order_id, k.line) k
              ON k.order_id = l.order_id AND k.line = l.line
            WHERE l.linked <> coalesce(k.linked, 0) OR l.dropshipped <> coalesce(k.with_vendor, 0)
               OR l.pinned < 0 OR l.pinned > l.firm_wanted OR l.linked < 0
               OR l.linked + l.firm_wanted - l.pinned > l.quantity - l.shipped - l.cancelled - l.dropshipped
            """,
            [],
            r =>
                violations.Add(
                    new Violation(
                        4,
                        $"order {r.GetInt64(0)} line {r.GetInt32(1)}",
                        $"linked are {r.GetInt32(2)} units and with vendors {r.GetInt32(3)}; its links have {r.GetValue(4)} and {r.GetValue(5)}, or its pin is out of range"
                    )
                ),
            cancel
        );

    private async Task CheckPinsAsync(CancellationToken cancel)
    {
        foreach (
            var (sql, what) in new[]
            {
                (
                    "SELECT l.order_id, l.line FROM order_lines l WHERE l.pinned > 0 AND NOT EXISTS (SELECT 1 FROM pins p WHERE p.order_id = l.order_id AND p.line = l.line)",
                    "its units are pinned, and there is no reason for it"
                ),
                (
                    "SELECT p.order_id, p.line FROM pins p WHERE NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = p.order_id AND l.line = p.line AND l.pinned > 0)",
                    "there is a pin of no units"
                ),
            }
        )
        {
            await snapshot.ReadAsync(
                sql,
                [],
                r => violations.Add(new Violation(4, $"order {r.GetInt64(0)} line {r.GetInt32(1)}", what)),
                cancel
            );
        }
    }

    /// <summary>No purchase order is to bring more to lines than it has to come; of a vendor's, everything is some line's.</summary>
    private Task CheckPurchaseOrdersAsync(CancellationToken cancel) =>
        snapshot.ReadAsync(
            $"""
            SELECT p.number, k.sku_id, k.units, coalesce(l.units, 0)
            FROM (SELECT purchase_order_id, sku_id, sum(quantity) AS units FROM purchase_order_links GROUP BY purchase_order_id, sku_id) k
            JOIN purchase_orders p ON p.id = k.purchase_order_id
            LEFT JOIN (SELECT l.purchase_order_id, l.sku_id, sum({Pending}) AS units
                FROM purchase_order_lines l WHERE {Pending} > 0 GROUP BY l.purchase_order_id, l.sku_id) l
              ON l.purchase_order_id = k.purchase_order_id AND l.sku_id = k.sku_id
            WHERE k.units > 0 AND k.units > coalesce(l.units, 0)
               OR p.order_id IS NOT NULL AND k.units <> coalesce(l.units, 0)
            """,
            [],
            r =>
                violations.Add(
                    new Violation(
                        7,
                        $"purchase order {r.GetString(0)}",
                        $"{r.GetValue(2)} units of {catalogue.Sku(r.GetInt32(1))} are linked to orders; {r.GetValue(3)} are to come"
                    )
                ),
            cancel
        );

    private async Task CheckOnOrderAsync(CancellationToken cancel)
    {
        var pending = new Dictionary<int, long>();
        await snapshot.ReadAsync(
            $"""
            SELECT l.sku_id, {Pending}
            FROM purchase_order_lines l JOIN purchase_orders p ON p.id = l.purchase_order_id
            WHERE p.type = {(int)PurchaseOrderType.Regular} AND {Pending} > 0
            """,
            [],
            r =>
            {
                var pool = catalogue.PoolOf(r.GetInt32(0));
                pending[pool] = pending.GetValueOrDefault(pool) + r.GetInt64(1);
            },
            cancel
        );
        await snapshot.ReadAsync(
            "SELECT id, on_order FROM stock_pools",
            [],
            r =>
            {
                var expected = pending.GetValueOrDefault(r.GetInt32(0));
                if (expected != r.GetInt64(1))
                    violations.Add(
                        new Violation(
                            7,
                            catalogue.Sku(r.GetInt32(0)),
                            $"on order are {r.GetInt64(1)}; purchase orders have {expected} to come"
                        )
                    );
            },
            cancel
        );
    }

    private async Task CheckStatusesAsync(CancellationToken cancel)
    {
        var links = new Dictionary<long, List<(PurchaseOrderLink, PurchaseOrder)>>();
        await snapshot.ReadAsync(
            """
            SELECT k.order_id, k.quantity, k.processed, p.type, p.dropship_status
            FROM purchase_order_links k JOIN purchase_orders p ON p.id = k.purchase_order_id
            """,
            [],
            r =>
            {
                if (!links.TryGetValue(r.GetInt64(0), out var ofOrder))
                    links.Add(r.GetInt64(0), ofOrder = []);
                ofOrder.Add(
                    (
                        new PurchaseOrderLink { Quantity = r.GetInt32(1), Processed = r.GetInt32(2) },
                        new PurchaseOrder { Type = (PurchaseOrderType)r.GetInt32(3), DropshipStatus = (DropshipStatus)r.GetInt32(4) }
                    )
                );
            },
            cancel
        );
        await snapshot.ReadAsync(
            "SELECT id, number, dropship_status FROM orders WHERE dropship_status > 0 OR id IN (SELECT order_id FROM purchase_order_links)",
            [],
            r =>
            {
                var stored = (DropshipStatus)r.GetInt32(2);
                var expected = Dropshipping.StatusOf(links.GetValueOrDefault(r.GetInt64(0)) ?? []);
                if (stored != expected)
                    violations.Add(
                        new Violation(4, $"order {r.GetString(1)}", $"its dropship status is {stored}; its links make it {expected}")
                    );
            },
            cancel
        );
    }
}
