namespace Raincheck.Features.Promises.Compare;

/// <summary>What hypothetical changes would do at once.</summary>
/// <param name="Released">Orders that would stop being back orders and still have open units.</param>
/// <param name="NewlyBackOrdered">Orders that would become back orders, new ones included.</param>
/// <param name="UnitsGained">Units that lines would hold and do not hold now; of a kit, whole kits.</param>
/// <param name="UnitsLost">Units that lines hold now, would still need and would not hold.</param>
/// <param name="ValueGained">The price of <paramref name="UnitsGained"/>; lines without a price count 0.</param>
/// <param name="ValueLost">The price of <paramref name="UnitsLost"/>.</param>
public sealed record ChangesNow(
    int Released,
    int NewlyBackOrdered,
    long UnitsGained,
    long UnitsLost,
    decimal ValueGained,
    decimal ValueLost
);

/// <summary>Orders whose dates hypothetical changes would move. An order counts in each that one of its lines belongs to.</summary>
/// <param name="Earlier">Orders with a line that would ship earlier, or would get a date.</param>
/// <param name="Later">Orders with a line that would ship later.</param>
/// <param name="Lost">Orders with a line that would still wait and have no date any more.</param>
/// <param name="NewlyLate">Orders that would complete after their promised date and do not do so now.</param>
/// <param name="NoLongerLate">Orders that complete after their promised date now and would not do so.</param>
public sealed record ChangesOfDates(int Earlier, int Later, int Lost, int NewlyLate, int NoLongerLate);

/// <summary>The figures of a product now and after hypothetical changes.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Counted">Counted units, before and after.</param>
/// <param name="Allocated">Allocated units, before and after.</param>
/// <param name="BackOrdered">Back-ordered units, before and after.</param>
/// <param name="OnOrder">Units on purchase orders, before and after.</param>
public sealed record ChangedSku(
    string Sku,
    IReadOnlyList<long> Counted,
    IReadOnlyList<long> Allocated,
    IReadOnlyList<long> BackOrdered,
    IReadOnlyList<long> OnOrder
);

/// <summary>What hypothetical changes would do to a line.</summary>
public enum LineVerdict
{
    /// <summary>It would have no date any more.</summary>
    NoDateAnyMore,

    /// <summary>It would hold fewer units.</summary>
    Loses,

    /// <summary>It would hold as many units and ship later.</summary>
    Later,

    /// <summary>It would hold as many units and ship earlier.</summary>
    Earlier,

    /// <summary>It would hold more units.</summary>
    Gains,

    /// <summary>Neither its units nor its date would change.</summary>
    Same,
}

/// <summary>A line now and after hypothetical changes.</summary>
/// <param name="Order">The order's number; of a new order, the one that it would get.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Sku">The product.</param>
/// <param name="Allocated">The units that it holds, before and after.</param>
/// <param name="Date">The day on which the last of its open units ships, before and after; null for none.</param>
/// <param name="Promised">The date that the order is promised for.</param>
/// <param name="Verdict">What becomes of it.</param>
public sealed record ComparedLine(
    string Order,
    int Line,
    string Sku,
    IReadOnlyList<int> Allocated,
    IReadOnlyList<DateOnly?> Date,
    DateOnly? Promised,
    LineVerdict Verdict
)
{
    /// <summary>Whether it would ship after its promised date and does not do so now.</summary>
    internal bool BreaksPromise => Date[1] > Promised && !(Date[0] > Promised);
}

/// <summary>The projection now and after hypothetical changes.</summary>
/// <param name="Basis">Tells whether the queues that it rests on are still the same.</param>
/// <param name="Now">What would happen at once.</param>
/// <param name="Dates">The orders whose dates would move.</param>
/// <param name="Skus">The products whose figures would change, by SKU.</param>
/// <param name="Lines">The lines that would change, and all lines of the orders that the changes name; what is worse comes first.</param>
public sealed record Comparison(
    string Basis,
    ChangesNow Now,
    ChangesOfDates Dates,
    IReadOnlyList<ChangedSku> Skus,
    IReadOnlyList<ComparedLine> Lines
);
