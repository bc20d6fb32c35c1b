namespace Raincheck.Features.Purchasing.Receive;

/// <summary>The result of a scan, shown and played as a sound.</summary>
public enum ScanTone
{
    Good,
    Over,
    Bad,
}

/// <summary>The result of a scan.</summary>
/// <param name="Tone">Whether it was right.</param>
/// <param name="Text">The event, in a sentence.</param>
public sealed record ScanResult(ScanTone Tone, string Text);

/// <summary>The scans of a purchase order before it is received, in the format that the browser stores.</summary>
/// <param name="Reference">The receipt's reference: sent twice, it is applied once.</param>
/// <param name="Warehouse">The receiving warehouse.</param>
/// <param name="Units">Units by SKU.</param>
/// <param name="Scan">The number of the last scan that is in it.</param>
public sealed record KeptDraft(string Reference, string Warehouse, Dictionary<string, int> Units, long Scan = 0);

/// <summary>A receipt while it is being scanned.</summary>
/// <param name="order">The purchase order.</param>
/// <param name="vendorSkus">The SKU by the vendor's own name for it, where it has one.</param>
public sealed class ReceiptDraft(PurchaseOrderView order, IReadOnlyDictionary<string, string> vendorSkus)
{
    /// <summary>The most units that one line of a receipt can have.</summary>
    public const int UnitsMax = Core.Quantity.Max;

    private readonly Dictionary<string, int> units = new(StringComparer.Ordinal);

    public PurchaseOrderView Order { get; private set; } = order;

    /// <summary>The products of the purchase order: lines of the same one together.</summary>
    public IReadOnlyList<PurchaseOrderLineView> Lines =>
        [
            .. Order
                .Lines.GroupBy(l => l.Sku, StringComparer.Ordinal)
                .Select(g =>
                    g.First() with
                    {
                        Quantity = g.Sum(l => l.Quantity),
                        Received = g.Sum(l => l.Received),
                        Cancelled = g.Sum(l => l.Cancelled),
                        Pending = g.Sum(l => l.Pending),
                    }
                ),
        ];

    public required string Reference { get; set; }

    public required string Warehouse { get; set; }

    /// <summary>The SKU that was scanned last; a quantity that is typed is its.</summary>
    public string? Last { get; private set; }

    public long Total => units.Values.Sum(u => (long)u);

    public bool IsEmpty => units.Count == 0;

    public KeptDraft Kept => new(Reference, Warehouse, new(units));

    public ReceiptRequest Request => new(Reference, [.. units.Select(u => new ReceiptRequestLine(u.Key, u.Value, Warehouse))]);

    public int UnitsOf(string sku) => units.GetValueOrDefault(sku);

    /// <summary>The excess units of a line; 0 if none.</summary>
    public long OverOf(PurchaseOrderLineView line) => Math.Max(0, UnitsOf(line.Sku) - line.Pending);

    /// <summary>Restores the scans that the browser stored; ignores products that are not on the purchase order.</summary>
    public void TakeOver(KeptDraft kept)
    {
        Reference = kept.Reference;
        Warehouse = kept.Warehouse;
        foreach (var line in Order.Lines)
        {
            if (kept.Units.GetValueOrDefault(line.Sku) is > 0 and <= UnitsMax and var count)
                units[line.Sku] = count;
        }
    }

    /// <summary>The purchase order as it is now.</summary>
    public void Renew(PurchaseOrderView now) => Order = now;

    /// <summary>The SKU that a scan means: as it stands on the purchase order, in any case of letters, or as the vendor calls it; null for none.</summary>
    public string? Find(string scan) =>
        (
            Order.Lines.FirstOrDefault(l => l.Sku == scan)
            ?? Order.Lines.FirstOrDefault(l => l.Sku.Equals(scan, StringComparison.OrdinalIgnoreCase))
        )?.Sku
        ?? vendorSkus.GetValueOrDefault(scan);

    /// <summary>One more of this SKU.</summary>
    public ScanResult Add(string sku) => Set(sku, UnitsOf(sku) + 1);

    /// <summary>So many of this SKU; 0 takes it away.</summary>
    public ScanResult Set(string sku, int count)
    {
        if (count is < 0 or > UnitsMax)
            return new(ScanTone.Bad, $"{count:N0} units of {sku} cannot be received at once.");
        Last = sku;
        if (count == 0)
            units.Remove(sku);
        else
            units[sku] = count;
        var line = Lines.First(l => l.Sku == sku);
        return count > line.Pending
            ? new(ScanTone.Over, $"{count:N0} × {sku}: {count - line.Pending:N0} more than the {line.Pending:N0} pending")
            : new(ScanTone.Good, $"{sku}: {count:N0} of {line.Pending:N0}");
    }
}
