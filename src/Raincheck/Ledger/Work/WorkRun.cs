using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Work;

/// <summary>
/// Runs a unit of work in its phases: load once; begin, decide and settle for each command; then make the journal, write the
/// e-mails, load what answers show, and save.
/// </summary>
internal sealed class WorkRun
{
    private readonly WorkParts parts;

    public WorkRun(LedgerTransaction transaction, Catalogue catalogue)
    {
        parts = new WorkParts(transaction, catalogue);
        Work = new UnitOfWork(this, parts);
    }

    /// <summary>What commands see and change.</summary>
    public UnitOfWork Work { get; }

    /// <inheritdoc cref="Loader.LoadAsync"/>
    public Task LoadAsync(LoadPlan plan, bool isRepeated, Action askLocked, CancellationToken cancel) =>
        parts.Loader.LoadAsync(plan, isRepeated, askLocked, cancel);

    /// <summary>Begins the next command, whose changes go into this change set.</summary>
    public void Begin(ChangeSet changeSet) => parts.Context.Begin(changeSet);

    /// <summary>Ends a command that was carried out: its lines join their queues, and every queue that it touched is settled.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        parts.Lines.JoinQueues();
        await parts.Queues.SettleAsync(cancel);
        parts.Context.Complete();
    }

    /// <inheritdoc cref="JournalWriter.MakeEntriesAsync"/>
    public Task<IReadOnlyDictionary<long, bool>> MakeEntriesAsync(CancellationToken cancel) => parts.Journal.MakeEntriesAsync(cancel);

    /// <inheritdoc cref="MailWriter.WriteAsync"/>
    public Task WriteMailAsync(CancellationToken cancel) => parts.MailWriter.WriteAsync(cancel);

    /// <inheritdoc cref="MailForecaster.ForecastAsync"/>
    public Task<MailForecast> ForecastMailAsync(CancellationToken cancel) =>
        new MailForecaster(parts.Context, parts.Rows, parts.Links, parts.MailPlanner, parts.MailWriter).ForecastAsync(cancel);

    /// <inheritdoc cref="StockBook.LoadShownAsync"/>
    public Task LoadShownLevelsAsync(LoadPlan plan, CancellationToken cancel) => parts.Stock.LoadShownAsync(plan, cancel);

    /// <inheritdoc cref="ChangeWriter.Save"/>
    public void Save()
    {
        new ChangeWriter(parts.Context, parts.Rows, parts.Journal, parts.MailWriter, parts.Links, parts.Repair).Save();
        parts.Promises.Save();
        parts.Consents.Save(parts.Rows.Orders);
    }

    /// <summary>The rows as they would be saved, once everything is settled.</summary>
    public UnsavedRows Unsaved() => new(parts.Context, parts.Rows, parts.Links, parts.Pins);

    /// <summary>Figures about the changes so far.</summary>
    public WorkSummary Summarize() => new(parts.Context, parts.Rows);
}
