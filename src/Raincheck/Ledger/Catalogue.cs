using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Settings, products, warehouses, companies and vendors as of one version. Never changes; a change in the database has a
/// higher version, and every transaction of the ledger knows which version it must decide by.
/// </summary>
public sealed class Catalogue
{
    public static readonly JsonSerializerOptions SettingsJson = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, Company> companiesByCode;
    private readonly Dictionary<int, Company> companiesById;
    private readonly Dictionary<string, Vendor> vendorsByCode;
    private readonly Dictionary<int, Vendor> vendorsById;
    private readonly Dictionary<string, Warehouse> warehousesByCode;
    private readonly Dictionary<int, Warehouse> warehousesById;
    private readonly ILookup<int, ProductComponent> components;
    private readonly Dictionary<int, int> groupOfPool;
    private readonly ILookup<int, int> poolsOfGroup;

    private Catalogue(
        long version,
        ClientSettings settings,
        ProductIndex products,
        IReadOnlyCollection<ProductComponent> components,
        Dictionary<int, int> groupOfPool,
        IReadOnlyCollection<Company> companies,
        IReadOnlyCollection<Vendor> vendors,
        IReadOnlyCollection<Warehouse> warehouses,
        MailCatalogue mail
    )
    {
        Version = version;
        Mail = mail;
        Settings = settings;
        ProductIndex = products;
        this.components = components.ToLookup(c => c.KitId);
        this.groupOfPool = groupOfPool;
        poolsOfGroup = groupOfPool.ToLookup(g => g.Value, g => g.Key);
        companiesByCode = companies.ToDictionary(c => c.Code, StringComparer.Ordinal);
        companiesById = companies.ToDictionary(c => c.Id);
        vendorsByCode = vendors.ToDictionary(v => v.Code, StringComparer.Ordinal);
        vendorsById = vendors.ToDictionary(v => v.Id);
        warehousesByCode = warehouses.ToDictionary(w => w.Code, StringComparer.Ordinal);
        warehousesById = warehouses.ToDictionary(w => w.Id);
        CountedWarehouseIds = [.. warehouses.Where(settings.Counts).Select(w => w.Id)];
    }

    public long Version { get; }

    public ClientSettings Settings { get; }

    public ProductIndex ProductIndex { get; }

    /// <summary>Which mail goes out at which event.</summary>
    public MailCatalogue Mail { get; }

    public IEnumerable<Product> Products => ProductIndex.All;

    public IReadOnlyCollection<Company> Companies => companiesById.Values;

    public IReadOnlyCollection<Vendor> Vendors => vendorsById.Values;

    public IReadOnlyCollection<Warehouse> Warehouses => warehousesById.Values;

    /// <summary>The warehouses whose stock may be promised.</summary>
    public IReadOnlyList<int> CountedWarehouseIds { get; }

    public Product? FindProduct(string? sku) => sku is null ? null : ProductIndex.Find(sku);

    public Product Product(int id) => ProductIndex[id];

    public string Sku(int productId) => ProductIndex[productId].Sku;

    public Company? FindCompany(string? code) => code is null ? null : companiesByCode.GetValueOrDefault(code);

    public Company Company(int id) => companiesById[id];

    public Vendor? FindVendor(string? code) => code is null ? null : vendorsByCode.GetValueOrDefault(code);

    public Vendor Vendor(int id) => vendorsById[id];

    public Warehouse? FindWarehouse(string? code) => code is null ? null : warehousesByCode.GetValueOrDefault(code);

    public Warehouse Warehouse(int id) => warehousesById[id];

    /// <summary>The id of a product and those of its shadows: what is asked for of a product is asked for of these.</summary>
    public IEnumerable<int> WithShadows(Product product) => [product.Id, .. ProductIndex.ShadowsOf(product.Id)];

    /// <summary>Whether units of a product are asked for by the SKU of this one, which may be its parent's.</summary>
    /// <param name="productId">The product of the units.</param>
    /// <param name="sku">What is asked for; null for every product.</param>
    public bool IsAskedFor(int productId, string? sku) =>
        sku is null || (FindProduct(sku) is { Id: var asked } && (asked == productId || ProductIndex[productId].ShadowOfId == asked));

    /// <summary>The components of a kit as they are now; empty for any other product.</summary>
    public IEnumerable<ProductComponent> ComponentsOf(int kitId) => components[kitId];

