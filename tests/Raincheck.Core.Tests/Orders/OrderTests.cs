using Raincheck.Core.Orders;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

public sealed class OrderTests
{
    [Theory]
    [InlineData(0, 0, BackOrderState.None)]
    [InlineData(5, 0, BackOrderState.None)]
    [InlineData(5, 1, BackOrderState.Partial)]
    [InlineData(5, 4, BackOrderState.Partial)]
    [InlineData(5, 5, BackOrderState.Full)]
    [InlineData(1, 1, BackOrderState.Full)]
    [InlineData(5_000_000_000, 4_999_999_999, BackOrderState.Partial)]
    public void StateOf_IsThatOfTheOpenUnits(long open, long backOrdered, BackOrderState expected) =>
        Order.StateOf(open, backOrdered).ShouldBe(expected);
}
