using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Cli.Replay;

/// <summary>The results of the cancellations of Online Retail, in units.</summary>
internal sealed record RetailTakenBackFigures
{
    /// <summary>Lines of cancellations.</summary>
    public long Lines { get; set; }

    /// <summary>Units that were still open, and were cancelled.</summary>
    public long UnitsCancelled { get; set; }

    /// <summary>Units that were shipped, and came back.</summary>
    public long UnitsReturned { get; set; }

    /// <summary>Lines of which some units match no sale.</summary>
    public long LinesUnmatched { get; set; }

    /// <summary>Units that match no sale.</summary>
    public long UnitsUnmatched { get; set; }
}

/// <summary>Plays Online Retail into the ledger, day by day.</summary>
internal sealed class RetailReplay(ReplayLedger ledger, OnlineRetail retail, ReplenishmentOptions options)
{
    private const string Company = "RETAIL";
    private const string Main = "MAIN";
    private const string Returns = "RETURNS";

    // The last minute of the day, after the last order of it.
    private static readonly TimeSpan Close = new(23, 59, 0);

    private readonly WeeklySales sales = new(options.LookBackWeeks);
    private readonly RetailCancellations cancellations = new();
    private readonly Dictionary<string, Sold> sold = [];
    private readonly SortedDictionary<DateTimeOffset, List<NewPurchaseOrder>> due = [];

    public RetailTakenBackFigures TakenBack { get; } = new();

    public long PurchaseOrders { get; private set; }

