using CsCheck;
using Raincheck.Core.Promises;
using Shouldly;

namespace Raincheck.Core.Tests.Promises;

public sealed class ShippingCalendarTests
{
    private static readonly DateOnly Friday = new(2026, 4, 3);

    [Fact]
    public void ShipsFromStock_OnAShippingDay_IsToday() => ShippingCalendar.Default.ShipsFromStock(Friday).ShouldBe(Friday);

    [Fact]
    public void ShipsFromStock_AtTheWeekend_IsMonday() =>
        ShippingCalendar.Default.ShipsFromStock(Friday.AddDays(1)).ShouldBe(Friday.AddDays(3));

    [Fact]
    public void ShipsAfterReceipt_WithHandlingAndAClosedMonday_IsTuesday()
    {
        var calendar = new ShippingCalendar(WorkingDays, [Friday.AddDays(3)], handlingDays: 1);

        calendar.ShipsAfterReceipt(Friday).ShouldBe(Friday.AddDays(4));
        calendar.ShipsFromStock(Friday).ShouldBe(Friday);
    }

    [Fact]
    public void New_WithoutAShippingDay_IsRefused() => Should.Throw<ArgumentException>(() => new ShippingCalendar([], [], 0));

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public void New_WithAHandlingTimeOutOfRange_IsRefused(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ShippingCalendar(WorkingDays, [], days));

    [Fact]
    public void ShipsAfterReceipt_Always_IsTheFirstDayThatShips() =>
        Gen.Select(Gen.Enum<DayOfWeek>().Array[1, 7], Gen.Int[0, 40].Array[0, 30], Gen.Int[0, 30], Gen.Int[0, 20])
            .Sample(
                (days, closedIn, handling, receivedIn) =>
                {
                    var closed = closedIn.Select(n => Friday.AddDays(n)).ToHashSet();
                    var earliest = Friday.AddDays(receivedIn + handling);

                    var ships = new ShippingCalendar(days, closed, handling).ShipsAfterReceipt(Friday.AddDays(receivedIn));

                    bool IsShippingDay(DateOnly day) => days.Contains(day.DayOfWeek) && !closed.Contains(day);
                    IsShippingDay(ships).ShouldBeTrue();
                    ships.ShouldBeGreaterThanOrEqualTo(earliest);
                    for (var day = earliest; day < ships; day = day.AddDays(1))
                        IsShippingDay(day).ShouldBeFalse();
                }
            );

    private static readonly DayOfWeek[] WorkingDays =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
    ];
}
