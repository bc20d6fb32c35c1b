using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

public sealed class OrderLineTests
{
    private const int ReplacementPool = 2;

    /// <summary>A line of ten with seven firm, loose and replacement units, of which some units go.</summary>
    [Theory]
    [InlineData("nothing goes", 0, 4, 3, 2, 3, 1)]
    [InlineData("back-ordered units go first", 3, 4, 3, 2, 3, 0)]
    [InlineData("then replacement units", 4, 4, 2, 2, 3, 0)]
    [InlineData("all replacement units", 6, 4, 0, 2, 3, 0)]
    [InlineData("then loose ones", 7, 3, 0, 2, 3, 0)]
    [InlineData("firm ones last, and the pin with them", 9, 1, 0, 1, 1, 0)]
    [InlineData("all", 10, 0, 0, 0, 0, 0)]
    public void Shrink_UnitsGo_GivesUpTheCheapestFirst(
        string why,
        int cancelled,
        int own,
        int replacement,
        int firm,
        int firmWanted,
        int backOrdered
    )
    {
        var line = new OrderLine
        {
            Quantity = 10,
            Counts = true,
            FirmWanted = 3,
        };
        line.Hold(new(4, 3, 2), ReplacementPool);
        line.BackOrdered.ShouldBe(3);
        if (cancelled == 0)
            line.ChangeQuantity(8);

        line.Cancel(cancelled);
        line.Shrink();

        line.Held.ShouldBe(new AllocatedUnits(own, replacement, firm), why);
        (line.FirmWanted, line.BackOrdered, line.Allocated).ShouldBe((firmWanted, backOrdered, own + replacement), why);
        line.ReplacementPoolId.ShouldBe(replacement > 0 ? ReplacementPool : null, why);
    }

    /// <summary>Five of ten units are pinned, two cross-docked and three linked; some units go.</summary>
    [Theory]
    [InlineData(0, 7, 5, 3)]
    [InlineData(2, 7, 5, 3)]
    [InlineData(3, 7, 5, 3)]
    [InlineData(4, 6, 5, 3)]
    [InlineData(6, 4, 4, 3)]
    [InlineData(8, 2, 2, 2)]
    [InlineData(10, 0, 0, 0)]
    public void Shrink_UnitsGo_PinAndLinksShrinkLast(int cancelled, int firmWanted, int pinned, int linked)
    {
        var line = new OrderLine
        {
            Quantity = 10,
            Counts = true,
            FirmWanted = 7,
            Pinned = 5,
            Linked = 3,
            Cancelled = cancelled,
        };

        line.Shrink();

        (line.FirmWanted, line.Pinned, line.Linked).ShouldBe((firmWanted, pinned, linked));
        line.Linked.ShouldBeLessThanOrEqualTo(line.LinkableMax);
    }

    [Theory]
    [InlineData("a pin on other units stays", 2, 3, 2, 5, 2, 1)]
    [InlineData("a pin on the same units makes room", 8, 3, 3, 10, 7, 0)]
    public void CrossDock_LinkedUnitsCame_TheyAreFirm(
        string why,
        int pinned,
        int linked,
        int units,
        int firmWanted,
        int stillPinned,
        int stillLinked
    )
    {
        var line = new OrderLine
        {
            Quantity = 10,
            Counts = true,
            FirmWanted = pinned + (why.Contains("other", StringComparison.Ordinal) ? 1 : 0),
            Pinned = pinned,
            Linked = linked,
        };

        line.CrossDock(units);

        (line.FirmWanted, line.Pinned, line.Linked).ShouldBe((firmWanted, stillPinned, stillLinked), why);
    }

    [Fact]
    public void Shrink_LineNoLongerCounts_GivesUpAllAndKeepsThePin()
    {
        var line = new OrderLine
        {
            Quantity = 5,
            Counts = true,
            FirmWanted = 2,
        };
        line.Hold(new(3, 1, 2), ReplacementPool);

        line.Place(new Order(), orderCounts: false);
        line.Shrink();

        line.Held.ShouldBe(default);
        (line.Allocated, line.BackOrdered, line.Open, line.FirmWanted).ShouldBe((0, 0, 5, 2));
    }

    [Fact]
    public void Open_IsWhatWasOrderedLessWhatIsDone()
    {
        var line = new OrderLine
        {
            Quantity = 10,
            Shipped = 1,
            Cancelled = 2,
            Dropshipped = 3,
        };

        (line.Open, line.Claimed).ShouldBe((4, 0));
        line.Place(new Order(), orderCounts: true);
        line.Claimed.ShouldBe(4);
    }

    [Fact]
    public void Hold_WithoutReplacementUnits_NamesNoReplacement()
    {
        var line = new OrderLine { Quantity = 2, Counts = true };
        line.Hold(new(0, 2, 0), ReplacementPool);
        line.ReplacementPoolId.ShouldBe(ReplacementPool);

        line.Hold(new(2, 0, 0), ReplacementPool);
        line.ReplacementPoolId.ShouldBeNull();
    }

    [Fact]
    public void KitComponents_FollowTheText()
    {
        var line = new OrderLine();
        line.IsKit.ShouldBeFalse();
        line.KitComponents.ShouldBeEmpty();

        line = new OrderLine { Components = "12:1,40:2" };
        line.IsKit.ShouldBeTrue();
        line.KitComponents.ShouldBe([new(12, 1), new(40, 2)]);

        line.Replace(new Product { Id = 9 }, KitComponentText.Format([new(7, 3)]));
        line.Components.ShouldBe("7:3");
        line.KitComponents.ShouldBe([new(7, 3)]);
    }
}
