using System.Globalization;
using CsCheck;
using Raincheck.Core.Allocation;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>Stock, claims and kits, small enough that units are scarce and places collide.</summary>
public sealed record Situation(long[] Stock, Claim[] Claims, KitComponent[][] Kits)
{
    private const int SkuCountMax = 4;

    /// <summary>Own SKU only, nothing firm.</summary>
    public static Gen<Situation> Simple { get; } = Of(replacements: false, kits: false, firm: false);

    /// <summary>Own SKU only, some units firm.</summary>
    public static Gen<Situation> WithFirm { get; } = Of(replacements: false, kits: false, firm: true);

    /// <summary>Own SKU and replacement, some units firm.</summary>
    public static Gen<Situation> WithReplacements { get; } = Of(replacements: true, kits: false, firm: true);

    /// <summary>Own SKU and kits, nothing firm.</summary>
    public static Gen<Situation> WithKits { get; } = Of(replacements: false, kits: true, firm: false);

    /// <summary>Everything the rules know, with and without firm units, in order and not.</summary>
    public static Gen<Situation> Any { get; } =
        Gen.Select(Of(replacements: true, kits: true, firm: true), Of(replacements: true, kits: true, firm: false), Gen.Bool, Gen.Bool)
            .Select(
                (firm, loose, isFirm, isInOrder) =>
                {
                    var situation = isFirm ? firm : loose;
                    return isInOrder ? situation with { Claims = situation.Claims.OrderBy(c => c.Position).ToArray() } : situation;
                }
            );

    public AllocatedUnits[] Allocate() => Allocator.Allocate(Stock, Claims, Kits);

    /// <summary>The same with some units more of one SKU.</summary>
    public Situation WithMore(int sku, long units) => this with { Stock = Stock.Select((s, i) => i == sku ? s + units : s).ToArray() };

    /// <summary>The units of each SKU that a claim holds, loose ones alone or firm ones too.</summary>
    public long[] UnitsTaken(int claim, AllocatedUnits given, bool looseOnly = false)
    {
        var taken = new long[Stock.Length];
        var own = looseOnly ? given.Own - given.Firm : given.Own;
        var (_, sku, _, _, replacement, kit) = Claims[claim];
        if (kit < 0)
            taken[sku] += own;
        else
            foreach (var component in Kits[kit])
                taken[component.Sku] += (long)own * component.PerKit;
        if (replacement >= 0)
            taken[replacement] += given.Replacement;
        return taken;
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"stock [{string.Join(", ", Stock)}]; claims [{string.Join(" | ", Claims)}]; kits [{string.Join(" | ", Kits.Select(k => string.Join(" + ", k)))}]"
        );

    private static Gen<Situation> Of(bool replacements, bool kits, bool firm) =>
        from skuCount in Gen.Int[1, SkuCountMax]
        from stock in Gen.Long[0, 12].Array[skuCount]
        from perKit in Gen.Int[0, 3].Array[skuCount].Array[1, 3]
        from claims in ClaimOf(skuCount, replacements, kits ? perKit.Length : 0, firm).Array[0, 10]
        select new Situation(
            stock,
            // The place in the generated array makes every place unique.
            claims.Select((c, i) => c with { Position = c.Position with { OrderId = i + 1 } }).ToArray(),
            perKit.Select(KitOf).ToArray()
        );

    private static Gen<Claim> ClaimOf(int skuCount, bool replacements, int kitCount, bool firm) =>
        from place in Gen.Select(Gen.Int[-1, 1], Gen.Long[0, 2], Gen.Long[1, 3], Gen.Int[1, 3])
        from sku in Gen.Int[0, skuCount - 1]
        from open in Gen.Int[0, 6]
        from firmWanted in firm ? Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[0, 7])) : Gen.Const(0)
        from replacement in replacements ? Gen.Int[-1, skuCount - 1] : Gen.Const(-1)
        from kit in kitCount > 0 ? Gen.Frequency((1, Gen.Const(-1)), (1, Gen.Int[0, kitCount - 1])) : Gen.Const(-1)
        let at = new QueuePosition(place.Item1, place.Item2, place.Item3, 0, place.Item4)
        // A kit has no replacement.
        select new Claim(at, sku, open, firmWanted, kit < 0 ? replacement : -1, kit);

    private static KitComponent[] KitOf(int[] perKit) =>
        Array.TrueForAll(perKit, units => units == 0)
            ? [new KitComponent(0, 1)]
            : perKit.Select((units, sku) => new KitComponent(sku, units)).Where(c => c.PerKit > 0).ToArray();
}
