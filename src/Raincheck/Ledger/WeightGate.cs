namespace Raincheck.Ledger;

/// <summary>
/// Bounds what waits for the ledger by its weight: a thousand large orders are more than a thousand small ones. Those who wait come in
/// in the order in which they came; what is heavier than the bound comes in alone.
/// </summary>
/// <param name="max">The most weight that is inside at once.</param>
internal sealed class WeightGate(long max)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = [];
    private long held;

    /// <summary>What is inside.</summary>
    public long Held
    {
        get
        {
            lock (gate)
                return held;
        }
    }

    /// <summary>Waits for room and takes it.</summary>
    /// <param name="weight">At least 1. All of it at once: commands inside do not wait for more.</param>
    /// <param name="cancel">To give up waiting; then nothing was taken.</param>
    public Task EnterAsync(long weight, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        lock (gate)
        {
            // Behind the waiting ones, also if there is room: otherwise a heavy one could starve.
            if (waiting.Count == 0 && Fits(weight))
            {
                held += weight;
                return Task.CompletedTask;
            }
            var waiter = new Waiter(weight);
            var place = waiting.AddLast(waiter);
            return WaitAsync(waiter, place, cancel);
        }
    }

    /// <summary>Gives room back, in one or in several parts.</summary>
    public void Leave(long weight)
    {
        lock (gate)
        {
            held -= weight;
            if (held < 0)
                throw new InvalidOperationException($"{-held} more left than came in");
            Admit();
        }
    }

    private async Task WaitAsync(Waiter waiter, LinkedListNode<Waiter> place, CancellationToken cancel)
    {
        await using var givenUp = cancel.Register(() =>
        {
            lock (gate)
            {
                // Who is inside already stays there.
                if (place.List is null)
                    return;
                waiting.Remove(place);
                waiter.Admitted.TrySetCanceled(cancel);
                Admit();
            }
        });
        await waiter.Admitted.Task;
    }

    private void Admit()
    {
        while (waiting.First is { Value: var next } && Fits(next.Weight))
        {
            waiting.RemoveFirst();
            held += next.Weight;
            next.Admitted.TrySetResult();
        }
    }

    private bool Fits(long weight) => held == 0 || held + weight <= max;

    private sealed record Waiter(long Weight)
    {
        // Who comes in goes on elsewhere, and not under the lock.
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
