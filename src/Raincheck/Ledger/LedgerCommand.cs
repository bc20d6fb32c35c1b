using Raincheck.Core;

namespace Raincheck.Ledger;

/// <summary>Who wants a command carried out, when, and how a repetition of it is told.</summary>
/// <param name="Actor">A user, an API key or a job, by name.</param>
/// <param name="At">The time that the command takes as now; null for the time at which the ledger is given it.</param>
/// <param name="IdempotencyKey">The same key with the same digest gets the first answer and changes nothing.</param>
/// <param name="Digest">A digest of the request.</param>
public sealed record CommandContext(string Actor, DateTimeOffset? At = null, string? IdempotencyKey = null, string Digest = "")
{
    /// <summary>The versions (entity tags) of the thing of which the caller accepts one; null if any will do.</summary>
    public IReadOnlyCollection<string>? IfMatch { get; init; }
}

/// <summary>
/// Something that changes stock, orders, receipts, settings or catalogue. It says what it needs, is shown it, and decides
/// without waiting for anything; the ledger does the rest.
/// </summary>
/// <remarks>A command may be decided more than once, when its transaction had to be repeated: it keeps nothing of its own.</remarks>
public abstract class LedgerCommand
{
    /// <summary>What it does, in words, as the cause of every change that follows from it: <c>receipt R-7 on PO-3</c>.</summary>
    protected internal abstract string Cause { get; }

    /// <summary>What the journal calls the change of the thing that the command is about.</summary>
    protected internal abstract string Kind { get; }

    /// <summary>How many orders, lines and items it touches, roughly; bounds a transaction, and what waits for one.</summary>
    protected internal virtual int Weight => 1;

    /// <summary>It changes settings or catalogue, and has the client to itself.</summary>
    internal virtual bool IsStructural => false;

    /// <summary>Where it comes in a sequence of commands: products, then settings, then everything else.</summary>
    internal virtual int Rank => IsStructural ? 1 : 2;

    /// <summary>It decides how the client works, which administrators do; everything else is the daily work.</summary>
    internal virtual bool IsAdministrative => IsStructural;

    /// <summary>Says what must be loaded and locked before <c>Decide</c>.</summary>
    protected internal virtual void Declare(LoadPlan plan) { }

    /// <summary>Decides, whatever kind of command it is; the answer may be left unmade.</summary>
    /// <param name="work">What the command declared, loaded.</param>
    /// <param name="isRehearsal">Nothing will be saved: what the command would leave to a job, it does at once.</param>
    /// <param name="cancel">Stops the loading of a structural command.</param>
    internal abstract Task<Outcome<Func<object>>> DecideAsync(UnitOfWork work, bool isRehearsal, CancellationToken cancel);

    /// <summary>The command on its way through the ledger.</summary>
    internal abstract Pending Send(CommandContext context, DateTimeOffset at, Completion completion);
}

/// <summary>A command with an answer.</summary>
/// <typeparam name="T">The answer; must survive a round trip through JSON, because a repetition gets it from there.</typeparam>
public abstract class LedgerCommand<T> : LedgerCommand
{
    /// <summary>
    /// Checks everything, then changes what it was shown; or refuses, having changed nothing.
    /// </summary>
    /// <returns>The answer, made when the batch is complete: it shows the state that is committed.</returns>
    protected internal abstract Outcome<Func<T>> Decide(UnitOfWork work);

    internal override Task<Outcome<Func<object>>> DecideAsync(UnitOfWork work, bool isRehearsal, CancellationToken cancel) =>
        Task.FromResult(Untyped(Decide(work)));

    private protected static Outcome<Func<object>> Untyped(Outcome<Func<T>> outcome) =>
        outcome.Refusal is { } refusal ? refusal : (Func<object>)(() => outcome.Value()!);

    internal sealed override Pending Send(CommandContext context, DateTimeOffset at, Completion completion) =>
        new Pending<T>(this, context, at) { Completion = completion };
}

/// <summary>A change of settings or catalogue: alone in its transaction, it may load what it likes.</summary>
/// <typeparam name="T">The answer.</typeparam>
public abstract class StructuralCommand<T> : LedgerCommand<T>
{
    internal sealed override bool IsStructural => true;

    /// <summary>Checks everything, then loads and changes; or refuses, having changed nothing.</summary>
    internal abstract Task<Outcome<Func<T>>> DecideAsync(UnitOfWork work, CancellationToken cancel);

    /// <summary>The same in a rehearsal: the whole effect, where carrying it out leaves a part to a job.</summary>
    internal virtual Task<Outcome<Func<T>>> RehearseAsync(UnitOfWork work, CancellationToken cancel) => DecideAsync(work, cancel);

    internal sealed override async Task<Outcome<Func<object>>> DecideAsync(UnitOfWork work, bool isRehearsal, CancellationToken cancel) =>
        Untyped(isRehearsal ? await RehearseAsync(work, cancel) : await DecideAsync(work, cancel));

    protected internal sealed override Outcome<Func<T>> Decide(UnitOfWork work) =>
        throw new InvalidOperationException("a structural command is decided by DecideAsync");
}
