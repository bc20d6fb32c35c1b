using Raincheck.Core.Orders;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders.Search;
using Raincheck.Features.Products;
using Raincheck.Ledger.Store;

namespace Raincheck.Bench;

/// <summary>
/// A shop of so many orders as years leave them: most are done, those of late are open, some of them wait. Brands, products and
/// customers are few big ones and many small ones, in the same shares for any number of orders.
/// </summary>
internal static class ListShop
{
    /// <summary>Sold by every tenth line.</summary>
    public const string BestSeller = "S0";

    /// <summary>On three orders, however many there are; so is the brand of that name, and the customer.</summary>
    public const string Rare = "RARE";

    /// <summary>A product and a brand without orders.</summary>
    public const string Never = "NEVER";

    /// <summary>In the e-mail address of each of the oldest orders: a fiftieth of all.</summary>
    public const string Oldest = "founders";

    private const int Companies = 20;
    private const int Products = 10_000;
    private const int ChunkOrders = 20_000;
    private const long FirstId = 1001;

    private static readonly string[] Domains = ["gmail.example", "web.example", "mail.example", "company.example", "shop.example"];
    private static readonly string[] Syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu", "va", "wel", "kan", "mor"];

    /// <summary>Fills an empty shop; one that was filled before stays as it is.</summary>
    public static async Task FillAsync(BenchShop shop, int orders)
    {
        var filled = 0L;
        await using (var snapshot = await shop.SnapshotAsync())
            await snapshot.ReadAsync("SELECT count(*) FROM orders", [], r => filled = r.GetInt64(0));
        if (filled == orders)
            return;
        await MakeCatalogueAsync(shop);
        await MakeOrdersAsync(shop, orders);
        await new SearchIndex(shop.Ledger).CatchUpAsync(CancellationToken.None);
        await shop.SettleAsync();
    }

    /// <summary>Fills an empty shop with products, of which a third are short, most of them of a few units.</summary>
    public static async Task FillProductsAsync(BenchShop shop, int products)
    {
        if ((await shop.Ledger.CatalogueAsync()).Products.Any())
            return;
        foreach (var chunk in Enumerable.Range(0, products).Chunk(1000))
            await shop.DoneAsync(
                new PutProducts([.. chunk.Select(i => new ProductRequest($"SKU-{i * 7919L % 1_000_003}", $"Product number {i}"))])
            );
        await using (var transaction = await LedgerStore.Of(shop.Client).BeginAsync(LockMode.Exclusive, CancellationToken.None))
        {
            transaction.Execute(
                $"UPDATE stock_pools SET open = 2000, back_ordered = CASE WHEN id % {products / 4} = 1 THEN 1000 + id % 7 ELSE id % 9 + 1 END WHERE id % 3 = 1"
            );
            await transaction.CommitAsync(CancellationToken.None);
        }
        await shop.SettleAsync();
    }

    private static async Task MakeCatalogueAsync(BenchShop shop)
    {
        foreach (var code in Enumerable.Range(0, Companies).Select(i => $"C{i}").Concat([Rare, Never]))
            await shop.DoneAsync(new PutCompany(new(code, $"Brand {code}")));
        var skus = Enumerable.Range(0, Products).Select(i => $"S{i}").Concat([Rare, Never]);
        foreach (var chunk in skus.Chunk(1000))
            await shop.DoneAsync(new PutProducts([.. chunk.Select(s => new ProductRequest(s, $"Product {s}"))]));
    }

