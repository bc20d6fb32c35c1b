using System.Collections.Concurrent;

namespace Raincheck.Features.Email.Sending;

/// <summary>Servers that could not be used just now: left alone for a while that doubles, so that not every mail has to find out.</summary>
internal sealed class SmtpCircuitBreaker(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<MailServer, Pause> paused = new();

    public bool IsPaused(MailServer server) => paused.TryGetValue(server, out var pause) && IsOn(pause);

    public void Failed(MailServer server) =>
        paused.AddOrUpdate(
            server,
            _ => new Pause(1, time.GetTimestamp()),
            // Several connections that fail together are one failure.
            (_, pause) => IsOn(pause) ? pause : new Pause(pause.Failures + 1, time.GetTimestamp())
        );

    public void Worked(MailServer server) => paused.TryRemove(server, out _);

    private bool IsOn(Pause pause) => time.GetElapsedTime(pause.Since) < WaitAfter(pause.Failures);

    private static TimeSpan WaitAfter(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < Longest ? wait : Longest;
    }

    /// <param name="Failures">How often the server could not be used, one time after the other.</param>
    /// <param name="Since">The last of these times, by the clock that nothing sets.</param>
    private sealed record Pause(int Failures, long Since);
}
