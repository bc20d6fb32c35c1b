namespace Raincheck.Platform.Ui.Components;

/// <summary>One thing that happened, in words.</summary>
/// <param name="Id">The journal entry.</param>
/// <param name="At">When.</param>
/// <param name="Actor">By whom.</param>
/// <param name="What">What happened.</param>
/// <param name="Details">What changed with it.</param>
/// <param name="Because">What brought it about, where that was something else than this.</param>
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
