namespace Raincheck.Core.Purchasing;

/// <summary>Distributes received units of a product over the lines of a purchase order on which it stands.</summary>
public static class PurchaseOrderReceipt
{
    /// <summary>The lines in the order in which a receipt fills them: the earliest date first, lines without a date last, then by number.</summary>
    public static IEnumerable<PurchaseOrderLine> InFillingOrder(IEnumerable<PurchaseOrderLine> lines) =>
        lines.OrderBy(l => l.ExpectedAt ?? long.MaxValue).ThenBy(l => l.Line);

    /// <summary>The units that each line receives; lines that receive none are left out.</summary>
    /// <param name="lines">The lines of the product, 1 or more.</param>
    /// <param name="units">The units that came, 1 or more. Those that no line expects go to the last one.</param>
    public static List<(PurchaseOrderLine Line, int Units)> Distribute(IEnumerable<PurchaseOrderLine> lines, int units)
    {
        var filled = new List<(PurchaseOrderLine Line, int Units)>();
        var ordered = InFillingOrder(lines).ToList();
        var left = units;
        for (var i = 0; i < ordered.Count && left > 0; i++)
        {
            var taken = i == ordered.Count - 1 ? left : (int)Math.Min(left, ordered[i].Pending);
            left -= taken;
            if (taken > 0)
                filled.Add((ordered[i], taken));
        }
        return filled;
    }
}
