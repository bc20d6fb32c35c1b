using System.Globalization;
using Raincheck.Features.Products;

namespace Raincheck.Features.Import;

/// <summary>
/// Imports products. A row may name a product that stands further down: rows with a replacement, a parent or components wait
/// for the end of the file. Those of them that others name and that do not exist are made plain first, so that circles of
/// replacements can be imported; a product that exists is never made plain on the way.
/// </summary>
internal sealed class ProductImporter(ImportTarget target) : Importer<ProductEdit>(target)
{
    private readonly Dictionary<string, long> lines = new(StringComparer.Ordinal);
    private readonly List<ImportItem<ProductEdit>> connected = [];

    public override async Task TakeAsync(IReadOnlyList<ImportItem<ProductEdit>> items)
    {
        var plain = new List<ImportItem<ProductEdit>>();
        foreach (var item in items)
        {
            var product = item.Value!;
            if (!lines.TryAdd(product.Sku, item.Rows[0].Line))
                Refuse(item, $"{product.Sku} is already on line {lines[product.Sku]}");
            else if (Names(product).Any())
                connected.Add(item);
            else
                plain.Add(item);
        }
        await PutAsync(plain);
    }

    public override async Task FinishAsync()
    {
        var catalogue = await Target.Ledger.CatalogueAsync(Cancel);
        var named = connected.SelectMany(i => Names(i.Value!)).ToHashSet(StringComparer.Ordinal);
        var missing = connected.Where(i => named.Contains(i.Value!.Sku) && catalogue.FindProduct(i.Value!.Sku) is null).ToList();
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in missing)
            made.Add(item.Value!.Sku);
        foreach (var chunk in missing.Chunk(BatchMax))
        {
            // What is wrong with a row comes out when it is put as a whole.
            var plain = chunk.Select(i => i with { Value = Plain(i.Value!) });
            foreach (var (item, _) in await PutAllAsync([.. plain]))
                made.Remove(item.Value!.Sku);
        }
        foreach (var chunk in connected.Chunk(BatchMax))
            await PutAsync(chunk, made);
    }

    private static IEnumerable<string> Names(ProductEdit product) =>
        new[] { product.Values.ReplacementSku, product.Values.ShadowOf }
            .OfType<string>()
            .Concat((product.Values.Components ?? []).Select(c => c.Sku));

    private static ProductEdit Plain(ProductEdit product) =>
        product with
        {
            Values = product.Values with { ReplacementSku = null, ShadowOf = null, Components = null },
        };

    private async Task PutAsync(IReadOnlyList<ImportItem<ProductEdit>> items, HashSet<string>? made = null)
    {
        var catalogue = await Target.Ledger.CatalogueAsync(Cancel);
        var different = new List<ImportItem<ProductEdit>>();
        foreach (var item in items)
        {
            if (!item.Value!.Named.Contains("name") && catalogue.FindProduct(item.Value.Sku) is null)
                Refuse(item, $"{item.Value.Sku} is new and needs a name.");
            else if (ProductComparer.Compare(catalogue, item.Value!).Effect == ImportEffect.Same)
                Counts.AlreadyThere++;
            else
                different.Add(item);
        }
        var refused = await PutAllAsync(different);
        foreach (var (item, reason) in refused)
            Refuse(item, reason);
        foreach (var item in different.Except(refused.Select(r => r.Item)))
        {
            if (made?.Contains(item.Value!.Sku) == true || catalogue.FindProduct(item.Value!.Sku) is null)
                Counts.Imported++;
            else
                Counts.Changed++;
        }
    }

    /// <summary>Saves products together, or the valid ones alone if some are refused.</summary>
    /// <returns>Those that were refused, and why.</returns>
    private async Task<List<(ImportItem<ProductEdit> Item, string Reason)>> PutAllAsync(IReadOnlyList<ImportItem<ProductEdit>> items)
    {
        var left = items.ToList();
        var refused = new List<(ImportItem<ProductEdit>, string)>();
        while (left.Count > 0)
        {
            var outcome = await Target.Ledger.ExecuteAsync(new EditProducts([.. left.Select(i => i.Value!)]), Context, Cancel);
            if (outcome.Refusal is not { } refusal)
                break;
            // The refusal names the first that is at fault; each turn has one less.
            var at = IndexIn(refusal.Path);
            refused.Add((left[at], refusal.Detail.Replace($"[{at}].", "", StringComparison.Ordinal)));
            left.RemoveAt(at);
        }
        return refused;
    }

    private static int IndexIn(string? path) =>
        path is ['[', ..] && path.IndexOf(']', StringComparison.Ordinal) is > 1 and var end
            ? int.Parse(path.AsSpan(1, end - 1), CultureInfo.InvariantCulture)
            : 0;
}
