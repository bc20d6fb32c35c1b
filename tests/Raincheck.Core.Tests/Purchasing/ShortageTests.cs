using CsCheck;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Purchasing;

public sealed class ShortageTests
{
    [Theory]
    [InlineData(9, 2, 7)]
    [InlineData(9, 9, 0)]
    [InlineData(3, 10, 0)]
    public void Of_NetsWhatIsOnOrder(long backOrdered, long onOrder, long units) =>
        Shortage.Of(new StockPool { BackOrdered = backOrdered, OnOrder = onOrder }).ShouldBe(units);

    [Fact]
    public void ToOrder_AnyShortage_IsWholePacksEnoughAndNotAPackTooMany() =>
        Gen.Select(Gen.Long[1, 20_000_000], Gen.Int[1, 500], Gen.Int[1, 2_000])
            .Sample(
                (units, packSize, minimum) =>
                {
                    var product = new Product { PackSize = packSize, MinimumOrder = minimum };

                    var ordered = Shortage.ToOrder(units, product);

                    (ordered % packSize).ShouldBe(0);
                    ordered.ShouldBeLessThanOrEqualTo(Quantity.Max);
                    var least = Math.Max(units, minimum);
                    if (ordered < least)
                        (ordered + packSize).ShouldBeGreaterThan(Quantity.Max);
                    else
                        (ordered - packSize).ShouldBeLessThan((int)least);
                }
            );
}
