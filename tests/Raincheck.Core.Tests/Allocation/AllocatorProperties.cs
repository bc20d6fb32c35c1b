using CsCheck;
using Raincheck.Core.Allocation;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

/// <summary>Properties for any stock and claims. CsCheck prints the seed of a failure.</summary>
public sealed class AllocatorProperties
{
    private const long Many = 50_000;

    [Fact]
    public void Allocate_Always_EqualsTheRulesUnitByUnit() =>
        Situation.Any.Sample(
            s =>
            {
                var given = Allocator.Allocate(s.Stock, s.Claims, s.Kits, out var available);
                var (expected, expectedAvailable) = UnitByUnit.Allocate(s);
                given.ShouldBe(expected);
                available.ShouldBe(expectedAvailable);
            },
            iter: Many
        );

    [Fact]
    public void Allocate_Always_ConservesUnits() =>
        Situation.Any.Sample(
            s =>
            {
                var given = Allocator.Allocate(s.Stock, s.Claims, s.Kits, out var available);
                var sum = available.ToArray();
                for (var i = 0; i < given.Length; i++)
                    sum = Plus(sum, s.UnitsTaken(i, given[i]));
                sum.ShouldBe(s.Stock);
                available.ShouldAllBe(units => units >= 0);
            },
            iter: Many
        );

    [Fact]
    public void Allocate_Always_GivesAtMostWhatIsOpenAndFirmAtMostWhatIsWanted() =>
        Situation.Any.Sample(
            s =>
            {
                var given = s.Allocate();
                for (var i = 0; i < given.Length; i++)
                {
                    given[i].Own.ShouldBeGreaterThanOrEqualTo(given[i].Firm);
                    given[i].Firm.ShouldBeInRange(0, Math.Min(s.Claims[i].FirmWanted, s.Claims[i].Open));
                    given[i].Units.ShouldBeInRange(0, s.Claims[i].Open);
                    given[i].Replacement.ShouldBeInRange(0, s.Claims[i].Replacement < 0 ? 0 : s.Claims[i].Open);
                }
            },
            iter: Many
        );

    [Fact]
    public void Allocate_Always_LetsNoClaimWaitForAUnitThatIsLeftOrThatALaterClaimHoldsLoosely() =>
        Situation.Any.Sample(
            s =>
            {
                var given = Allocator.Allocate(s.Stock, s.Claims, s.Kits, out var available);
                for (var i = 0; i < given.Length; i++)
                {
                    var claim = s.Claims[i];
                    if (given[i].Units == claim.Open)
                        continue;
                    var within = available;
                    for (var j = 0; j < given.Length; j++)
                    {
                        if (s.Claims[j].Position > claim.Position)
                            within = Plus(within, s.UnitsTaken(j, given[j], looseOnly: true));
                    }
                    if (claim.Kit >= 0)
                    {
                        // ShouldContain would compile the question each time.
                        s.Kits[claim.Kit].Any(c => within[c.Sku] < c.PerKit).ShouldBeTrue();
                        continue;
                    }
                    within[claim.Sku].ShouldBe(0);
                    if (claim.Replacement >= 0)
                        within[claim.Replacement].ShouldBe(0);
                }
            },
            iter: Many
        );

    [Fact]
    public void Allocate_InAnyOrderOfInput_GivesTheSame() =>
        (from s in Situation.Any from order in Gen.Shuffle(Enumerable.Range(0, s.Claims.Length).ToArray()) select (s, order)).Sample(
            (s, order) =>
            {
                var shuffled = s with { Claims = order.Select(i => s.Claims[i]).ToArray() };
                var given = s.Allocate();
                shuffled.Allocate().ShouldBe(order.Select(i => given[i]).ToArray());
            },
            iter: Many
        );

    [Fact]
    public void Allocate_Again_ChangesNothing() =>
        Situation.Any.Sample(
            s =>
            {
                var stock = s.Stock.ToArray();
                var claims = s.Claims.ToArray();
                var given = s.Allocate();
                s.Allocate().ShouldBe(given);
                s.Stock.ShouldBe(stock);
                s.Claims.ShouldBe(claims);
            },
            iter: Many
        );

    [Fact]
    public void Allocate_IfEachClaimAsksOnlyForWhatItHolds_GivesExactlyThat() =>
        Situation.Any.Sample(
            s =>
            {
                var given = s.Allocate();
                var content = s with
                {
                    Claims = s.Claims.Select((c, i) => c with { Open = given[i].Units, FirmWanted = given[i].Firm }).ToArray(),
                };
                content.Allocate().ShouldBe(given);
            },
            iter: Many
        );

    private static long[] Plus(long[] a, long[] b) => a.Zip(b, (x, y) => x + y).ToArray();
}
