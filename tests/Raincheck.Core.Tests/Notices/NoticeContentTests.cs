using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Shouldly;

namespace Raincheck.Core.Tests.Notices;

/// <summary>What a mail tells when it leaves, as a table: one row for each way in which an order can have changed meanwhile.</summary>
public sealed class NoticeContentTests
{
    private const long Day = TimeSpan.MicrosecondsPerDay;
    private const long Now = 100 * Day;

    [Fact]
    public void OutOfStock_TellsTheLinesThatWaitNow()
    {
        var state = State(Marked(), Line(1, 5, held: 2), Line(2, 3, cancelled: 3), Line(3, 4, shipped: 4), Line(4, 1));

        Told(MailEvent.OutOfStockInventoryNotice, new(), state).ShouldBe("1:3 4:1");
    }

    [Fact]
    public void OutOfStock_NothingWaits_IsNotNeeded() =>
        Told(MailEvent.OutOfStockInventoryNotice, new(), State(Marked(), Line(1, 5, held: 5))).ShouldBe("nothing waits any more");

    [Fact]
    public void OutOfStock_TheMarkIsGone_IsNotNeeded() =>
        Told(MailEvent.OutOfStockInventoryNotice, new(), State(new Order { Status = OrderStatus.InProcess }, Line(1, 5)))
            .ShouldBe("the order is no longer a back order");

    [Theory]
    [InlineData(MailEvent.OutOfStockInventoryNotice)]
    [InlineData(MailEvent.ShippingDelayNotice)]
    [InlineData(MailEvent.BackOrderReleasedNotice)]
    [InlineData(MailEvent.DropshipNotice)]
    public void TheOrderWasCancelled_OnlyTheCancellationIsTold(MailEvent what)
    {
        var state = State(new Order { Status = OrderStatus.Cancelled }, Line(1, 5, cancelled: 5));

        Told(what, new([new(1, 3)]), state).ShouldBe("the order was cancelled");
        Told(MailEvent.BackOrderCancelledNotice, new([new(1, 3)]), state).ShouldBe("1:3");
    }

    [Fact]
    public void Delay_TellsWhatWaits_AndEverythingOpenIfNothingWaits()
    {
        Told(MailEvent.ShippingDelayNotice, new(), State(Marked(), Line(1, 5, held: 2), Line(2, 1, held: 1))).ShouldBe("1:3");
        Told(MailEvent.ShippingDelayNotice, new(), State(Marked(), Line(1, 5, held: 5, shipped: 0), Line(2, 1, shipped: 1)))
            .ShouldBe("1:5");
        Told(MailEvent.ShippingDelayNotice, new(), State(Marked(), Line(1, 5, shipped: 5))).ShouldBe("nothing is left to be shipped");
    }

    [Fact]
    public void Delay_TellsTheReasonOnlyWithTheDateThatItBelongsTo()
    {
        var order = Marked();
        order.Delay(Now + 3 * Day).ShouldBeNull();
        var state = State(order, Line(1, 5));

        Content(MailEvent.ShippingDelayNotice, new(Note: "late", ShipDate: Now + 3 * Day), state).Note.ShouldBe("late");
        Content(MailEvent.ShippingDelayNotice, new(Note: "late", ShipDate: Now + 2 * Day), state).Note.ShouldBeNull();
    }

    [Fact]
    public void Delay_ThatIsToldLaterOrWhoseDatePassed_IsNotNeeded()
    {
        var order = Marked();
        order.Delay(Now - Day - 1).ShouldBeNull();

        Told(MailEvent.ShippingDelayNotice, new(), State(order, Line(1, 5))).ShouldBe("the expected ship date has passed");
        Told(MailEvent.ShippingDelayNotice, new(), State(Marked(), Line(1, 5)) with { IsToldLater = true })
            .ShouldBe("a later mail tells of a later delay");
        order.Delay(Now - Day).ShouldBeNull();
        Told(MailEvent.ShippingDelayNotice, new(), State(order, Line(1, 5))).ShouldBe("1:5");
    }

    [Fact]
    public void Released_TellsWhatIsHeld_AndNothingIfUnitsWaitAgainOrNoneIsLeft()
    {
        var order = new Order { Status = OrderStatus.InProcess };

        Told(MailEvent.BackOrderReleasedNotice, new(), State(order, Line(1, 5, held: 3, shipped: 2), Line(2, 1, cancelled: 1)))
            .ShouldBe("1:3");
        Told(MailEvent.BackOrderReleasedNotice, new(), State(order, Line(1, 5, held: 4))).ShouldBe("units are back-ordered again");
        Told(MailEvent.BackOrderReleasedNotice, new(), State(order, Line(1, 5, shipped: 5))).ShouldBe("nothing is left to be shipped");
    }

    [Fact]
    public void Cancelled_TellsTheUnitsOfItsOwnEvent()
    {
        var state = State(Marked(), Line(1, 9, cancelled: 5), Line(2, 4, cancelled: 1));

        Told(MailEvent.BackOrderCancelledNotice, new([new(1, 2), new(2, 1)]), state).ShouldBe("1:2 2:1");
        Told(MailEvent.BackOrderCancelledNotice, new([new(3, 2)]), state).ShouldBe("nothing is cancelled");
    }

    /// <summary>Two units were handed over, then three more on the same purchase order; the vendor gave some back.</summary>
    [Theory]
    [InlineData(5, "1:2", "1:3")]
    [InlineData(4, "1:2", "1:2")]
    [InlineData(2, "1:2", "the vendor does not ship these units any more")]
    [InlineData(1, "1:1", "the vendor does not ship these units any more")]
    [InlineData(0, "the vendor does not ship these units any more", "the vendor does not ship these units any more")]
    public void Dropshipped_TellsEachUnitOnce(int atVendor, string first, string second)
    {
        var state = State(Marked(), Line(1, 9)) with { AtVendor = new Dictionary<int, int> { [1] = atVendor } };

        Told(MailEvent.DropshipNotice, new([new(1, 2)]), state).ShouldBe(first);
        Told(MailEvent.DropshipNotice, new([new(1, 3, ToldBefore: 2)]), state).ShouldBe(second);
    }

    private static Order Marked() => new() { Status = OrderStatus.InProcess, Marked = true };

    private static OrderLine Line(int number, int quantity, int held = 0, int shipped = 0, int cancelled = 0)
    {
        var line = new OrderLine
        {
            Line = number,
            Quantity = quantity,
            Shipped = shipped,
            Cancelled = cancelled,
            Counts = true,
        };
        line.Hold(new(held, 0, 0));
        return line;
    }

    private static NoticeState State(Order order, params OrderLine[] lines) =>
        new(order, lines, new Dictionary<int, int>(), IsToldLater: false, Now);

    private static NoticeContent Content(MailEvent what, MailOccasion occasion, NoticeState state) =>
        NoticeContent.Of(what, occasion, state);

    private static string Told(MailEvent what, MailOccasion occasion, NoticeState state)
    {
        var content = Content(what, occasion, state);
        return content.NotNeeded ?? string.Join(' ', content.Lines.Select(l => $"{l.Line.Line}:{l.Units}"));
    }
}
