using CsCheck;
using Raincheck.Core.Promises;
using Shouldly;

namespace Raincheck.Core.Tests.Promises;

public sealed class VendorLatenessTests
{
    [Fact]
    public void GivenFourteenReceipts_WhenTheyAreCounted_ThenTheMedianAndEightInTenAreNamed()
    {
        var lateness = VendorLateness.Of([11, 0, 6, 3, 6, 9, 6, 2, 7, 5, 20, 14, 8, 1]);

        lateness.ShouldBe(new VendorLateness(14, 6, 11));
        lateness!.Text.ShouldBe("usually 6 days late; 8 in 10 within 11 days (14 receipts)");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Of_FewerThanEightReceipts_IsNull(int receipts) => VendorLateness.Of(Enumerable.Repeat(1, receipts)).ShouldBeNull();

    [Fact]
    public void Of_EightReceiptsThatAreAllADayLate_SaysOneDay() =>
        VendorLateness.Of(Enumerable.Repeat(1, 8))!.Text.ShouldBe("usually 1 day late; 8 in 10 within 1 day (8 receipts)");

    [Theory]
    [InlineData(0, 0, "usually on time; 8 in 10 on time (10 receipts)")]
    [InlineData(-2, -1, "usually 2 days early; 8 in 10 on time (10 receipts)")]
    [InlineData(-1, 4, "usually 1 day early; 8 in 10 within 4 days (10 receipts)")]
    public void Text_EarlyOrOnTime_SaysSo(int usual, int eightInTen, string text) =>
        new VendorLateness(10, usual, eightInTen).Text.ShouldBe(text);

    [Fact]
    public void Text_OfAllVendors_SaysSo() =>
        new VendorLateness(9, 2, 3, IsOfAllVendors: true).Text.ShouldBe(
            "all vendors: usually 2 days late; 8 in 10 within 3 days (9 receipts)"
        );

    [Fact]
    public void Of_AnyReceipts_IsTheLeastDayThatSoManyDoNotExceed() =>
        Gen.Int[-40, 400]
            .Array[VendorLateness.ReceiptsMin, 60]
            .Sample(days =>
            {
                var lateness = VendorLateness.Of(days)!;

                foreach (var (value, percent) in new[] { (lateness.UsualDays, 50), (lateness.EightInTenDays, 80) })
                {
                    days.ShouldContain(value);
                    (days.Count(d => d <= value) * 100).ShouldBeGreaterThanOrEqualTo(days.Length * percent);
                    (days.Count(d => d < value) * 100).ShouldBeLessThan(days.Length * percent);
                }
                VendorLateness.Of(days.Reverse()).ShouldBe(lateness);
            });
}
