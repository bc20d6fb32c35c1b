using CsCheck;
using Raincheck.Core.Allocation;
using Shouldly;

namespace Raincheck.Core.Tests.Allocation;

public sealed class QueuePositionTests
{
    public static TheoryData<string, QueuePosition, QueuePosition> Earlier =>
        new()
        {
            { "higher priority, though newer", new QueuePosition(1, 9, 9, 9, 9), new QueuePosition(0, 1, 1, 1, 1) },
            { "older, though a later order", new QueuePosition(0, 1, 9, 9, 9), new QueuePosition(0, 2, 1, 1, 1) },
            { "earlier family, though a later order", new QueuePosition(0, 1, 1, 9, 9), new QueuePosition(0, 1, 2, 2, 1) },
            { "parent before child", new QueuePosition(0, 1, 1, 1, 9), new QueuePosition(0, 1, 1, 5, 1) },
            { "smaller line number", new QueuePosition(0, 1, 1, 1, 1), new QueuePosition(0, 1, 1, 1, 2) },
            {
                "priorities at the ends of their range",
                new QueuePosition(int.MaxValue, 0, 0, 0, 0),
                new QueuePosition(int.MinValue, 0, 0, 0, 0)
            },
            {
                "times at the ends of their range",
                new QueuePosition(0, long.MinValue, 0, 0, 0),
                new QueuePosition(0, long.MaxValue, 0, 0, 0)
            },
        };

    [Theory]
    [MemberData(nameof(Earlier))]
    public void CompareTo_Always_PutsTheEarlierFirst(string why, QueuePosition earlier, QueuePosition later)
    {
        earlier.CompareTo(later).ShouldBeNegative(why);
        later.CompareTo(earlier).ShouldBePositive(why);
        (earlier < later && later > earlier && earlier <= later && later >= earlier).ShouldBeTrue(why);
        (earlier > later || later < earlier || earlier >= later || later <= earlier).ShouldBeFalse(why);
    }

    [Fact]
    public void CompareTo_IsATotalOrderThatAgreesWithEquality()
    {
        var place = Gen.Select(Gen.Int[-1, 1], Gen.Long[0, 1], Gen.Long[0, 1], Gen.Long[0, 1], Gen.Int[0, 1])
            .Select((p, q, f, o, l) => new QueuePosition(p, q, f, o, l));
        Gen.Select(place, place, place)
            .Sample(
                (a, b, c) =>
                {
                    Math.Sign(a.CompareTo(b)).ShouldBe(-Math.Sign(b.CompareTo(a)));
                    (a.CompareTo(b) == 0).ShouldBe(a == b);
                    if (a <= b && b <= c)
                        (a <= c).ShouldBeTrue();
                },
                iter: 20_000
            );
    }
}
