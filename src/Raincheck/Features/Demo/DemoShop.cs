using System.Text.Json;
using System.Text.Json.Serialization;
using Raincheck.Core;
using Raincheck.Features.Import;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;

namespace Raincheck.Features.Demo;

/// <summary>The shop that <c>raincheck demo</c> shows: a slice of Online Retail II, see <c>data/ATTRIBUTION.md</c>.</summary>
/// <param name="Settings">Settings that differ from the usual ones.</param>
/// <param name="Companies">The brands.</param>
/// <param name="Vendors">Its vendors.</param>
/// <param name="Warehouses">One of each type that the demo needs.</param>
/// <param name="Products">Plain products first, then shadows, then kits; a replacement may stand further down.</param>
/// <param name="Stock">The stock on hand.</param>
/// <param name="PurchaseOrders">The pending purchase orders; some are late.</param>
/// <param name="Orders">Orders by time, the newest of yesterday or today.</param>
internal sealed record DemoShop(
    SettingsPatch Settings,
    IReadOnlyList<CompanyView> Companies,
    IReadOnlyList<VendorView> Vendors,
    IReadOnlyList<WarehouseView> Warehouses,
    IReadOnlyList<ProductRequest> Products,
    IReadOnlyList<StockCount> Stock,
    IReadOnlyList<NewPurchaseOrder> PurchaseOrders,
    IReadOnlyList<NewOrder> Orders
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads the shop and moves its times by whole days, so that its last day is the day before <paramref name="now"/>.</summary>
    public static DemoShop Load(DateTimeOffset now)
    {
        using var stream = Open("shop.json");
        var shop = JsonSerializer.Deserialize<ShopFile>(stream, Json)!;
        var shift = TimeSpan.FromDays(Math.Floor((now - shop.Anchor).TotalDays));
        return new DemoShop(
            shop.Settings,
            shop.Companies,
            shop.Vendors,
            shop.Warehouses,
            [.. Read("products.csv", ProductFile.Open).Select(edit => edit.Values)],
            Read("stock.csv", StockFile.Open),
            [.. Read("purchase-orders.csv", PurchaseOrderFile.Open).Select(order => Move(order, shift))],
            [.. Read("orders.csv", OrderFile.Open).Select(o => o.Order).Select(order => order with { OrderedAt = order.OrderedAt + shift })]
        );
    }

    private sealed record ShopFile(
        DateTimeOffset Anchor,
        IReadOnlyList<CompanyView> Companies,
        IReadOnlyList<VendorView> Vendors,
        IReadOnlyList<WarehouseView> Warehouses,
        SettingsPatch Settings
    );

    private static NewPurchaseOrder Move(NewPurchaseOrder order, TimeSpan shift) =>
        order with
        {
            Lines = [.. order.Lines.Select(line => line with { ExpectedAt = line.ExpectedAt + shift })],
        };

    private static List<T> Read<T>(string name, Func<Stream, ImportOptions, Outcome<ImportFile<T>>> open)
        where T : class
    {
        using var file = open(Open(name), new ImportOptions()).Value;
        var values = new List<T>();
        foreach (var item in file.Read())
        {
            var value =
                item.Value ?? throw new InvalidOperationException($"{name}, line {item.Rejects[0].Row.Line}: {item.Rejects[0].Reason}");
            values.Add(value);
        }
        return values;
    }

    private static Stream Open(string name) =>
        typeof(DemoShop).Assembly.GetManifestResourceStream($"demo/{name}")
        ?? throw new InvalidOperationException($"The program was built without demo/{name}.");
}
