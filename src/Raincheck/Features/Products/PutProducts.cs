using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Ledger.Work;
using Raincheck.Platform;

namespace Raincheck.Features.Products;

/// <summary>A product as it is to be.</summary>
/// <param name="Sku">Its name.</param>
/// <param name="Name">Its name.</param>
/// <param name="ReplacementSku">The product that may be sent in its place.</param>
/// <param name="ShadowOf">The product whose stock it shares.</param>
/// <param name="Components">The components of a kit.</param>
/// <param name="Vendor">The vendor.</param>
/// <param name="VendorSku">The vendor's SKU.</param>
/// <param name="PackSize">Units in the vendor's pack; 1 if omitted.</param>
/// <param name="MinimumOrder">The fewest units that the vendor sells; 1 if omitted.</param>
/// <param name="Cost">The unit cost.</param>
/// <param name="LeadTimeDays">The days from buying the product to its receipt; those of the vendor if omitted.</param>
public sealed record ProductRequest(
    string Sku,
    string Name,
    string? ReplacementSku = null,
    string? ShadowOf = null,
    IReadOnlyList<ProductRequestComponent>? Components = null,
    string? Vendor = null,
    string? VendorSku = null,
    int? PackSize = null,
    int? MinimumOrder = null,
    decimal? Cost = null,
    int? LeadTimeDays = null
);

/// <summary>A component of a kit.</summary>
public sealed record ProductRequestComponent(string Sku, int Quantity);

/// <summary>How many products were made and how many changed.</summary>
public sealed record ProductsPut(int Created, int Changed);

/// <summary>Makes or changes products, all or none, and determines the queues that a new replacement or kit connects.</summary>
/// <param name="products">The products.</param>
/// <param name="isList">Whether the caller sent a list, so that even a single product has a place in it.</param>
public sealed class PutProducts(IReadOnlyList<ProductRequest> products, bool isList = false) : StructuralCommand<ProductsPut>
{
    /// <summary>Products change with the daily work.</summary>
    internal override bool IsAdministrative => false;

    internal override int Rank => 0;

    /// <summary>The most products that one call takes.</summary>
    public const int ProductsMax = 1_000;

    protected internal override string Cause => products is [{ } only] ? $"product {only.Sku} saved" : "products saved";

    protected internal override string Kind => "productSaved";

    protected internal override int Weight => Members.CountOf(products);

