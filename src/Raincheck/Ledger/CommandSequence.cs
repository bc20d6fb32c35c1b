using Raincheck.Core;
using Raincheck.Ledger.Work;

namespace Raincheck.Ledger;

/// <summary>What a sequence of commands came to.</summary>
/// <param name="Plan">What the commands declared.</param>
/// <param name="Refusals">For each command why it was refused; null if it was carried out.</param>
/// <param name="Answers">The answers of those that were carried out; call them when the unit of work is complete.</param>
internal sealed record SequenceOutcome(LoadPlan Plan, IReadOnlyList<Refusal?> Refusals, IReadOnlyList<Func<object>> Answers);

/// <summary>
/// Carries out commands one after the other in one unit of work, each on what those before it left. Those that change the catalogue or
/// settings come first: the others are loaded by the catalogue that these leave.
/// </summary>
internal static class CommandSequence
{
    /// <summary>Decides and settles the commands; a refused one changes nothing.</summary>
    /// <param name="run">A unit of work in which nothing is loaded yet.</param>
    /// <param name="commands">The commands, in any order.</param>
    /// <param name="actor">The user who runs them.</param>
    /// <param name="at">The time that they take as now, in microseconds since 1970-01-01 UTC.</param>
    /// <param name="isRehearsal">Whether nothing will be saved.</param>
    /// <param name="cancel">Stops between two commands.</param>
    /// <returns>Refusals in the order of <paramref name="commands"/>.</returns>
    public static async Task<SequenceOutcome> RunAsync(
        WorkRun run,
        IReadOnlyList<LedgerCommand> commands,
        string actor,
        long at,
        bool isRehearsal,
        CancellationToken cancel
    )
    {
        // The second of a kind would need what the first has not saved yet.
        if (commands.Where(c => c.IsStructural).CountBy(c => c.Rank).Any(r => r.Value > 1))
            throw new ArgumentException("only one command may change products, and one settings", nameof(commands));
        var plan = new LoadPlan();
        foreach (var command in commands)
            command.Declare(plan);
        var isLoaded = false;
        var refusals = new Refusal?[commands.Count];
        var answers = new List<Func<object>>(commands.Count);
        foreach (var (i, command) in commands.Index().OrderBy(c => c.Item.Rank))
        {
            cancel.ThrowIfCancellationRequested();
            if (!command.IsStructural && !isLoaded)
            {
                run.Work.Structure.FollowCatalogue();
                // As a repetition: the numbers that the ledger chooses may be taken, and the ids of a rehearsal are not the sequence's.
                await run.LoadAsync(plan, isRepeated: true, () => { }, cancel);
                isLoaded = true;
            }
            run.Begin(new ChangeSet(command, actor, at));
            var outcome = await command.DecideAsync(run.Work, isRehearsal, cancel);
            refusals[i] = outcome.Refusal;
            if (outcome.Refusal is not null)
                continue;
            await run.SettleAsync(cancel);
            answers.Add(outcome.Value);
        }
        return new SequenceOutcome(plan, refusals, answers);
    }
}
