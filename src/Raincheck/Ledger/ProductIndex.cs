using System.Text;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger;

/// <summary>The products of a catalogue, by their ids, by their SKUs and by what is written of them. Never changes.</summary>
public sealed class ProductIndex
{
    private readonly Dictionary<int, Product> byId;
    private readonly Dictionary<string, Product> bySku;
    private readonly Lazy<Written> written;
    private readonly Lazy<ILookup<int, int>> shadows;

    internal ProductIndex(Dictionary<int, Product> byId)
    {
        this.byId = byId;
        bySku = byId.Values.ToDictionary(p => p.Sku, StringComparer.Ordinal);
        written = new Lazy<Written>(() => new Written(byId.Values));
        shadows = new Lazy<ILookup<int, int>>(() =>
            byId.Values.Where(p => p.ShadowOfId is not null).ToLookup(p => p.ShadowOfId!.Value, p => p.Id)
        );
    }

    public IReadOnlyCollection<Product> All => byId.Values;

    public Product this[int id] => byId[id];

    public Product? Find(string sku) => bySku.GetValueOrDefault(sku);

    /// <summary>The ids of the products that share this one's stock as its shadows.</summary>
    public IEnumerable<int> ShadowsOf(int id) => shadows.Value[id];

    /// <summary>The products whose SKU or name contains a text, case-insensitive, by SKU.</summary>
    /// <param name="text">What is looked for; null for every product.</param>
    /// <param name="afterSku">Only SKUs behind this one; null for all of them.</param>
    public IEnumerable<Product> Search(string? text, string? afterSku) => written.Value.Search(text?.ToLowerInvariant(), afterSku);

    /// <summary>These products with those in place of, or beside, the ones of the same ids.</summary>
    internal ProductIndex With(IReadOnlyCollection<Product> changed)
    {
        if (changed.Count == 0)
            return this;
        var products = new Dictionary<int, Product>(byId);
        foreach (var product in changed)
            products[product.Id] = product;
        return new ProductIndex(products);
    }

    /// <summary>All SKUs and names in one long text, which a processor looks through faster than a database finds its way.</summary>
    private sealed class Written
    {
        // No SKU, name or search has it.
        private const char End = '\n';

        private readonly Product[] sorted;
        private readonly int[] starts;
        private readonly string text;

        public Written(IEnumerable<Product> products)
        {
            sorted = [.. products.OrderBy(p => p.Sku, StringComparer.Ordinal)];
            starts = new int[sorted.Length];
            var all = new StringBuilder();
            for (var i = 0; i < sorted.Length; i++)
            {
                starts[i] = all.Length;
                all.Append(sorted[i].Sku).Append(End).Append(sorted[i].Name).Append(End);
            }
            // One character stays one, in lower case too.
            text = all.ToString().ToLowerInvariant();
        }

        public IEnumerable<Product> Search(string? folded, string? afterSku)
        {
            var next = afterSku is null ? 0 : FirstBehind(afterSku);
            while (next < sorted.Length)
            {
                var at = folded is null ? starts[next] : text.IndexOf(folded, starts[next], StringComparison.Ordinal);
                if (at < 0)
                    yield break;
                var found = Array.BinarySearch(starts, at);
                found = found >= 0 ? found : ~found - 1;
                yield return sorted[found];
                next = found + 1;
            }
        }

        private int FirstBehind(string sku)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (string.CompareOrdinal(sorted[middle].Sku, sku) <= 0)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }
}
