namespace Raincheck.Storage;

/// <summary>
/// What a stored time is worth. The clock may have been ahead when it was written, by hours or days: a time that lies further ahead of
/// now than the program writes any is not believed.
/// </summary>
internal static class StoredTime
{
    /// <summary>How far the clocks of two processes on one database may be apart.</summary>
    public static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(2);

    /// <summary>The latest time that may be believed, in microseconds.</summary>
    /// <param name="now">This moment, in microseconds.</param>
    /// <param name="ahead">The maximum time ahead of now that the program writes; zero for past events.</param>
    public static long LatestAt(long now, TimeSpan ahead) => now + (long)(ahead + SkewMax).TotalMicroseconds;
}
