using System.Text.Json;
using Raincheck.Core;
using Raincheck.Features.Promises.Compare;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.WhatIf;

/// <summary>Makes comparisons, keeps them, and carries their changes out.</summary>
internal sealed class WhatIfDesk(Comparer comparer, ClientLedger ledger)
{
    /// <summary>The lines of a comparison that are kept, the worst first.</summary>
    private const int KeptLinesMax = 10_000;

    private const string Kind = "whatIf";

    /// <summary>A new id; names made from it are short enough for a receipt.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>Compares, and keeps the comparison under the id.</summary>
    /// <exception cref="TooManyLinesException">It takes a job.</exception>
    public async Task<Outcome<KeptWhatIf>> AskAsync(
        string id,
        IReadOnlyList<WhatIfChange> changes,
        WhatIfDetail detail,
        string actor,
        int linesMax,
        CancellationToken cancel
    )
    {
        var commands = WhatIfCommands.Of(changes, id);
        if (commands.Refusal is { } invalid)
            return invalid;
        var outcome = await comparer.CompareAsync(commands.Value.Commands, actor, linesMax, cancel);
        if (outcome.Refusal is { } refusal)
            return commands.Value.Of(outcome.Command, refusal);
        var comparison = outcome.Comparison!;
        var kept = new KeptWhatIf(
            changes,
            detail,
            comparison with
            {
                Lines = detail == WhatIfDetail.Summary ? [] : [.. comparison.Lines.Take(KeptLinesMax)],
            },
            comparison.Lines.Count
        );
        return await ledger.ExecuteAsync(new Keep(kept), Context(id, actor), cancel);
    }

    /// <summary>The comparison of an id; null if there is none.</summary>
    public async Task<KeptWhatIf?> FindAsync(string id, CancellationToken cancel) =>
        await ledger.FindAnswerAsync<KeptWhatIf>(Context(id, ""), cancel) is { Refusal: null } kept ? kept.Value : null;

    /// <summary>Carries the changes of a comparison out, once.</summary>
    public async Task<Outcome<WhatIfApplied>> ApplyAsync(string id, KeptWhatIf asked, string actor, CancellationToken cancel)
    {
        var once = Context(id, actor) with { IdempotencyKey = $"what-if\n{id}\napply" };
        if (await ledger.FindAnswerAsync<WhatIfApplied>(once, cancel) is { } done)
            return done;
        var commands = WhatIfCommands.Of(asked.Changes, id).Value;
        // Without a lock first: most that has moved shows here.
        await using (var snapshot = await ledger.SnapshotAsync(cancel))
        {
            if (await CheckAsync(comparer, snapshot, commands, asked.Comparison.Basis, actor, cancel) is { Refusal: { } moved })
                return moved;
        }
        return await ledger.ExecuteAsync(new ApplyWhatIf(id, commands, asked.Comparison.Basis, comparer), once, cancel);
    }

    /// <summary>The comparison made anew in a transaction, if it still rests on the same.</summary>
    internal static async Task<Outcome<Comparison>> CheckAsync(
        Comparer comparer,
        Ledger.Store.LedgerTransaction transaction,
        WhatIfCommands commands,
        string basis,
        string actor,
        CancellationToken cancel
    )
    {
        try
        {
            var outcome = await comparer.CompareAsync(transaction, commands.Commands, actor, comparer.LinesAtOnceMax, cancel);
            return outcome.Refusal is { } refusal
                    ? new Refusal(RefusalCode.BasisMoved, $"A change is not possible any more: {refusal.Detail}")
                : outcome.Comparison!.Basis != basis
                    ? new Refusal(RefusalCode.BasisMoved, "Stock, orders or purchase orders that this rests on changed since it was asked.")
                : outcome.Comparison;
        }
        catch (TooManyLinesException)
        {
            return new Refusal(
                RefusalCode.TooMany,
                $"The changes touch queues of more than {comparer.LinesAtOnceMax} lines; carry them out one by one."
            );
        }
    }

    private static CommandContext Context(string id, string actor) => new(actor, IdempotencyKey: $"what-if\n{id}", Digest: id);

    /// <summary>Changes nothing; its answer is stored under the id.</summary>
    private sealed class Keep(KeptWhatIf kept) : LedgerCommand<KeptWhatIf>
    {
        protected internal override string Cause => "what if";

        protected internal override string Kind => WhatIfDesk.Kind;

        protected internal override Outcome<Func<KeptWhatIf>> Decide(UnitOfWork work) => Outcomes.Answer(() => kept);
    }
}

/// <summary>
/// Carries the changes of a comparison out in one transaction that has the client to itself: the comparison is made again there, and only if
/// it rests on the same facts the same commands follow.
/// </summary>
internal sealed class ApplyWhatIf(string id, WhatIfCommands commands, string basis, Comparer comparer) : StructuralCommand<WhatIfApplied>
{
    protected internal override string Cause => $"what if {id}";

    protected internal override string Kind => "whatIfApplied";

    protected internal override int Weight => commands.Commands.Sum(c => Math.Max(1, c.Weight));

    internal override bool IsAdministrative => commands.IsAdministrative;

    internal override async Task<Outcome<Func<WhatIfApplied>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var (own, actor, now) = (work.Current, work.Actor, work.Now);
        var check = await WhatIfDesk.CheckAsync(comparer, work.Transaction, commands, basis, actor, cancel);
        if (check.Refusal is { } moved)
            return moved;
        var sequence = await CommandSequence.RunAsync(work.Run, commands.Commands, actor, now, isRehearsal: false, cancel);
        if (sequence.Refusals.FirstOrDefault(r => r is not null) is { } refusal)
            throw new InvalidOperationException($"a command that was rehearsed is refused: {refusal.Detail}");
        await work.Run.LoadShownLevelsAsync(sequence.Plan, cancel);
        work.Run.Begin(own);
        return Outcomes.Answer(() =>
        {
            // A receipt keeps its answer.
            foreach (var answer in sequence.Answers)
                answer();
            return new WhatIfApplied(id, check.Value.Now, check.Value.Dates);
        });
    }
}

/// <summary>The request of a job that makes a large comparison under its own id.</summary>
internal sealed record WhatIfJobRequest(IReadOnlyList<WhatIfChange> Changes, WhatIfDetail Detail, string Actor);

/// <summary>Makes comparisons that take longer than a caller waits.</summary>
internal sealed class WhatIfJob(WhatIfDesk desk) : IJobHandler
{
    private const int LinesMax = 500_000;

    public IReadOnlyList<string> Kinds { get; } = [JobKinds.WhatIf];

    public JobLane Lane { get; } = new(JobKinds.WhatIf, 1);

    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        var request = JsonSerializer.Deserialize<WhatIfJobRequest>(lease.Job.Request, LedgerJson.Options)!;
        var outcome = await desk.AskAsync(lease.Job.Id, request.Changes, request.Detail, request.Actor, LinesMax, cancel);
        return outcome.Refusal is { } refusal ? throw new InvalidOperationException(refusal.Detail) : new JobResult(outcome.Value.Total);
    }
}
