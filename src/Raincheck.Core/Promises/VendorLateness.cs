namespace Raincheck.Core.Promises;

/// <summary>
/// How late a vendor usually is. Each line of a purchase order in each receipt counts once: the day of the receipt less the day that was
/// expected first.
/// </summary>
/// <param name="Receipts">The received lines that were counted, <see cref="ReceiptsMin"/> or more.</param>
/// <param name="UsualDays">The median, in days; negative for early.</param>
/// <param name="EightInTenDays">8 in 10 came at most so many days after the expected day, in days; negative for early.</param>
/// <param name="IsOfAllVendors">Whether the receipts are those of all vendors, because this one has too few.</param>
public sealed record VendorLateness(int Receipts, int UsualDays, int EightInTenDays, bool IsOfAllVendors = false)
{
    /// <summary>The least receipts that say something about a vendor.</summary>
    public const int ReceiptsMin = 8;

    /// <summary>Older receipts do not count, in days.</summary>
    public const int DaysBack = 365;

    /// <summary>For people: <c>usually 6 days late; 8 in 10 within 11 days (14 receipts)</c>.</summary>
    public string Text =>
        $"{(IsOfAllVendors ? "all vendors: " : "")}usually {Usually(UsualDays)}; 8 in 10 {Within(EightInTenDays)} ({Receipts} receipts)";

    /// <summary>The lateness of receipts.</summary>
    /// <param name="daysLate">Of each received line the days after the day that was expected first; negative for early. In any order.</param>
    /// <returns>Null if there are fewer than <see cref="ReceiptsMin"/>.</returns>
    public static VendorLateness? Of(IEnumerable<int> daysLate)
    {
        var sorted = daysLate.Order().ToArray();
        return sorted.Length < ReceiptsMin ? null : new(sorted.Length, Percentile(sorted, 50), Percentile(sorted, 80));
    }

    /// <summary>The least value that so many of a hundred values do not exceed.</summary>
    private static int Percentile(int[] sorted, int percent) => sorted[(int)(((long)sorted.Length * percent + 99) / 100) - 1];

    private static string Usually(int days) =>
        days switch
        {
            0 => "on time",
            > 0 => $"{Days(days)} late",
            < 0 => $"{Days(-days)} early",
        };

    private static string Within(int days) => days > 0 ? $"within {Days(days)}" : "on time";

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
}