    /// <summary>Plays everything.</summary>
    /// <param name="progress">Told how many invoices of how many are played.</param>
    public async Task RunAsync(Action<long, long> progress)
    {
        if (retail.Invoices.Count == 0)
            return;
        var first = DayOf(retail.Invoices[0].Time);
        var last = DayOf(retail.Invoices[^1].Time);
        await SetUpAsync(first);
        var next = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (day.DayOfWeek == DayOfWeek.Monday)
            {
                await ReceiveAsync(day);
                if (day > first)
                    await ReviewAsync(day);
            }
            var end = next;
            while (end < retail.Invoices.Count && DayOf(retail.Invoices[end].Time) == day)
                end++;
            await PlayAsync(retail.Invoices.Skip(next).Take(end - next));
            next = end;
            foreach (var shipped in await ledger.ShipHeldAsync(Main, day + Close))
            {
                foreach (var line in shipped.Lines)
                    sold[shipped.Number].Shipped[line.Line - 1] = line.Shipped;
            }
            progress(next, retail.Invoices.Count);
        }
    }

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private async Task SetUpAsync(DateTimeOffset at)
    {
        await ledger.DoneAsync(new PutCompany(new(Company, "Online Retail")), at);
        await ledger.DoneAsync(new PutWarehouse(new(Main, "Main warehouse", WarehouseType.Normal, true)), at);
        await ledger.DoneAsync(new PutWarehouse(new(Returns, "Returns", WarehouseType.Return, false)), at);
        foreach (var sku in retail.Names.Keys)
            vendors.Add(ReplenishmentPolicy.VendorOf(sku, options));
        foreach (var vendor in vendors)
        {
            var leadTimeDays = 7 * ReplenishmentPolicy.LeadWeeksOf(vendor);
            await ledger.DoneAsync(new PutVendor(new(vendor, $"Vendor {vendor}", LeadTimeDays: leadTimeDays)), at);
        }
        var skus = retail.Names.OrderBy(n => n.Key, StringComparer.Ordinal);
        foreach (var chunk in skus.Chunk(PutProducts.ProductsMax))
        {
            await ledger.DoneAsync(
                new PutProducts([
                    .. chunk.Select(n => new ProductRequest(n.Key, n.Value, Vendor: ReplenishmentPolicy.VendorOf(n.Key, options))),
                ]),
                at
            );
            // A SKU is not ordered before its first sale, so the opening units can be there from the start.
            if (options.OpeningUnits > 0)
                await ledger.DoneAsync(new CountStock([.. chunk.Select(n => new StockCount(n.Key, Main, options.OpeningUnits))]), at);
        }
    }

    private readonly SortedSet<string> vendors = new(StringComparer.Ordinal);

    private async Task PlayAsync(IEnumerable<RetailInvoice> invoices)
    {
        var orders = new List<(LedgerCommand<OrderView>, DateTimeOffset)>();
        var returns = new List<(LedgerCommand<StockChanged>, DateTimeOffset)>();
        foreach (var invoice in invoices)
        {
            if (invoice.IsCancellation)
                TakeBack(invoice, orders, returns);
            else
                orders.Add((Sell(invoice), invoice.Time));
        }
        await ledger.AllAsync(orders);
        await ledger.AllAsync(returns);
    }

    private CreateOrder Sell(RetailInvoice sale)
    {
        cancellations.Sell(sale);
        foreach (var line in sale.Lines)
            sales.Sell(line.Sku, line.Quantity);
        sold.Add(sale.Number, new Sold(sale));
        var customer = sale.Customer is { } id
            ? new NewOrderCustomer($"Customer {id}", $"customer-{id}@example.com")
            : new NewOrderCustomer("Unknown customer", "unknown@example.com");
        return new CreateOrder(
            new NewOrder(
                Company,
                customer,
                [.. sale.Lines.Select(l => new NewOrderLine(l.Sku, l.Quantity, l.UnitPrice))],
                sale.Number,
                "online",
                sale.Time,
                ShipTo: new Address { Region = sale.Country }
            )
        );
    }

    /// <summary>Open units of the sales are cancelled, shipped units are returned.</summary>
    private void TakeBack(
        RetailInvoice cancellation,
        List<(LedgerCommand<OrderView>, DateTimeOffset)> orders,
        List<(LedgerCommand<StockChanged>, DateTimeOffset)> returns
    )
    {
        var open = new SortedDictionary<(string Invoice, int Line), int>();
        var returned = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in cancellation.Lines)
        {
            TakenBack.Lines++;
            var unmatched = line.Quantity;
            foreach (var taken in cancellations.TakeBack(cancellation, line))
            {
                unmatched -= taken.Units;
                var sale = sold[taken.Invoice];
                var cancelled = Math.Min(taken.Units, sale.OpenOf(taken.Line));
                sale.Cancelled[taken.Line - 1] += cancelled;
                TakenBack.UnitsCancelled += cancelled;
                TakenBack.UnitsReturned += taken.Units - cancelled;
                if (cancelled > 0)
                    open[(taken.Invoice, taken.Line)] = open.GetValueOrDefault((taken.Invoice, taken.Line)) + cancelled;
                if (cancelled < taken.Units)
                    returned[line.Sku] = returned.GetValueOrDefault(line.Sku) + taken.Units - cancelled;
            }
            TakenBack.UnitsUnmatched += unmatched;
            if (unmatched > 0)
                TakenBack.LinesUnmatched++;
        }
        foreach (var invoice in open.GroupBy(o => o.Key.Invoice))
        {
            var request = new CancelRequest([.. invoice.Select(o => new LineQuantity(o.Key.Line, o.Value))]);
            orders.Add((new CancelOrder(invoice.Key, request), cancellation.Time));
        }
        if (returned.Count > 0)
        {
            var reason = $"invoice {cancellation.Number}";
            returns.Add(
                (new AdjustStock([.. returned.Select(r => new StockAdjustment(r.Key, Returns, r.Value, reason))]), cancellation.Time)
            );
        }
    }

    private async Task ReceiveAsync(DateTimeOffset monday)
    {
        var arrived = new List<(LedgerCommand<ReceiptView>, DateTimeOffset)>();
        while (due.Count > 0 && due.First() is var (at, orders) && at <= monday)
        {
            due.Remove(at);
            foreach (var order in orders)
            {
                var lines = order.Lines.Select(l => new ReceiptRequestLine(l.Sku, l.Quantity));
                arrived.Add((new ReceivePurchaseOrder(order.Number!, new ReceiptRequest($"GOODS-{order.Number}", [.. lines])), monday));
            }
        }
        await ledger.AllAsync(arrived);
    }

    private async Task ReviewAsync(DateTimeOffset monday)
    {
        var pools = await ledger.PoolsAsync();
        IReadOnlyList<ReplenishmentLine> lines = [];
        sales.EndWeek(() => lines = ReplenishmentPolicy.Review(monday, sales.Skus.Select(sku => PositionOf(sku, pools[sku])), options));
        var orders = new List<NewPurchaseOrder>();
        foreach (var vendor in lines.GroupBy(l => l.Vendor))
        {
            foreach (var (part, chunk) in vendor.Chunk(CreatePurchaseOrder.LinesMax).Index())
            {
                var number = $"{monday:yyyyMMdd}-{vendor.Key}" + (part == 0 ? "" : $"-{part + 1}");
                var request = new NewPurchaseOrder(
                    vendor.Key,
                    [.. chunk.Select(l => new NewPurchaseOrderLine(l.Sku, l.Quantity, l.ExpectedAt))],
                    Main,
                    number
                );
                orders.Add(request);
                if (!due.TryGetValue(chunk[0].ExpectedAt, out var together))
                    due.Add(chunk[0].ExpectedAt, together = []);
                together.Add(request);
            }
        }
        PurchaseOrders += orders.Count;
        await ledger.AllAsync(orders.ConvertAll(o => ((LedgerCommand<PurchaseOrderView>)new CreatePurchaseOrder(o), monday)));
    }

    private SkuPosition PositionOf(string sku, StockPool pool)
    {
        var (units, weeks) = sales.Of(sku);
        return new SkuPosition(sku, units, weeks, pool.Available, pool.OnOrder, pool.BackOrdered);
    }

    /// <summary>A sale, and the status of each line.</summary>
    private sealed record Sold(RetailInvoice Sale)
    {
        public int[] Shipped { get; } = new int[Sale.Lines.Count];

        public int[] Cancelled { get; } = new int[Sale.Lines.Count];

        public int OpenOf(int line) => Sale.Lines[line - 1].Quantity - Shipped[line - 1] - Cancelled[line - 1];
    }
}
