namespace Raincheck.Core.Consents;

/// <summary>What is due about the delay of an order.</summary>
public abstract record DelayStep
{
    private DelayStep() { }

    /// <summary>Nothing is due.</summary>
    public static DelayStep Wait { get; } = new Nothing();

    /// <summary>The customer is to be asked.</summary>
    /// <param name="Option">What the notice offers.</param>
    public sealed record Notify(DelayOption Option) : DelayStep;

    /// <summary>The time to answer, or the consent, has run out: the order counts as cancelled.</summary>
    public sealed record CountAsCancelled : DelayStep
    {
        /// <summary>The only value.</summary>
        public static CountAsCancelled Instance { get; } = new();
    }

    private sealed record Nothing : DelayStep;
}
