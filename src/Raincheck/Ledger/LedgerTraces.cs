using System.Diagnostics;

namespace Raincheck.Ledger;

/// <summary>
/// The traces of the ledger's transactions. A transaction carries out the commands of many requests, so it is a trace of its
/// own: it links to the requests, and each of them to it.
/// </summary>
internal static class LedgerTraces
{
    public const string SourceName = "Raincheck.Ledger";
    public const string Transaction = "ledger.transaction";

    /// <summary>As many links as OpenTelemetry keeps of one span unless told otherwise.</summary>
    private const int LinksMax = 128;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>What a command that is given now belongs to; null if tracing is off.</summary>
    public static Activity? Caller => Source.HasListeners() ? Activity.Current : null;

    /// <summary>Begins the trace of a transaction; null if tracing is off.</summary>
    public static Activity? Begin(List<Pending> batch, string database)
    {
        if (!Source.HasListeners())
            return null;
        var callers = batch.Select(p => p.Caller).OfType<Activity>().Distinct().Take(LinksMax).ToList();
        // The transaction does not belong to the activity that started the worker.
        Activity.Current = null;
        var trace = Source.StartActivity(
            Transaction,
            ActivityKind.Internal,
            parentContext: default,
            tags:
            [
                new("db.system.name", database),
                new("raincheck.commands", batch.Count),
                new("raincheck.weight", batch.Sum(p => p.Command.Weight)),
            ],
            links: callers.Select(c => new ActivityLink(c.Context))
        );
        if (trace is not null)
            callers.ForEach(c => c.AddLink(new ActivityLink(trace.Context)));
        return trace;
    }

    /// <summary>The attempt that is begun, from 1.</summary>
    public static void Attempt(this Activity? trace, int attempt) => trace?.SetTag("raincheck.attempts", attempt);

    /// <summary>The transaction was given up. What the failure says may quote values, and stays away.</summary>
    public static void Fail(this Activity? trace, Exception failure)
    {
        trace?.SetTag("error.type", failure.GetType().FullName);
        trace?.SetStatus(ActivityStatusCode.Error);
    }
}
