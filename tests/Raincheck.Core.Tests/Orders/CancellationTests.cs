using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

/// <summary>A line of ten: five with vendors, one of them acknowledged for two; five open, of which three are held.</summary>
public sealed class CancellationTests
{
    private static readonly Order Order = new() { Number = "A-1" };

    [Theory]
    [InlineData(1, false, 1, 0)]
    [InlineData(5, false, 5, 0)]
    [InlineData(7, false, 5, 2)]
    [InlineData(8, false, 5, 3)]
    [InlineData(2, true, 2, 0)]
    [InlineData(null, true, 2, 0)]
    public void Choose_OpenUnitsFirst(int? wanted, bool backOrderedOnly, int open, int atVendor)
    {
        Choose(wanted, backOrderedOnly, out var units).ShouldBeNull();

        (units.Open, units.AtVendor).ShouldBe((open, atVendor));
    }

    [Theory]
    [InlineData(11, false, RefusalCode.NotEnoughOpen, "Line 3 of order A-1 has 10 open units; 11 cannot be cancelled.")]
    [InlineData(3, true, RefusalCode.NotEnoughOpen, "Line 3 of order A-1 has 2 back-ordered units; 3 cannot be cancelled.")]
    [InlineData(
        9,
        false,
        RefusalCode.DropshipStatusForbids,
        "Units of line 3 of order A-1 are on purchase order P-2, which the vendor has acknowledged; they cannot be cancelled here."
    )]
    [InlineData(
        null,
        false,
        RefusalCode.DropshipStatusForbids,
        "Units of line 3 of order A-1 are on purchase order P-2, which the vendor has acknowledged; they cannot be cancelled here."
    )]
    public void Choose_MoreThanCanBeCancelled_RefusesAndTakesNone(int? wanted, bool backOrderedOnly, RefusalCode code, string detail)
    {
        var refusal = Choose(wanted, backOrderedOnly, out var units);

        refusal.ShouldBeRefused(code, detail);
        refusal!.Path.ShouldBe("lines[0].quantity");
        (units.Open, units.AtVendor).ShouldBe((0, 0));
    }

    private static Refusal? Choose(int? wanted, bool backOrderedOnly, out CancelledUnits units)
    {
        var line = new OrderLine
        {
            Line = 3,
            Quantity = 10,
            Dropshipped = 5,
            Counts = true,
        };
        line.Hold(new(3, 0, 0));
        (PurchaseOrderLink, PurchaseOrder)[] links =
        [
            Link("P-1", DropshipStatus.Requested, 3, 3),
            Link("P-2", DropshipStatus.Acknowledged, 3, 2),
            Link("P-3", DropshipStatus.Acknowledged, 4, 9),
        ];
        return Cancellation.Choose(Order, line, wanted, backOrderedOnly, links, "lines[0].quantity", out units);
    }

    private static (PurchaseOrderLink, PurchaseOrder) Link(string number, DropshipStatus status, int line, int units) =>
        (
            new PurchaseOrderLink { Line = line, Quantity = units },
            new PurchaseOrder
            {
                Number = number,
                Type = PurchaseOrderType.Dropship,
                DropshipStatus = status,
            }
        );
}
