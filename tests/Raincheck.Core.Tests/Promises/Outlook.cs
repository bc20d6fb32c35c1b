using System.Globalization;
using CsCheck;
using Raincheck.Core.Allocation;
using Raincheck.Core.Promises;
using Raincheck.Core.Tests.Allocation;

namespace Raincheck.Core.Tests.Promises;

/// <summary>A queue and the supply that comes to it, small enough that units are scarce and dates collide.</summary>
public sealed record Outlook(long[] Stock, ProjectedClaim[] Claims, KitComponent[][] Kits, SupplyEvent[] Supply)
{
    public static readonly DateOnly Today = new(2026, 3, 2);

    private const int DaysMax = 4;
    private const int PurchaseOrders = 3;

    /// <summary>One pool without replacements and kits.</summary>
    public static Gen<Outlook> OnePool { get; } = Of(Situation.WithFirm).Select(o => o.AtFirstPool());

    /// <summary>Everything the rules know.</summary>
    public static Gen<Outlook> Any { get; } = Of(Situation.Any);

    public LineProjection[] Project() => Projection.Of(Today, Stock, Claims, Kits, Supply);

    /// <summary>What each line holds on a day, by the allocator alone.</summary>
    public int[] HeldOn(DateOnly day)
    {
        var stock = Stock.ToArray();
        var arrived = Supply.Where(e => e.Date <= day).ToArray();
        foreach (var supply in arrived)
            stock[supply.Pool] += supply.Units;
        var units = arrived.GroupBy(e => (e.Source.PurchaseOrderId, e.Source.SkuId)).ToDictionary(g => g.Key, g => g.Sum(e => e.Units));
        var claims = Claims.Select(c => c.Claim with { FirmWanted = c.Firm.WantedOn(day) }).ToArray();
        foreach (var i in Enumerable.Range(0, claims.Length).OrderBy(i => claims[i].Position))
        foreach (var link in Claims[i].Firm.Linked)
        {
            var key = (link.PurchaseOrderId, link.SkuId);
            var taken = (int)Math.Min(units.GetValueOrDefault(key), link.Units);
            units[key] = units.GetValueOrDefault(key) - taken;
            claims[i] = claims[i] with { FirmWanted = claims[i].FirmWanted + taken };
        }
        return Allocator.Allocate(stock, claims, Kits).Select(a => a.Units).ToArray();
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"stock [{string.Join(", ", Stock)}]; claims [{string.Join(" | ", Claims.Select(Text))}]; kits [{string.Join(" | ", Kits.Select(k => string.Join(" + ", k)))}]; supply [{string.Join(" | ", Supply.AsEnumerable())}]"
        );

    private static string Text(ProjectedClaim claim) => $"{claim} linked [{string.Join(", ", claim.Firm.Linked)}]";

    private Outlook AtFirstPool() =>
        new(
            [Stock[0]],
            Claims.Select(c => c with { Claim = c.Claim with { Sku = 0 } }).ToArray(),
            [],
            Supply.Select(e => e with { Pool = 0 }).ToArray()
        );

    private static Gen<Outlook> Of(Gen<Situation> situations) =>
        from situation in situations
        from firm in FirmOf(situation.Claims)
        from supply in SupplyOf(situation.Stock.Length).Array[0, 5]
        select new Outlook(
            situation.Stock,
            situation.Claims.Select((c, i) => new ProjectedClaim(c, firm[i])).ToArray(),
            situation.Kits,
            // A line of a purchase order arrives once.
            supply.Select((e, i) => e with { Source = e.Source with { Line = i + 1 } }).ToArray()
        );

    private static Gen<FirmUnits[]> FirmOf(Claim[] claims) =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[-1, DaysMax], Gen.Int[0, 6], LinkGen.Array[0, 2])
            .Array[claims.Length]
            .Select(all =>
                all.Select(
                        (g, i) =>
                        {
                            if (claims[i].FirmWanted == 0)
                                return FirmUnits.None;
                            var open = claims[i].Open;
                            var crossDocked = Math.Min(open, g.Item1 / 3);
                            var pinned = Math.Min(open - crossDocked, g.Item3);
                            var left = open - crossDocked;
                            var links = new List<LinkedUnits>();
                            foreach (var link in g.Item4.DistinctBy(l => (l.PurchaseOrderId, l.SkuId)))
                            {
                                var units = Math.Min(left, link.Units);
                                left -= units;
                                if (units > 0)
                                    links.Add(link with { Units = units });
                            }
                            return new FirmUnits(pinned, g.Item2 < 0 ? null : Today.AddDays(g.Item2), crossDocked, links);
                        }
                    )
                    .ToArray()
            );

    private static Gen<LinkedUnits> LinkGen =>
        from order in Gen.Int[1, PurchaseOrders]
        from sku in Gen.Int[0, 1]
        from units in Gen.Int[1, 4]
        select new LinkedUnits(order, sku, units);

    private static Gen<SupplyEvent> SupplyOf(int pools) =>
        from order in Gen.Int[1, PurchaseOrders]
        from pool in Gen.Int[0, pools - 1]
        from day in Gen.Int[0, DaysMax]
        from units in Gen.Long[1, 8]
        from basis in Gen.Enum<DateBasis>()
        select new SupplyEvent(new SupplySource(order, $"PO-{order}", pool, 0), pool, units, Today.AddDays(day), basis);
}
