using System.Threading.Channels;

namespace Raincheck.Ledger;

/// <summary>
/// Queues commands and hands them to workers in batches. All waiting commands go together, as far as a transaction takes them;
/// a lone command does not wait. The queue is bounded in commands and in weight.
/// </summary>
internal sealed class CommandQueue : IAsyncDisposable
{
    /// <summary>The most commands in one batch.</summary>
    public const int CommandsMax = 1_000;

    /// <summary>The most lines and items in one batch, unless one command alone has more.</summary>
    private const int WeightMax = 8_000;

    private const int QueuedMax = 20_000;

    /// <summary>The most lines and items that wait or are being carried out: full transactions that keep two workers busy for seconds.</summary>
    private const int QueuedWeightMax = 60_000;

    private readonly Channel<Pending[]> queue = Channel.CreateBounded<Pending[]>(
        new BoundedChannelOptions(QueuedMax) { FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly WeightGate gate = new(QueuedWeightMax);
    private readonly Func<List<Pending>, Task> carryOut;
    private readonly Task[] workers;
    private long queued;

    /// <param name="workers">How many batches are carried out at once.</param>
    /// <param name="carryOut">Carries out a batch and completes its commands, whether they fail or not.</param>
    public CommandQueue(int workers, Func<List<Pending>, Task> carryOut)
    {
        this.carryOut = carryOut;
        this.workers = new Task[workers];
        for (var i = 0; i < workers; i++)
            this.workers[i] = WorkAsync();
    }

    /// <summary>How many commands wait for a batch.</summary>
    /// <remarks>A worker may take a command before it is counted.</remarks>
    public long Length => Math.Max(0, Volatile.Read(ref queued));

    /// <summary>What waits or is being carried out, in lines and items.</summary>
    public long Weight => gate.Held;

    /// <summary>Waits for room, in commands and in weight, and queues the commands together: one worker gets them, in their order.</summary>
    public async Task EnqueueAsync(Pending[] together, CancellationToken cancel)
    {
        var weight = WeightOf(together);
        await gate.EnterAsync(weight, cancel);
        try
        {
            await queue.Writer.WriteAsync(together, cancel);
        }
        catch
        {
            gate.Leave(weight);
            throw;
        }
        Interlocked.Add(ref queued, together.Length);
    }

    /// <summary>Finishes what is queued and accepts no more.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await Task.WhenAll(workers);
    }

    private async Task WorkAsync()
    {
        var waiting = new Queue<Pending>();
        // Leave the constructor's thread.
        await Task.Yield();
        while (await queue.Reader.WaitToReadAsync())
        {
            // Only its share of the waiting commands: the other workers need some too.
            var share = (queue.Reader.Count + workers.Length - 1) / workers.Length;
            while (share-- > 0 && waiting.Count < CommandsMax && queue.Reader.TryRead(out var together))
                Array.ForEach(together, waiting.Enqueue);
            while (waiting.Count > 0)
            {
                var batch = NextBatch(waiting);
                Interlocked.Add(ref queued, -batch.Count);
                await carryOut(batch);
                gate.Leave(WeightOf(batch));
            }
        }
    }

    /// <summary>No command is without weight: a call of thousands of light ones has theirs together.</summary>
    private static long WeightOf(IEnumerable<Pending> commands) => commands.Sum(p => (long)Math.Max(1, p.Command.Weight));

    private static List<Pending> NextBatch(Queue<Pending> waiting)
    {
        var batch = new List<Pending> { waiting.Dequeue() };
        if (batch[0].Command.IsStructural)
            return batch;
        var weight = batch[0].Command.Weight;
        while (
            batch.Count < CommandsMax
            && waiting.TryPeek(out var next)
            && !next.Command.IsStructural
            && (weight += next.Command.Weight) <= WeightMax
        )
            batch.Add(waiting.Dequeue());
        return batch;
    }
}
