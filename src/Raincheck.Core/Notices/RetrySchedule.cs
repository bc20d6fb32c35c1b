namespace Raincheck.Core.Notices;

/// <summary>When a mail that no server took is retried: waits that double, with a spread, and an end.</summary>
public static class RetrySchedule
{
    /// <summary>The most attempts at one mail; with the waits between them some 38 hours.</summary>
    public const int AttemptsMax = 20;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>The longest wait, its spread included.</summary>
    public static readonly TimeSpan WaitMax = Longest * 1.25;

    /// <summary>How long to wait after an attempt failed.</summary>
    /// <param name="attempts">How many there were, at least 1.</param>
    /// <param name="spread">From 0 up to 1: mails that failed together are not to come back together.</param>
    /// <returns>The wait, three quarters to five quarters of its nominal length; null if that was the last attempt.</returns>
    public static TimeSpan? WaitAfter(int attempts, double spread)
    {
        if (attempts >= AttemptsMax)
            return null;
        // Twelve doublings are beyond the longest wait.
        var nominal = First * Math.Pow(2, Math.Min(attempts - 1, 12));
        return (nominal < Longest ? nominal : Longest) * (0.75 + spread / 2);
    }
}
