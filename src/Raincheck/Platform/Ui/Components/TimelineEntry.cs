namespace Raincheck.Platform.Ui.Components;

/// <summary>One thing that happened, in words.</summary>
/// <param name="Id">The journal entry.</param>
/// <param name="At">When.</param>
/// <param name="Actor">By whom.</param>
/// <param name="What">The event.</param>
/// <param name="Details">The changes that it caused.</param>
/// <param name="Because">The cause, if it is a different event.</param>
/// <param name="Tone"><c>good</c> for units that came, <c>bad</c> for units that are missing, <c>plain</c> otherwise.</param>
public sealed record TimelineEntry(
    long Id,
    DateTimeOffset At,
    string Actor,
    string What,
    IReadOnlyList<string> Details,
    string? Because,
    string Tone
);
