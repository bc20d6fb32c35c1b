using Raincheck.Core.Allocation;

namespace Raincheck.Core.Promises;

/// <summary>
/// The definition of when units are ready. Every other way of finding it, <see cref="PoolProjection"/> included, gives exactly this
/// result.
/// </summary>
/// <remarks>
/// <para>Supply arrives day by day. On each day with supply, <see cref="Allocator"/> serves today's claims from the stock of that day, with
/// the firm units of that day. Unit <c>j</c> of a line is ready on the first day on which the line holds <c>j</c> units or more.
/// Nothing is assumed to ship in between.</para>
/// <para>Two purchase orders of one day arrive in the order of their numbers. That decides which of them a unit comes from, never when it
/// is ready.</para>
/// <para>The cost is one allocation for each supply event.</para>
/// </remarks>
public static class Projection
{
    /// <summary>Projects the claims.</summary>
    /// <param name="today">The day as which units on hand are dated.</param>
    /// <param name="stock">Counted units by pool, changes that wait for the periodic pass included.</param>
    /// <param name="claims">Today's claims, in any order.</param>
    /// <param name="kits">The components that claims name by <see cref="Claim.Kit"/>.</param>
    /// <param name="supply">The supply events, in any order.</param>
    /// <returns>What is projected for each claim, in the order in which the claims were given.</returns>
    public static LineProjection[] Of(
        DateOnly today,
        ReadOnlySpan<long> stock,
        IReadOnlyList<ProjectedClaim> claims,
        ReadOnlySpan<KitComponent[]> kits,
        IEnumerable<SupplyEvent> supply
    )
    {
        var firm = claims.Select(c => c.Firm).ToArray();
        var order = Enumerable.Range(0, claims.Count).OrderBy(i => claims[i].Claim.Position).ToArray();
        var arrivals = new LinkedArrivals(firm, order);
        var current = stock.ToArray();
        var schedules = new ScheduleBuilder[claims.Count];
        for (var i = 0; i < schedules.Length; i++)
            schedules[i] = new ScheduleBuilder();

        var held = Allocate(today, current, claims, kits, arrivals);
        for (var i = 0; i < held.Length; i++)
            schedules[i].Reach(held[i], held[i], today, DateBasis.OnHand, source: null);

        foreach (var day in supply.Order(SupplyEvent.ByArrival).GroupBy(e => e.Date))
        {
            var steps = new List<(SupplyEvent Supply, int[] Held)>();
            foreach (var step in day)
            {
                current[step.Pool] += step.Units;
                arrivals.Receive(step);
                steps.Add((step, Allocate(day.Key, current, claims, kits, arrivals)));
            }
            var now = steps[^1].Held;
            foreach (var (step, heldThen) in steps)
                for (var i = 0; i < heldThen.Length; i++)
                    schedules[i].Reach(heldThen[i], now[i], step.Date, step.Basis, step.Source);
            for (var i = 0; i < now.Length; i++)
                if (now[i] < held[i])
                    schedules[i].Lose(held[i] - now[i], day.Key, GainerOf(order, held, now));
            held = now;
        }
        return Array.ConvertAll(schedules, s => s.Build());
    }

    private static int[] Allocate(
        DateOnly day,
        long[] stock,
        IReadOnlyList<ProjectedClaim> claims,
        ReadOnlySpan<KitComponent[]> kits,
        LinkedArrivals arrivals
    )
    {
        var today = new Claim[claims.Count];
        for (var i = 0; i < today.Length; i++)
        {
            var (claim, firm) = claims[i];
            today[i] = claim with { FirmWanted = Math.Min(claim.Open, firm.WantedOn(day) + arrivals[i]) };
        }
        return Array.ConvertAll(Allocator.Allocate(stock, today, kits), a => a.Units);
    }

    private static int? GainerOf(int[] order, int[] before, int[] after)
    {
        foreach (var i in order)
            if (after[i] > before[i])
                return i;
        return null;
    }
}
