using Raincheck.Platform.Access;

namespace Raincheck.Features.Accounts;

/// <summary>
/// Lets one attempt to sign in of each source be checked at a time, in this process. So each guess sees how many before it were wrong,
/// and a right password need not be counted before it is known to be right. Sources share a fixed number of locks by their hash.
/// </summary>
internal sealed class SignInGate
{
    /// <summary>A power of 2.</summary>
    private const int LocksMax = 256;

    /// <summary>Limits the queue of sign-in attempts per account by the time of their hashing; more are rejected.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, LocksMax).Select(_ => new SemaphoreSlim(1, 1))];
    private int waiting;

    /// <summary>How many attempts wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Waits for the turn of an attempt; the next one begins when it is disposed.</summary>
    /// <exception cref="TooManySignInsException">Too many are before it.</exception>
    public async Task<IDisposable> EnterAsync(string source, CancellationToken cancel)
    {
        var entered = locks[source.GetHashCode(StringComparison.Ordinal) & (LocksMax - 1)];
        if (entered.Wait(0, CancellationToken.None))
            return new Turn(entered);
        Interlocked.Increment(ref waiting);
        try
        {
            return await entered.WaitAsync(WaitMax, cancel) ? new Turn(entered) : throw new TooManySignInsException();
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private sealed class Turn(SemaphoreSlim entered) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
                entered.Release();
        }
    }
}
