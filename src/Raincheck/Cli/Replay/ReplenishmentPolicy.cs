using System.Text;

namespace Raincheck.Cli.Replay;

/// <summary>How Online Retail, which records no purchasing, is replenished in a replay.</summary>
internal sealed record ReplenishmentOptions
{
    /// <summary>Units on hand of a SKU when it is first sold; 0 or more.</summary>
    public int OpeningUnits { get; init; } = 600;

    /// <summary>Weeks of sales that the order-up-to level holds on top of the vendor's lead time; 1 or more.</summary>
    public int CoverWeeks { get; init; } = 12;

    /// <summary>Weeks of past sales that the average is made of; 1 or more.</summary>
    public int LookBackWeeks { get; init; } = 8;

    /// <summary>Vendors over which the SKUs are spread; 1 or more.</summary>
    public int Vendors { get; init; } = 12;
}

/// <summary>What the weekly review knows of a SKU. Units.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Sold">Units ordered by customers in the weeks looked back on.</param>
/// <param name="Weeks">How many of these weeks the SKU has been on sale, 1 or more.</param>
/// <param name="Available">Units that no order holds.</param>
/// <param name="OnOrder">Units on purchase orders that are still to come.</param>
/// <param name="BackOrdered">Units that orders wait for.</param>
internal readonly record struct SkuPosition(string Sku, long Sold, int Weeks, long Available, long OnOrder, long BackOrdered);

/// <summary>A line of a purchase order that the review makes.</summary>
internal readonly record struct ReplenishmentLine(string Vendor, string Sku, int Quantity, DateTimeOffset ExpectedAt);

/// <summary>
/// The stated replenishment of the Online Retail replay: once a week each SKU is ordered up to its average weekly sales times the
/// weeks of lead time and cover. It knows the past only, and is the same in every run.
/// </summary>
internal static class ReplenishmentPolicy
{
    private const int LeadWeeksMax = 3;

    /// <summary>The purchases of a weekly review, by vendor and SKU.</summary>
    /// <param name="now">The time of the review.</param>
    /// <param name="positions">Every SKU that has been sold.</param>
    /// <param name="options">The policy's numbers.</param>
    public static IReadOnlyList<ReplenishmentLine> Review(
        DateTimeOffset now,
        IEnumerable<SkuPosition> positions,
        ReplenishmentOptions options
    )
    {
        var lines = new List<ReplenishmentLine>();
        foreach (var position in positions)
        {
            var vendor = VendorOf(position.Sku, options);
            var leadWeeks = LeadWeeksOf(vendor);
            var level = CeilingOf(position.Sold * (leadWeeks + options.CoverWeeks), position.Weeks);
            var missing = level - (position.Available + position.OnOrder - position.BackOrdered);
            if (missing > 0)
                lines.Add(new(vendor, position.Sku, (int)Math.Min(missing, Core.Quantity.Max), now.AddDays(7 * leadWeeks)));
        }
        lines.Sort(
            (a, b) => string.CompareOrdinal(a.Vendor, b.Vendor) is var order and not 0 ? order : string.CompareOrdinal(a.Sku, b.Sku)
        );
        return lines;
    }

    /// <summary>The vendor of a SKU: <c>V01</c> and so on. The data names none, so a hash spreads the SKUs.</summary>
    public static string VendorOf(string sku, ReplenishmentOptions options) => $"V{(StableHash(sku) % (uint)options.Vendors) + 1:00}";

    /// <summary>Weeks from an order to a vendor until the goods are there, from 1 to 3.</summary>
    public static int LeadWeeksOf(string vendor) => 1 + (int)(StableHash(vendor) % LeadWeeksMax);

    /// <summary>The Monday, 00:00 UTC, of the week of a time; reviews take place then.</summary>
    public static DateTimeOffset WeekOf(DateTimeOffset time) =>
        new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero).AddDays(-(((int)time.UtcDateTime.DayOfWeek + 6) % 7));

    /// <summary>FNV-1a: string.GetHashCode differs from run to run.</summary>
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ octet) * 16777619u);
        return hash;
    }

    private static long CeilingOf(long dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