    /// <summary>The form in which a line of this product freezes its components; null if it is no kit.</summary>
    public string? FrozenComponents(Product product) =>
        product.IsKit
            ? Core.Orders.KitComponentText.Format(ComponentsOf(product.Id).Select(c => new KitComponent(c.ComponentId, c.Quantity)))
            : null;

    /// <summary>The pool at which lines of a product queue.</summary>
    public int PoolOf(int productId) => ProductIndex[productId].PoolId;

    /// <summary>The pool that may fill what a line of this product cannot get from its own; null if none may.</summary>
    public int? ReplacementPoolOf(int productId) =>
        Settings.ConsiderReplacementSku && ProductIndex[productId].ReplacementId is { } replacement ? PoolOf(replacement) : null;

    /// <summary>The group of a pool; null for a pool alone.</summary>
    public int? GroupOf(int poolId) => groupOfPool.TryGetValue(poolId, out var group) ? group : null;

    /// <summary>The pools of a group.</summary>
    public IEnumerable<int> PoolsOf(int groupId) => poolsOfGroup[groupId];

    /// <summary>The warehouse of a new purchase order that names none: the one of the settings, else the first sellable normal one.</summary>
    public Warehouse? DefaultWarehouse =>
        Settings.DefaultWarehouseId is { } id && warehousesById.TryGetValue(id, out var chosen)
            ? chosen
            : warehousesById.Values.Where(w => w.IsSellable && w.Type == WarehouseType.Normal).MinBy(w => w.Id);

    /// <summary>The settings alone.</summary>
    internal static async Task<ClientSettings> SettingsAsync(RaincheckDb db, CancellationToken cancel) =>
        Parse(await db.Clients.Select(c => c.Settings).SingleAsync(cancel));

    /// <summary>Reads what changed since <paramref name="old"/>, or everything.</summary>
    internal static async Task<Catalogue> LoadAsync(LedgerTransaction transaction, Catalogue? old, CancellationToken cancel)
    {
        var since = old?.Version ?? -1;
        var changed = await transaction.QueryAsync<Product>("catalogue_version > @since", [("since", since)], cancel: cancel);
        var groups = new Dictionary<int, int>();
        await transaction.ReadAsync(
            "SELECT id, group_id FROM stock_pools WHERE group_id IS NOT NULL",
            [],
            r => groups.Add(r.GetInt32(0), r.GetInt32(1)),
            cancel
        );
        return new Catalogue(
            transaction.Client.CatalogueVersion,
            Parse(transaction.Client.Settings),
            old is null ? new ProductIndex(changed.ToDictionary(p => p.Id)) : old.ProductIndex.With(changed),
            await transaction.QueryAsync<ProductComponent>("kit_id > 0", [], cancel: cancel),
            groups,
            await transaction.QueryAsync<Company>("id > 0", [], cancel: cancel),
            await transaction.QueryAsync<Vendor>("id > 0", [], cancel: cancel),
            await transaction.QueryAsync<Warehouse>("id > 0", [], cancel: cancel),
            await MailCatalogue.LoadAsync(transaction, cancel)
        );
    }

    /// <summary>The same catalogue under other settings, to try them without saving, or as the next version.</summary>
    internal Catalogue With(ClientSettings settings, long? version = null) =>
        new(
            version ?? Version,
            settings,
            ProductIndex,
            [.. components.SelectMany(c => c)],
            groupOfPool,
            Companies,
            Vendors,
            Warehouses,
            Mail
        );

    /// <summary>The same catalogue with products that are not stored.</summary>
    internal Catalogue With(Work.ProductChanges changes)
    {
        var kits = changes.Created.Concat(changes.Changed).Select(p => p.Id).ToHashSet();
        var groups = new Dictionary<int, int>(groupOfPool);
        foreach (var removed in changes.Pools.Removed)
            groups.Remove(removed);
        foreach (var (group, pools) in changes.Pools.Moved)
        {
            foreach (var pool in pools)
                groups[pool] = group;
        }
        return new(
            Version,
            Settings,
            ProductIndex.With([.. changes.Created, .. changes.Changed]),
            [.. components.Where(c => !kits.Contains(c.Key)).SelectMany(c => c), .. changes.Components],
            groups,
            Companies,
            Vendors,
            Warehouses,
            Mail
        );
    }

    private static ClientSettings Parse(string settings) => JsonSerializer.Deserialize<ClientSettings>(settings, SettingsJson)!;
}