    internal override async Task<Outcome<Func<ProductsPut>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var rules = new ProductRules(work.Catalogue, products, isList);
        if (rules.Check() is { } refusal)
            return refusal;
        var kindChanged = products.Where(p => work.Catalogue.FindProduct(p.Sku) is { } old && rules.KindChanges(old, p)).ToList();
        var inUse = new List<Refusal?>();
        foreach (var product in kindChanged)
        {
            if (await IsUsedAsync(work, work.Catalogue.FindProduct(product.Sku)!.Id, cancel))
            {
                inUse.Add(
                    new Refusal(
                        RefusalCode.ProductInUse,
                        $"{product.Sku} has stock or orders; its type (standard, kit or shadow) cannot change.",
                        rules.PathOf(products.ToList().IndexOf(product)) + "sku"
                    )
                );
            }
        }
        if (Refusals.First(inUse) is { } used)
            return used;
        return await PutAsync(work, kindChanged, cancel);
    }

    private async Task<Outcome<Func<ProductsPut>>> PutAsync(UnitOfWork work, List<ProductRequest> kindChanged, CancellationToken cancel)
    {
        var old = work.Catalogue;
        var nextId = old.Products.Select(p => p.Id).DefaultIfEmpty(0).Max() + 1;
        var ids = products.ToDictionary(p => p.Sku, p => old.FindProduct(p.Sku)?.Id ?? nextId++, StringComparer.Ordinal);
        var rows = products.Select(p => Row(p, work, sku => ids.TryGetValue(sku, out var id) ? id : old.FindProduct(sku)!.Id)).ToList();
        var created = rows.Where(r => old.FindProduct(r.Sku) is null).ToList();
        var changed = rows.Where(r => old.FindProduct(r.Sku) is not null).ToList();
        var components = products
            .SelectMany(p =>
                (p.Components ?? []).Select(c => new ProductComponent
                {
                    KitId = ids[p.Sku],
                    ComponentId = ids.TryGetValue(c.Sku, out var id) ? id : old.FindProduct(c.Sku)!.Id,
                    Quantity = c.Quantity,
                })
            )
            .ToList();

        // Who names a product that queues elsewhere from now on is connected to another queue, without being in the call itself.
        var repooled = changed.Where(r => old.PoolOf(r.Id) != r.PoolId).Select(r => r.Id).ToHashSet();
        var named = old.Products.Where(p => p.ReplacementId is { } id && repooled.Contains(id) && !ids.ContainsKey(p.Sku)).ToList();
        var wereShadows = changed.Where(r => r.ShadowOfId is null && old.Product(r.Id).ShadowOfId is not null);
        var pools = new UnsavedPools(
            [.. kindChanged.Where(p => p.ShadowOf is not null).Select(p => ids[p.Sku])],
            [.. created.Where(r => r.ShadowOfId is null).Concat(wereShadows).Select(r => r.Id)],
            Groups.Join(old, [.. rows, .. named], [.. components, .. repooled.Count == 0 ? [] : KitsOf(old, repooled, ids)])
        );
        await work.Structure.SaveProductsAsync(new ProductChanges(created, changed, components, pools), cancel);
        work.Structure.FlagDates([.. changed.Concat(named).Select(r => r.PoolId).Distinct()]);

        // Only a product that connects queues, or did, can move units.
        var connected = rows.Concat(named)
            .Where(r => r.ReplacementId is not null || (old.FindProduct(r.Sku)?.ReplacementId is not null))
            .Select(r => r.PoolId)
            .ToHashSet();
        await work.Structure.LoadPoolsAsync(connected, cancel);
        foreach (var pool in connected)
            work.Reallocate(pool);
        foreach (var product in products)
            work.Structure.AddJournalEntry(product, ids[product.Sku]);
        return Outcomes.Answer(() => new ProductsPut(created.Count, changed.Count));
    }

    /// <summary>The components of kits that are not in the call.</summary>
    private static IEnumerable<ProductComponent> KitsOf(Catalogue catalogue, HashSet<int> componentIds, Dictionary<string, int> called) =>
        catalogue
            .Products.Where(p => p.IsKit && !called.ContainsKey(p.Sku))
            .SelectMany(p => catalogue.ComponentsOf(p.Id))
            .Where(c => componentIds.Contains(c.ComponentId));

    private static Product Row(ProductRequest product, UnitOfWork work, Func<string, int> idOf) =>
        new()
        {
            Id = idOf(product.Sku),
            Sku = product.Sku,
            Name = product.Name,
            ReplacementId = product.ReplacementSku is { } replacement ? idOf(replacement) : null,
            ShadowOfId = product.ShadowOf is { } parent ? idOf(parent) : null,
            IsKit = product.Components is { Count: > 0 },
            VendorId = product.Vendor is { } vendor ? work.Catalogue.FindVendor(vendor)!.Id : null,
            VendorSku = product.VendorSku,
            PackSize = product.PackSize ?? 1,
            MinimumOrder = product.MinimumOrder ?? 1,
            Cost = product.Cost,
            LeadTimeDays = product.LeadTimeDays,
            CatalogueVersion = work.Structure.NextCatalogueVersion,
        };

    private static async Task<bool> IsUsedAsync(UnitOfWork work, int productId, CancellationToken cancel)
    {
        var used = false;
        foreach (
            var query in new[]
            {
                "SELECT 1 FROM order_lines WHERE sku_id = @id OR original_sku_id = @id OR pool_id = @id LIMIT 1",
                "SELECT 1 FROM stock_levels WHERE sku_id = @id LIMIT 1",
                "SELECT 1 FROM purchase_order_lines WHERE sku_id = @id LIMIT 1",
                // Kits that were ordered have frozen their components.
                "SELECT 1 FROM order_lines WHERE components IS NOT NULL AND ',' || components LIKE @component LIMIT 1",
            }
        )
            await work.Transaction.ReadAsync(query, [("id", productId), ("component", $"%,{productId}:%")], _ => used = true, cancel);
        return used;
    }
}

/// <summary>The pools that replacements and kits connect.</summary>
internal static class Groups
{
    /// <summary>
    /// The pools that get another group: groups grow together and are not taken apart, because lines taken earlier may still
    /// hold units across a connection that the catalogue no longer has.
    /// </summary>
    /// <returns>New members by group; a group's number is its smallest pool.</returns>
    public static Dictionary<int, List<int>> Join(Catalogue old, IEnumerable<Product> rows, IEnumerable<ProductComponent> components)
    {
        var changed = rows.ToDictionary(r => r.Id);
        var connections = changed
            .Values.Where(r => r.ReplacementId is not null)
            .Select(r => (r.PoolId, PoolOf(r.ReplacementId!.Value)))
            .Concat(components.Select(c => (c.KitId, PoolOf(c.ComponentId))))
            .Where(c => c.Item1 != c.Item2)
            .ToList();
        var parent = new Dictionary<int, int>();
        foreach (var (a, b) in connections)
        {
            AddGroup(a);
            AddGroup(b);
            var (x, y) = (Root(a), Root(b));
            parent[Math.Max(x, y)] = Math.Min(x, y);
        }
        return parent
            .Keys.GroupBy(Root)
            .ToDictionary(g => g.Key, g => g.Where(pool => old.GroupOf(pool) != g.Key).ToList())
            .Where(g => g.Value.Count > 0)
            .ToDictionary();

        int PoolOf(int productId) => changed.TryGetValue(productId, out var row) ? row.PoolId : old.PoolOf(productId);

        void AddGroup(int pool)
        {
            if (!parent.TryAdd(pool, pool) || old.GroupOf(pool) is not { } group)
                return;
            foreach (var member in old.PoolsOf(group))
                parent.TryAdd(member, member);
            var smallest = old.PoolsOf(group).Min();
            foreach (var member in old.PoolsOf(group))
            {
                var (x, y) = (Root(member), Root(smallest));
                parent[Math.Max(x, y)] = Math.Min(x, y);
            }
        }

        int Root(int pool)
        {
            while (parent[pool] != pool)
                pool = parent[pool];
            return pool;
        }
    }
}