    private static async Task MakeOrdersAsync(BenchShop shop, int count)
    {
        var random = new Random(1);
        var catalogue = await shop.Ledger.CatalogueAsync();
        var companies = Enumerable.Range(0, Companies).Select(i => catalogue.FindCompany($"C{i}")!.Id).ToArray();
        var skus = Enumerable.Range(0, Products).Select(i => catalogue.FindProduct($"S{i}")!.Id).ToArray();
        var rareCompany = catalogue.FindCompany(Rare)!.Id;
        var rareSku = catalogue.FindProduct(Rare)!.Id;
        for (var from = 0; from < count; from += ChunkOrders)
        {
            var orders = new List<Order>();
            var lines = new List<OrderLine>();
            for (var i = from; i < Math.Min(count, from + ChunkOrders); i++)
            {
                var isRare = i == count / 7 || i == count / 3 || i == count - 5;
                var order = MakeOrder(random, i, count, isRare ? rareCompany : companies[Skewed(random, Companies)], isRare);
                for (var line = 1; line <= 1 + i % 3; line++)
                {
                    var sku = isRare && line == 1 ? rareSku : skus[random.Next(10) == 0 ? 0 : random.Next(Products)];
                    lines.Add(MakeLine(order, line, sku, line == 1 + i % 3));
                }
                Total(order, lines);
                orders.Add(order);
            }
            await using var transaction = await LedgerStore.Of(shop.Client).BeginAsync(LockMode.Shared, CancellationToken.None);
            transaction.Insert(orders);
            transaction.Insert(lines);
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private static Order MakeOrder(Random random, int i, int count, int company, bool isRare)
    {
        var id = FirstId + i;
        // Most came in as they were ordered, some late.
        var time = 1_600_000_000_000_000L + i * 60_000_000L - (random.Next(20) == 0 ? random.Next(1000) * 3_600_000_000L : 0);
        var (first, last) = (Name(random, 2), Name(random, 3));
        return new Order
        {
            Id = id,
            Number = random.Next(4) == 0 ? $"WEB-{count * 7L - i * 3L}" : $"{id}",
            CompanyId = company,
            OrderedAt = time,
            QueuedAt = time,
            FamilyId = id,
            Status = StatusOf(random, (double)i / count),
            CustomerName = isRare ? "Zebedee Quux" : $"{first} {last}",
            CustomerEmail =
                isRare ? "zebedee@quux.example"
                : i < count / 50 ? $"{first}.{last}@{Oldest}.example"
                : $"{first}.{last}{random.Next(100)}@{Domains[Skewed(random, Domains.Length)]}",
        };
    }

    /// <summary>Of the last third most are open, of what came before nearly none.</summary>
    private static OrderStatus StatusOf(Random random, double age) =>
        random.Next(1000) switch
        {
            < 10 => OrderStatus.Cart,
            < 25 => OrderStatus.Quote,
            < 65 => OrderStatus.Cancelled,
            < 70 => OrderStatus.Void,
            < 75 => OrderStatus.Problem,
            < 100 when age > 0.66 => OrderStatus.OnHold,
            < 900 when age > 0.66 => OrderStatus.InProcess,
            < 110 => OrderStatus.InProcess,
            _ => OrderStatus.Completed,
        };

    private static OrderLine MakeLine(Order order, int line, int sku, bool isLast)
    {
        var quantity = 1 + (int)(order.Id % 4);
        var counts = order.Status.IsOpen();
        var made = new OrderLine
        {
            OrderId = order.Id,
            Line = line,
            SkuId = sku,
            PoolId = sku,
            Quantity = quantity,
            Shipped = order.Status == OrderStatus.Completed ? quantity : 0,
            Cancelled = order.Status == OrderStatus.Cancelled ? quantity : 0,
            Counts = counts,
            QueuedAt = order.QueuedAt,
            FamilyId = order.FamilyId,
            OrderedAt = order.OrderedAt,
            OrderStatus = order.Status,
        };
        // A fifth of the open orders wait as a whole, a fifth for their last line.
        var waits = counts && (order.Id % 5 == 0 || (order.Id % 5 == 1 && isLast));
        made.Hold(new(counts && !waits ? quantity : 0, 0, 0));
        return made;
    }

    private static void Total(Order order, List<OrderLine> lines)
    {
        var first = lines.FindLastIndex(l => l.OrderId != order.Id) + 1;
        for (var i = first; i < lines.Count; i++)
            order.AddUnits(lines[i].Open, lines[i].BackOrdered);
        for (var i = first; i < lines.Count; i++)
            lines[i].FollowState(order);
    }

    private static string Name(Random random, int syllables) =>
        string.Concat(Enumerable.Range(0, syllables).Select(_ => Syllables[random.Next(Syllables.Length)]));

    /// <summary>The first of so many is drawn most often.</summary>
    private static int Skewed(Random random, int count) => (int)(count * Math.Pow(random.NextDouble(), 3));
}
