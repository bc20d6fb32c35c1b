using Raincheck.Core.Allocation;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>
/// The two rounds of the rules, word for word and one unit at a time. It shares nothing with <see cref="Allocator"/>, the
/// comparison of places included.
/// </summary>
public static class UnitByUnit
{
    public static (AllocatedUnits[] Given, long[] Available) Allocate(Situation situation)
    {
        var (stock, claims, kits) = situation;
        var left = stock.ToArray();
        var own = new int[claims.Length];
        var replaced = new int[claims.Length];
        var firm = new int[claims.Length];
        var queue = Enumerable
            .Range(0, claims.Length)
            .OrderByDescending(i => claims[i].Position.Priority)
            .ThenBy(i => claims[i].Position.QueuedAt)
            .ThenBy(i => claims[i].Position.FamilyId)
            .ThenBy(i => claims[i].Position.OrderId)
            .ThenBy(i => claims[i].Position.Line)
            .ToArray();

        foreach (var i in queue)
        {
            while (firm[i] < claims[i].FirmWanted && own[i] < claims[i].Open && TryTakeOwn(claims[i]))
            {
                own[i]++;
                firm[i]++;
            }
        }
        foreach (var i in queue)
        {
            while (own[i] + replaced[i] < claims[i].Open)
            {
                if (TryTakeOwn(claims[i]))
                    own[i]++;
                else if (claims[i].Replacement >= 0 && TryTake(claims[i].Replacement, 1))
                    replaced[i]++;
                else
                    break;
            }
        }
        return (claims.Select((_, i) => new AllocatedUnits(own[i], replaced[i], firm[i])).ToArray(), left);

        bool TryTakeOwn(Claim claim)
        {
            if (claim.Kit < 0)
                return TryTake(claim.Sku, 1);
            if (!Array.TrueForAll(kits[claim.Kit], c => left[c.Sku] >= c.PerKit))
                return false;
            return Array.TrueForAll(kits[claim.Kit], c => TryTake(c.Sku, c.PerKit));
        }

        bool TryTake(int sku, int units)
        {
            if (left[sku] < units)
                return false;
            left[sku] -= units;
            return true;
        }
    }
}
