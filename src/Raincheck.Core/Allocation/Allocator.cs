using System.Runtime.CompilerServices;

namespace Raincheck.Core.Allocation;

/// <summary>
/// The definition of who gets which unit. Every other way of finding it, <see cref="PoolQueue"/> and the ledger's
/// incremental one included, must come to exactly this result.
/// </summary>
/// <remarks>
/// <para>Two rounds over the claims in the order of their places. The first gives firm units, from the claim's own SKU or
/// as whole kits. The second gives every claim as many of its remaining units as there are: from its own SKU, then from its
/// replacement; a kit takes as many whole kits as its scarcest component allows.</para>
/// <para>Nearly always there is nothing firm and the claims come in order already. So the second round is run at once and
/// watches for either; only where it meets one is the work begun anew with a sort and the round of firm units.</para>
/// <para>The compiler is told what to inline: a loop over millions of claims is not called often enough for it to find out.</para>
/// </remarks>
public static class Allocator
{
    /// <summary>Serves the claims from the stock.</summary>
    /// <param name="stock">Counted units by SKU, 0 or more; left as they are.</param>
    /// <param name="claims">The claims, in any order.</param>
    /// <param name="kits">The components that claims name by <see cref="Claim.Kit"/>; no SKU twice in one kit.</param>
    /// <returns>What each claim gets, in the order in which the claims were given.</returns>
    public static AllocatedUnits[] Allocate(
        ReadOnlySpan<long> stock,
        ReadOnlySpan<Claim> claims,
        ReadOnlySpan<KitComponent[]> kits = default
    ) => Allocate(stock, claims, kits, out _);

    /// <inheritdoc cref="Allocate(ReadOnlySpan{long}, ReadOnlySpan{Claim}, ReadOnlySpan{KitComponent[]})"/>
    /// <param name="stock">Counted units by SKU, 0 or more; left as they are.</param>
    /// <param name="claims">The claims, in any order.</param>
    /// <param name="kits">The components that claims name by <see cref="Claim.Kit"/>; no SKU twice in one kit.</param>
    /// <param name="available">The units of each SKU that no claim holds.</param>
    public static AllocatedUnits[] Allocate(
        ReadOnlySpan<long> stock,
        ReadOnlySpan<Claim> claims,
        ReadOnlySpan<KitComponent[]> kits,
        out long[] available
    )
    {
        var given = new AllocatedUnits[claims.Length];
        available = stock.ToArray();
        if (TryServeInOrder(available, claims, kits, given))
            return given;

        stock.CopyTo(available);
        Array.Clear(given);
        var order = InOrder(claims);
        foreach (var i in order)
        {
            ref readonly var claim = ref claims[i];
            var firm = Math.Min(claim.FirmWanted, claim.Open);
            if (firm > 0)
            {
                firm = claim.Kit < 0 ? TakeUnits(available, claim.Sku, firm) : TakeKits(available, kits[claim.Kit], firm);
                given[i] = new AllocatedUnits(firm, 0, firm);
            }
        }
        foreach (var i in order)
            Serve(available, claims[i], kits, ref given[i]);
        return given;
    }

    /// <summary>False, with <paramref name="given"/> and <paramref name="available"/> spoilt, where the claims are out of order or want firm units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryServeInOrder(
        long[] available,
        ReadOnlySpan<Claim> claims,
        ReadOnlySpan<KitComponent[]> kits,
        AllocatedUnits[] given
    )
    {
        for (var i = 0; i < claims.Length; i++)
        {
            ref readonly var claim = ref claims[i];
            if (claim.FirmWanted > 0 || (i > 0 && claims[i - 1].Position > claim.Position))
                return false;
            Serve(available, claim, kits, ref given[i]);
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Serve(long[] available, in Claim claim, ReadOnlySpan<KitComponent[]> kits, ref AllocatedUnits given)
    {
        var wanted = claim.Open - given.Own;
        if (wanted <= 0)
            return;
        var own = claim.Kit < 0 ? TakeUnits(available, claim.Sku, wanted) : TakeKits(available, kits[claim.Kit], wanted);
        var replaced = own < wanted && claim.Replacement >= 0 ? TakeUnits(available, claim.Replacement, wanted - own) : 0;
        given = new AllocatedUnits(given.Own + own, replaced, given.Firm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeUnits(long[] available, int sku, int wanted)
    {
        ref var left = ref available[sku];
        var taken = (int)Math.Min(left, wanted);
        left -= taken;
        return taken;
    }

    private static int TakeKits(long[] available, KitComponent[] components, int wanted)
    {
        long whole = wanted;
        foreach (var component in components)
            whole = Math.Min(whole, available[component.Sku] / component.PerKit);
        if (whole == 0)
            return 0;
        foreach (var component in components)
            available[component.Sku] -= whole * component.PerKit;
        return (int)whole;
    }

    private static int[] InOrder(ReadOnlySpan<Claim> claims)
    {
        var order = new int[claims.Length];
        var places = new QueuePosition[claims.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            places[i] = claims[i].Position;
        }
        Array.Sort(places, order);
        return order;
    }
}
