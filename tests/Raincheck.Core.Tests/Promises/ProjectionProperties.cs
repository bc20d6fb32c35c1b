using CsCheck;
using Raincheck.Core.Allocation;
using Raincheck.Core.Promises;
using Shouldly;

namespace Raincheck.Core.Tests.Promises;

/// <summary>What holds for every queue and every supply. CsCheck prints the seed of a failure.</summary>
public sealed class ProjectionProperties
{
    private const long Many = 20_000;

    [Fact]
    public void Projection_Always_DatesEachUnitByTheFirstDayOnWhichTheAllocatorGivesIt() =>
        Outlook.Any.Sample(
            o =>
            {
                var days = o.Supply.Select(e => e.Date).Append(Outlook.Today).Distinct().Order().ToArray();
                // The stock of today is there before what today brings.
                var held = days.Select(o.HeldOn).Prepend((o with { Supply = [] }).HeldOn(Outlook.Today)).ToArray();
                var dates = days.Prepend(Outlook.Today).ToArray();
                var projected = o.Project();
                for (var i = 0; i < projected.Length; i++)
                {
                    var byUnit = projected[i].Pieces.SelectMany(p => Enumerable.Repeat(p.Date, p.Units)).ToArray();
                    var expected = Enumerable
                        .Range(1, held.Max(h => h[i]))
                        .Select(unit => dates[Array.FindIndex(held, h => h[i] >= unit)])
                        .ToArray();
                    byUnit.ShouldBe(expected);
                }
            },
            iter: Many
        );

    [Fact]
    public void Projection_Always_NamesTheSupplyThatCompletesAPiece() =>
        Outlook.Any.Sample(
            o =>
            {
                foreach (var piece in o.Project().SelectMany(p => p.Pieces))
                    if (piece.Source is null)
                        (piece.Date, piece.Basis).ShouldBe((Outlook.Today, DateBasis.OnHand));
                    else
                        // ShouldContain would compile the question each time.
                        o.Supply.Any(e => e.Source == piece.Source && e.Date == piece.Date && e.Basis == piece.Basis).ShouldBeTrue();
            },
            iter: Many
        );

    [Fact]
    public void Projection_Always_TellsTheFirstLoss() =>
        Outlook.Any.Sample(
            o =>
            {
                var days = o.Supply.Select(e => e.Date).Distinct().Order().ToArray();
                var held = days.Select(o.HeldOn).Prepend((o with { Supply = [] }).HeldOn(Outlook.Today)).ToArray();
                var projected = o.Project();
                for (var i = 0; i < projected.Length; i++)
                {
                    var lost = Enumerable.Range(0, days.Length).Where(k => held[k + 1][i] < held[k][i]).Take(1).ToArray();
                    if (lost is [var first])
                        (projected[i].MayLose?.Units, projected[i].MayLose?.At).ShouldBe(
                            (held[first][i] - held[first + 1][i], days[first])
                        );
                    else
                        projected[i].MayLose.ShouldBeNull();
                }
            },
            iter: Many
        );

    [Fact]
    public void PoolProjection_OfAPoolAlone_EqualsTheDefinition() =>
        Outlook.OnePool.Sample(
            o =>
            {
                var firm = o.Claims.Where(c => c.Firm != FirmUnits.None).Select(c => new FirmLine(c.Claim.Position, c.Claim.Open, c.Firm));
                var pool = new PoolProjection(Outlook.Today, o.Stock[0], firm, o.Supply);
                var expected = o.Project();
                for (var i = 0; i < o.Claims.Length; i++)
                {
                    var (claim, _) = o.Claims[i];
                    var before = o.Claims.Where(c => c.Claim.Position < claim.Position).Sum(c => (long)c.Claim.Open);
                    var projected = pool.Of(claim.Position, claim.Open, before);
                    projected.Pieces.ShouldBe(expected[i].Pieces);
                    (projected.MayLose?.Units, projected.MayLose?.At).ShouldBe((expected[i].MayLose?.Units, expected[i].MayLose?.At));
                }
            },
            iter: Many
        );

    [Fact]
    public void PoolProjection_OfANewOrder_EqualsTheDefinitionWithTheOrderInTheQueue() =>
        Gen.Select(Outlook.OnePool, Gen.Int[1, 8], Gen.Int[-1, 2])
            .Sample(
                (o, quantity, priority) =>
                {
                    var added = new Claim(new QueuePosition(priority, 9, 9, 99, 1), 0, quantity);
                    var firm = o
                        .Claims.Where(c => c.Firm != FirmUnits.None)
                        .Select(c => new FirmLine(c.Claim.Position, c.Claim.Open, c.Firm));
                    var before = o.Claims.Where(c => c.Claim.Position < added.Position).Sum(c => (long)c.Claim.Open);
                    var with = o with { Claims = [.. o.Claims, new ProjectedClaim(added, FirmUnits.None)] };

                    var projected = new PoolProjection(Outlook.Today, o.Stock[0], firm, o.Supply).Of(added.Position, quantity, before);

                    projected.Pieces.ShouldBe(with.Project()[^1].Pieces);
                },
                iter: Many
            );
}
