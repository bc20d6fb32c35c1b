using System.Collections.Concurrent;

namespace Raincheck.Jobs.Mail;

/// <summary>Servers that could not be used just now: left alone for a while that doubles, so that not every mail has to find out.</summary>
internal sealed class ServerPauses(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<MailServer, (int Failures, DateTimeOffset Until)> paused = new();

    public bool IsPaused(MailServer server) => paused.TryGetValue(server, out var pause) && pause.Until > time.GetUtcNow();

    public void Failed(MailServer server) =>
        paused.AddOrUpdate(
            server,
            _ => (1, time.GetUtcNow() + First),
            // Several connections that fail together are one failure.
            (_, pause) => pause.Until > time.GetUtcNow() ? pause : (pause.Failures + 1, time.GetUtcNow() + WaitAfter(pause.Failures + 1))
        );

    public void Worked(MailServer server) => paused.TryRemove(server, out _);

    private static TimeSpan WaitAfter(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < Longest ? wait : Longest;
    }
}
