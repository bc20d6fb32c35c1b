using System.Collections.Concurrent;

namespace Raincheck.Platform.Access;

/// <summary>A cache of database results with a time to live of some seconds, which can be invalidated.</summary>
internal sealed class TtlCache<T>(TimeProvider time)
    where T : class
{
    private const int CountMax = 10_000;

    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);
    private long generation;

    public async ValueTask<T?> GetAsync(string key, Func<string, CancellationToken, Task<T?>> ask, CancellationToken cancel)
    {
        // By the clock that nothing sets: an answer must not live longer because the time of day was put back.
        var now = time.GetTimestamp();
        // Read before the database is: an answer from before a change must not outlive it.
        var since = Interlocked.Read(ref generation);
        if (answers.TryGetValue(key, out var known) && known.Generation == since && time.GetElapsedTime(known.At, now) < Credentials.Kept)
            return known.Value;
        var value = await ask(key, cancel);
        if (answers.Count >= CountMax)
            answers.Clear();
        answers[key] = new Answer(value, since, now);
        return value;
    }

    public void Forget() => Interlocked.Increment(ref generation);

    private sealed record Answer(T? Value, long Generation, long At);
}
