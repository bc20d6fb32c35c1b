namespace Raincheck.Features.Dashboard;

/// <summary>How the back orders are at this moment.</summary>
/// <param name="IsOn">The workflow is on; where it is not, there is nothing else to say.</param>
/// <param name="Orders">Orders that wait for something.</param>
/// <param name="FullOrders">Of these, the ones that wait for everything.</param>
/// <param name="Units">Units that are waited for.</param>
/// <param name="Value">Their value, by the prices of their lines.</param>
/// <param name="Oldest">Since when the one that waits longest does.</param>
/// <param name="Ages">How long they have been waiting.</param>
/// <param name="Skus">The SKUs with the most back-ordered units.</param>
/// <param name="Companies">Back-ordered units by company.</param>
/// <param name="Vendors">Back-ordered units by the vendor of the SKU.</param>
/// <param name="MarkedToday">Orders that became back orders today.</param>
/// <param name="ReleasedToday">Orders that got the units for which they waited today. Those that were cancelled, dropshipped or unmarked by hand are not among them.</param>
/// <param name="Trend">The last days, the oldest first.</param>
/// <param name="ActFirst">The SKUs of which the most is short and not on order.</param>
/// <param name="Released">Of the orders that were released today, the last ones, the newest first.</param>
public sealed record Today(
    bool IsOn,
    int Orders,
    int FullOrders,
    long Units,
    double Value,
    DateTimeOffset? Oldest,
    IReadOnlyList<AgeGroup> Ages,
    IReadOnlyList<Share> Skus,
    IReadOnlyList<Share> Companies,
    IReadOnlyList<Share> Vendors,
    int MarkedToday,
    int ReleasedToday,
    IReadOnlyList<TrendDay> Trend,
    IReadOnlyList<ShortSku> ActFirst,
    IReadOnlyList<ReleasedOrder> Released
)
{
    public static Today Off { get; } = new(false, 0, 0, 0, 0, null, [], [], [], [], 0, 0, [], [], []);
}

/// <summary>Orders that have been waiting for about as long.</summary>
public sealed record AgeGroup(string Name, int Orders);

/// <summary>A part of the back-ordered units.</summary>
/// <param name="Name">Whose: a SKU, a company, a vendor.</param>
/// <param name="Units">How many.</param>
/// <param name="Address">The orders concerned; null if no list shows them.</param>
/// <param name="Title">More about it.</param>
public sealed record Share(string Name, long Units, string? Address = null, string? Title = null);

/// <summary>How many orders became back orders on a day, how many were released by units that came, and how many waited at its end.</summary>
public sealed record TrendDay(DateOnly Day, int Marked, int Released, int Waiting);

/// <summary>An order that got the units for which it waited.</summary>
/// <param name="Number">The order.</param>
/// <param name="At">When.</param>
/// <param name="Because">What brought it about: <c>receipt R-7 on PO-3</c>.</param>
public sealed record ReleasedOrder(string Number, DateTimeOffset At, string Because);

/// <summary>A SKU that is short.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Vendor">The vendor; null if there is none.</param>
/// <param name="BackOrdered">Units that are waited for.</param>
/// <param name="OnOrder">Units still to come.</param>
/// <param name="ExpectedAt">The next expected date.</param>
/// <param name="Proposed">The quantity to reorder; 0 if there is no shortage.</param>
public sealed record ShortSku(
    string Sku,
    string Name,
    string? Vendor,
    long BackOrdered,
    long OnOrder,
    DateTimeOffset? ExpectedAt,
    int Proposed
)
{
    /// <summary>Units that are not on order yet.</summary>
    public long NotOnOrder => Math.Max(0, BackOrdered - OnOrder);
}
