using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

public sealed class MarkingTests
{
    [Theory]
    [InlineData("back-ordered", 1, OrderStatus.InProcess, MarkMode.Auto, false, true, true)]
    [InlineData("back-ordered on hold", 1, OrderStatus.OnHold, MarkMode.Auto, false, true, true)]
    [InlineData("back-ordered with a problem", 1, OrderStatus.Problem, MarkMode.Auto, false, true, true)]
    [InlineData("nothing back-ordered", 0, OrderStatus.InProcess, MarkMode.Auto, false, true, false)]
    [InlineData("kept unmarked", 1, OrderStatus.InProcess, MarkMode.Auto, true, true, false)]
    [InlineData("marked by hand, with nothing back-ordered", 0, OrderStatus.InProcess, MarkMode.Marked, false, true, true)]
    [InlineData("marked by hand, though kept unmarked", 0, OrderStatus.InProcess, MarkMode.Marked, true, true, true)]
    [InlineData("unmarked by hand", 1, OrderStatus.InProcess, MarkMode.NotMarked, false, true, false)]
    [InlineData("the workflow is off", 1, OrderStatus.InProcess, MarkMode.Auto, false, false, false)]
    [InlineData("the workflow is off, marked by hand", 1, OrderStatus.InProcess, MarkMode.Marked, false, false, false)]
    [InlineData("a quote", 0, OrderStatus.Quote, MarkMode.Marked, false, true, false)]
    [InlineData("cancelled", 0, OrderStatus.Cancelled, MarkMode.Marked, false, true, false)]
    [InlineData("completed", 0, OrderStatus.Completed, MarkMode.Marked, false, true, false)]
    public void ShouldBeMarked_Table(
        string why,
        long backOrdered,
        OrderStatus status,
        MarkMode mode,
        bool keptUnmarked,
        bool enabled,
        bool expected
    ) =>
        Marking
            .ShouldBeMarked(backOrdered, status, mode, keptUnmarked, new ClientSettings { EnableBackOrderWorkflow = enabled })
            .ShouldBe(expected, why);
}
