using Raincheck.Features.Promises.Compare;

namespace Raincheck.Features.WhatIf;

/// <summary>How much a comparison tells.</summary>
public enum WhatIfDetail
{
    /// <summary>The lines of orders too.</summary>
    Orders,

    /// <summary>Only figures.</summary>
    Summary,
}

/// <summary>Hypothetical changes.</summary>
/// <param name="Changes">The changes, 1 to 100. Products change first, then settings, then everything else in this order.</param>
/// <param name="Detail"><c>orders</c> if omitted.</param>
/// <param name="Limit">The most lines in the answer, 1 to 500; 50 if omitted.</param>
public sealed record WhatIfRequest(IReadOnlyList<WhatIfChange> Changes, WhatIfDetail? Detail = null, int? Limit = null);

/// <summary>What hypothetical changes would do. Nothing was changed.</summary>
/// <param name="Id">Its id: to read further lines, or to carry the changes out.</param>
/// <param name="Basis">Tells whether the queues that it rests on are still the same.</param>
/// <param name="Now">What would happen at once.</param>
/// <param name="Dates">The orders whose dates would move.</param>
/// <param name="Skus">The products whose figures would change.</param>
/// <param name="Orders">The lines that would change, and all lines of the orders that the changes name; what is worse comes first.</param>
/// <param name="Total">How many lines that are.</param>
/// <param name="NextCursor">Leads to the next lines, of <c>GET /what-if/{id}</c>; null if there are none.</param>
public sealed record WhatIfView(
    string Id,
    string Basis,
    ChangesNow Now,
    ChangesOfDates Dates,
    IReadOnlyList<ChangedSku> Skus,
    IReadOnlyList<ComparedLine> Orders,
    int Total,
    string? NextCursor
);

/// <summary>Changes that were carried out.</summary>
/// <param name="Id">The id of the comparison.</param>
/// <param name="Now">What happened at once.</param>
/// <param name="Dates">The orders whose dates moved.</param>
public sealed record WhatIfApplied(string Id, ChangesNow Now, ChangesOfDates Dates);

/// <summary>A comparison as it is kept, to read on in it and to carry its changes out.</summary>
internal sealed record KeptWhatIf(IReadOnlyList<WhatIfChange> Changes, WhatIfDetail Detail, Comparison Comparison, int Total);
