namespace Raincheck.Cli.Replay;

/// <summary>Reads a folder of Wide World Importers (Microsoft SQL Server samples).</summary>
/// <remarks>
/// A shortage moved whole lines into a follow-up order, which <c>BackorderOrderID</c> names; a follow-up order can have one
/// itself. Here the lines return to the order that the customer gave, so that it is the replay that finds what is short.
/// </remarks>
internal static class WideWorldSource
{
    // The data gives orders a day only. Receipts are recorded at 7, picking at 11.
    private const int OrderHour = 9;

    /// <summary>Reads the folder.</summary>
    /// <exception cref="InvalidDataException">A column or a row that another names is missing, or a cell is not what its column says.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public static WideWorld Read(string folder)
    {
        var vendors = ReadVendors(folder);
        var movements = ReadMovements(folder);
        var products = ReadProducts(folder, Opening(movements));
        var orders = ReadOrders(folder, out var ordersRead);
        return new WideWorld(vendors, products, orders, ReadPurchaseOrders(folder, products), movements, ordersRead);
    }

    /// <summary>The smallest opening stock of each SKU that never makes its holdings negative.</summary>
    /// <param name="movements">Movements in time order.</param>
    public static IReadOnlyDictionary<string, long> Opening(IEnumerable<WideWorldMovement> movements)
    {
        var lows = new Dictionary<string, (long Sum, long Low)>();
        foreach (var movement in movements)
        {
            var (sum, low) = lows.GetValueOrDefault(movement.Sku);
            sum += movement.Units;
            lows[movement.Sku] = (sum, Math.Min(low, sum));
        }
        return lows.ToDictionary(l => l.Key, l => -l.Value.Low);
    }

    private static string Sku(int stockItemId) => $"WWI-{stockItemId:000}";

    private static string Vendor(int supplierId) => $"S{supplierId:00}";

    private static List<WideWorldVendor> ReadVendors(string folder)
    {
        using var file = DataFile.OpenIn(folder, "Suppliers", "SupplierID", "SupplierName");
        var vendors = new List<WideWorldVendor>();
        while (file.Read())
            vendors.Add(new(Vendor(file.Int("SupplierID")), file.Text("SupplierName")));
        return vendors;
    }

    private static List<WideWorldProduct> ReadProducts(string folder, IReadOnlyDictionary<string, long> opening)
    {
        using var file = DataFile.OpenIn(
            folder,
            "StockItems",
            "StockItemID",
            "StockItemName",
            "SupplierID",
            "LeadTimeDays",
            "QuantityPerOuter",
            "UnitPrice"
        );
        var products = new List<WideWorldProduct>();
        while (file.Read())
        {
            var sku = Sku(file.Int("StockItemID"));
            products.Add(
                new(
                    sku,
                    file.Text("StockItemName"),
                    Vendor(file.Int("SupplierID")),
                    file.Int("LeadTimeDays"),
                    file.Int("QuantityPerOuter"),
                    file.Decimal("UnitPrice"),
                    opening.GetValueOrDefault(sku)
                )
            );
        }
        return products;
    }

    private static List<WideWorldMovement> ReadMovements(string folder)
    {
        using var file = DataFile.OpenIn(
            folder,
            "StockItemTransactions",
            "StockItemID",
            "TransactionTypeID",
            "TransactionOccurredWhen",
            "Quantity"
        );
        var movements = new List<WideWorldMovement>();
        while (file.Read())
        {
            movements.Add(
                new(
                    file.Time("TransactionOccurredWhen"),
                    Sku(file.Int("StockItemID")),
                    (WideWorldMovementType)file.Int("TransactionTypeID"),
                    file.Int("Quantity")
                )
            );
        }
        return [.. movements.OrderBy(m => m.At).ThenByDescending(m => m.Units)];
    }

