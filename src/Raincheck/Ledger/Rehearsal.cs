using Raincheck.Core;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Shows what commands would do, by the same rules: they are decided on a snapshot of the database, each on what those before it
/// left, and nothing is saved. What other callers change afterwards is not in it.
/// </summary>
public sealed class Rehearsal(ClientLedger ledger, TimeProvider time)
{
    /// <summary>The most commands of one rehearsal.</summary>
    public const int CommandsMax = 2_000;

    /// <param name="commands">At most <see cref="CommandsMax"/>, in their order; those that change products or settings come first.</param>
    /// <param name="actor">The user who would run them. The caller has checked their rights.</param>
    /// <param name="cancel">Stops between two commands.</param>
    public Task<RehearsedEffect> RunAsync(IReadOnlyList<LedgerCommand> commands, string actor, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commands.Count, CommandsMax, nameof(commands));
        // SQLite reads on the thread that asks, and a page's own thread has better things to do.
        return Task.Run(() => TryAsync(commands, actor, cancel), cancel);
    }

    private async Task<RehearsedEffect> TryAsync(IReadOnlyList<LedgerCommand> commands, string actor, CancellationToken cancel)
    {
        await using var snapshot = new Store.RehearsedTransaction(await ledger.SnapshotAsync(cancel));
        var run = new WorkRun(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel));
        var sequence = await CommandSequence.RunAsync(run, commands, actor, Micros.Of(time.GetUtcNow()), isRehearsal: true, cancel);
        var refusals = sequence.Refusals;
        var summary = run.Summarize();
        var (open, backOrdered) = summary.OwnQuantities();
        var markedBefore = await run.MakeEntriesAsync(cancel);
        await run.WriteMailAsync(cancel);
        var (marked, unmarked, changed) = summary.OrderChanges(markedBefore);
        return new RehearsedEffect(refusals, open, backOrdered, marked, unmarked, summary.Units(), await run.ForecastMailAsync(cancel))
        {
            MarkedBefore = summary.OwnMarked(markedBefore),
            Changed = changed,
            NewOrders = summary.NewOrders,
            NewPurchaseOrders = summary.NewPurchaseOrders,
        };
    }
}

/// <summary>What a rehearsal came to.</summary>
/// <param name="Refusals">For each command why it would be refused; null if it would be carried out.</param>
/// <param name="OpenQty">Open units, before, of the orders that the commands are about and would not be refused for.</param>
/// <param name="BackOrderedQty">Of these, the back-ordered ones.</param>
/// <param name="Marked">Orders that would become marked, those of other customers and new ones included.</param>
/// <param name="Unmarked">Orders that would stop being marked.</param>
/// <param name="Units">What would become of units.</param>
/// <param name="Mail">What customers would be told.</param>
public sealed record RehearsedEffect(
    IReadOnlyList<Refusal?> Refusals,
    long OpenQty,
    long BackOrderedQty,
    int Marked,
    int Unmarked,
    RehearsedUnits Units,
    MailForecast Mail
)
{
    /// <summary>Of the orders that the commands are about and would not be refused for, those that are marked now.</summary>
    public int MarkedBefore { get; init; }

    /// <summary>Orders whose quantities would change and whose mark would not.</summary>
    public int Changed { get; init; }

    /// <summary>Orders that would be made, such as those that are split off.</summary>
    public int NewOrders { get; init; }

    /// <summary>Purchase orders that would be made.</summary>
    public int NewPurchaseOrders { get; init; }

    /// <summary>The mails that would be queued, by event and company.</summary>
    public IReadOnlyList<RehearsedMails> Mails => Mail.Mails;

    /// <summary>Mails that wait in the outbox and would not be sent any more.</summary>
    public int CancelledMails => Mail.Cancelled;

    /// <summary>Commands that would be carried out.</summary>
    public int Done => Refusals.Count(r => r is null);

    /// <summary>Open units, before, that the orders hold.</summary>
    public long HeldQty => OpenQty - BackOrderedQty;
}

/// <summary>What would become of units. <i>Own</i> lines are those of the orders that the commands are about.</summary>
/// <param name="Cancelled">Units of own lines that would be cancelled.</param>
/// <param name="Dropshipped">Units of own lines that would go to a vendor.</param>
/// <param name="Linked">Units of own lines that would be linked to purchase orders.</param>
/// <param name="Moved">Units that would move to new orders.</param>
/// <param name="Gained">Units that own lines would hold which they do not hold now.</param>
/// <param name="Lost">Units that own lines would not hold any more.</param>
/// <param name="GainedByOthers">Units that lines of other orders would hold which they do not hold now.</param>
/// <param name="LostByOthers">Units that lines of other orders would not hold any more.</param>
public sealed record RehearsedUnits(
    long Cancelled = 0,
    long Dropshipped = 0,
    long Linked = 0,
    long Moved = 0,
    long Gained = 0,
    long Lost = 0,
    long GainedByOthers = 0,
    long LostByOthers = 0
);
