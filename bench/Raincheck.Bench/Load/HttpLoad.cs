using System.Diagnostics;
using System.Net;

namespace Raincheck.Bench.Load;

/// <summary>What came of asking as fast as the answers came, on several connections at once.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="LatenciesMs">How long each answer took.</param>
/// <param name="Locations">What each answer said was made, where it said so.</param>
internal sealed record LoadResult(double Seconds, List<double> LatenciesMs, List<string> Locations)
{
    public double PerSecond => LatenciesMs.Count / Seconds;
}

/// <summary>A small load client: a socket for each connection, one request under way on each, and as little work for it as can be.</summary>
internal static class HttpLoad
{
    /// <summary>Sends requests until the time is over; what is under way then is waited for.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="makeRequest">Makes a request, head and body.</param>
    /// <exception cref="InvalidOperationException">An answer was not 201.</exception>
    public static async Task<LoadResult> RunAsync(IPEndPoint server, int connections, TimeSpan duration, Func<byte[]> makeRequest)
    {
        var callers = new LoadConnection[connections];
        for (var i = 0; i < connections; i++)
            callers[i] = await LoadConnection.OpenAsync(server);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(callers.Select(c => Task.Run(() => c.AskAsync(started, duration, makeRequest))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var caller in callers)
            caller.Dispose();
        return new LoadResult(seconds, [.. callers.SelectMany(c => c.LatenciesMs)], [.. callers.SelectMany(c => c.Locations)]);
    }
}
