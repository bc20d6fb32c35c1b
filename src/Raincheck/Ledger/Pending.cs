using System.Diagnostics;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>A command on its way through the ledger.</summary>
internal abstract class Pending(LedgerCommand command, CommandContext context)
{
    public LedgerCommand Command => command;

    public CommandContext Context => context;

    /// <summary>What the command belongs to in the eyes of a trace; null if tracing is off.</summary>
    public Activity? Caller { get; } = LedgerTraces.Caller;

    /// <summary>The row that lets a repetition get the same answer; null if the request has no key or changed nothing.</summary>
    public IdempotencyEntry? NewKey { get; protected set; }

    /// <summary>The reason for which it was refused, in this attempt.</summary>
    public Refusal? Refusal { get; protected set; }

    /// <summary>Decides, or finds the answer that was given before.</summary>
    /// <param name="run">The run that the command is part of.</param>
    /// <param name="answered">Answers by idempotency key; those of this batch are added.</param>
    /// <param name="cancel">To give up.</param>
    public abstract Task DecideAsync(WorkRun run, Dictionary<string, IdempotencyEntry> answered, CancellationToken cancel);

    public abstract void MakeAnswer();

    /// <summary>The reason for which it was refused, once it is answered.</summary>
    public abstract Refusal? Refused { get; }

    /// <summary>Whom to tell when it is carried out.</summary>
    public required Completion Completion { get; init; }
}

/// <summary>Tells a caller when the last of the commands that it gave together is carried out.</summary>
internal sealed class Completion(int commands)
{
    // The caller goes on elsewhere: the ledger has the next batch to do.
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = commands;

    public Task Task => completion.Task;

    public void Done()
    {
        if (Interlocked.Decrement(ref left) == 0)
            completion.TrySetResult();
    }

    public void Fail(Exception exception) => completion.TrySetException(exception);
}

/// <inheritdoc cref="Pending"/>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class Pending<T>(LedgerCommand<T> command, CommandContext context, DateTimeOffset at) : Pending(command, context)
{
    private Func<Outcome<T>>? makeAnswer;

    /// <summary>What the command came to, once it is carried out.</summary>
    public Outcome<T> Answer { get; private set; }

    public override Refusal? Refused => Answer.Refusal;

    public override async Task DecideAsync(WorkRun run, Dictionary<string, IdempotencyEntry> answered, CancellationToken cancel)
    {
        NewKey = null;
        Refusal = null;
        var key = Context.IdempotencyKey;
        if (key is not null && answered.TryGetValue(key, out var known))
        {
            makeAnswer = () => Again(known, Context);
            return;
        }

        var changeSet = new ChangeSet(Command, Context.Actor, Micros.Of(at)) { IfMatch = Context.IfMatch };
        run.Begin(changeSet);
        var outcome = command is StructuralCommand<T> structural
            ? await structural.DecideAsync(run.Work, cancel)
            : command.Decide(run.Work);
        if (outcome.Refusal is { } refusal)
        {
            if (!changeSet.IsEmpty)
                throw new InvalidOperationException($"{command.GetType().Name} refused ({refusal.Code}) after it had changed something");
            Refusal = refusal;
            makeAnswer = () => refusal;
            return;
        }
        await run.SettleAsync(cancel);
        makeAnswer = () => outcome.Value();
        if (key is not null)
        {
            NewKey = new IdempotencyEntry
            {
                Key = key,
                Digest = Context.Digest,
                CreatedAt = changeSet.At,
            };
            // A repetition in the same batch finds the entry, whose answer is filled in when the batch is complete.
            answered.Add(key, NewKey);
        }
    }

    public override void MakeAnswer()
    {
        Answer = makeAnswer!();
        if (NewKey is not null)
            NewKey.Answer = JsonSerializer.Serialize(Answer.Value, LedgerJson.Options);
    }

    /// <summary>The answer that was kept, for the same request again; the refusal of any other.</summary>
    public static Outcome<T> Again(IdempotencyEntry known, CommandContext context) =>
        known.Digest == context.Digest ? JsonSerializer.Deserialize<T>(known.Answer, LedgerJson.Options)! : Outcomes.IdempotencyKeyReused();
}
