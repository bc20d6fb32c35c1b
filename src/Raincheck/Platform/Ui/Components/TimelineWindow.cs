namespace Raincheck.Platform.Ui.Components;

/// <summary>The newest entries, which are reloaded after changes, and below them older entries loaded on request.</summary>
internal sealed class TimelineWindow
{
    private readonly List<TimelineEntry> older = [];
    private IReadOnlyList<TimelineEntry> newest = [];

    public IReadOnlyList<TimelineEntry> Entries => [.. newest, .. older];

    /// <summary>More happened before.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The newest entries as they are now.</summary>
    /// <param name="read">The entries.</param>
    /// <param name="hasMore">More happened before them.</param>
    public void Renew(IReadOnlyList<TimelineEntry> read, bool hasMore)
    {
        if (older.Count > 0 && newest is [var first, ..] && read is [.., var last] && last.Id <= first.Id)
        {
            // What newer entries push out stays in sight.
            older.InsertRange(0, newest.Where(e => e.Id < last.Id));
        }
        else
        {
            // Nothing older is shown; or so much happened that something is missing between.
            older.Clear();
            HasMore = hasMore;
        }
        newest = read;
    }

    /// <summary>The entries before all of these; one more than <paramref name="step"/> where there are more.</summary>
    public void Add(IReadOnlyList<TimelineEntry> before, int step)
    {
        older.AddRange(before.Take(step));
        HasMore = before.Count > step;
    }
}
