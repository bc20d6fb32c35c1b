using Raincheck.Core.Allocation;

namespace Raincheck.Core.Orders;

/// <summary>The stored form of frozen kit components.</summary>
public static class KitComponentText
{
    /// <summary><c>12:1,40:2</c> for one of product 12 and two of product 40.</summary>
    public static string Format(IEnumerable<KitComponent> components) => string.Join(',', components.Select(c => $"{c.Sku}:{c.PerKit}"));

    /// <summary>The reverse of <see cref="Format"/>; empty for null.</summary>
    public static KitComponent[] Parse(string? text) =>
        text is null
            ? []
            : text.Split(',')
                .Select(part =>
                {
                    var colon = part.IndexOf(':', StringComparison.Ordinal);
                    return new KitComponent(
                        int.Parse(part.AsSpan(0, colon), provider: null),
                        int.Parse(part.AsSpan(colon + 1), provider: null)
                    );
                })
                .ToArray();
}