    private static List<WideWorldOrder> ReadOrders(string folder, out int ordersRead)
    {
        var lines = ReadOrderLines(folder);
        var heads = new Dictionary<int, (int Id, DateTimeOffset Day, string Customer, int? FollowUp)>();
        using var file = DataFile.OpenIn(folder, "Orders", "OrderID", "CustomerID", "BackorderOrderID", "OrderDate");
        while (file.Read())
        {
            int? followUp = file.Text("BackorderOrderID").Length == 0 ? null : file.Int("BackorderOrderID");
            heads.Add(file.Int("OrderID"), (file.Int("OrderID"), file.Time("OrderDate"), file.Text("CustomerID"), followUp));
        }
        ordersRead = heads.Count;

        var followUps = heads.Values.Where(h => h.FollowUp is not null).Select(h => h.FollowUp!.Value).ToHashSet();
        var orders = new List<WideWorldOrder>();
        foreach (var head in heads.Values.Where(h => !followUps.Contains(h.Id)).OrderBy(h => h.Day).ThenBy(h => h.Id))
        {
            var all = new List<WideWorldLine>(lines[head.Id]);
            // A chain longer than there are orders runs in a circle.
            var steps = 0;
            for (var next = head.FollowUp; next is { } id; next = heads[id].FollowUp)
            {
                if (!heads.ContainsKey(id) || steps++ > heads.Count)
                    throw new InvalidDataException($"Orders: the follow-up order {id} is missing, or follows itself.");
                all.AddRange(lines[id].Select(l => l with { FollowUp = Number(id) }));
            }
            if (all.Count > 0)
                orders.Add(new(Number(head.Id), head.Day.AddHours(OrderHour), head.Customer, all));
        }
        return orders;
    }

    private static string Number(int orderId) => $"WWI-{orderId}";

    private static ILookup<int, WideWorldLine> ReadOrderLines(string folder)
    {
        using var file = DataFile.OpenIn(
            folder,
            "OrderLines",
            "OrderLineID",
            "OrderID",
            "StockItemID",
            "Quantity",
            "UnitPrice",
            "PickingCompletedWhen"
        );
        var lines = new List<(int Order, int Id, WideWorldLine Line)>();
        while (file.Read())
        {
            var line = new WideWorldLine(
                Sku(file.Int("StockItemID")),
                file.Int("Quantity"),
                file.Decimal("UnitPrice"),
                FollowUp: null,
                file.TimeOrNull("PickingCompletedWhen")
            );
            lines.Add((file.Int("OrderID"), file.Int("OrderLineID"), line));
        }
        return lines.OrderBy(l => l.Id).ToLookup(l => l.Order, l => l.Line);
    }

    private static List<WideWorldPurchaseOrder> ReadPurchaseOrders(string folder, IEnumerable<WideWorldProduct> products)
    {
        var unitsPerOuter = products.ToDictionary(p => p.Sku, p => p.UnitsPerOuter);
        var lines = new List<(int Order, WideWorldPurchaseLine Line)>();
        using (
            var file = DataFile.OpenIn(
                folder,
                "PurchaseOrderLines",
                "PurchaseOrderID",
                "StockItemID",
                "OrderedOuters",
                "ReceivedOuters",
                "LastReceiptDate"
            )
        )
        {
            while (file.Read())
            {
                var sku = Sku(file.Int("StockItemID"));
                if (!unitsPerOuter.TryGetValue(sku, out var units))
                    throw new InvalidDataException($"PurchaseOrderLines: the stock item of {sku} is missing.");
                // Receipts are recorded by their day; the movements put them at 7 in the morning.
                var receivedAt = file.TimeOrNull("LastReceiptDate")?.AddHours(7);
                lines.Add(
                    (
                        file.Int("PurchaseOrderID"),
                        new(sku, file.Int("OrderedOuters") * units, file.Int("ReceivedOuters") * units, receivedAt)
                    )
                );
            }
        }
        var byOrder = lines.ToLookup(l => l.Order, l => l.Line);

        using var heads = DataFile.OpenIn(folder, "PurchaseOrders", "PurchaseOrderID", "SupplierID", "OrderDate", "ExpectedDeliveryDate");
        var orders = new List<(int Id, WideWorldPurchaseOrder Order)>();
        while (heads.Read())
        {
            var id = heads.Int("PurchaseOrderID");
            orders.Add(
                (
                    id,
                    new(
                        $"WWI-P{id}",
                        Vendor(heads.Int("SupplierID")),
                        heads.Time("OrderDate"),
                        heads.Time("ExpectedDeliveryDate"),
                        [.. byOrder[id]]
                    )
                )
            );
        }
        return [.. orders.OrderBy(o => o.Order.OrderedAt).ThenBy(o => o.Id).Select(o => o.Order)];
    }
}
