using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>The result of an import. Records are orders, purchase orders, products or counts.</summary>
internal sealed class ImportCounts
{
    /// <summary>Things that are new.</summary>
    public long Imported { get; set; }

    /// <summary>Things that were there with other contents, and are now as the file says.</summary>
    public long Changed { get; set; }

    /// <summary>Things that were there as the file says, and were left alone.</summary>
    public long AlreadyThere { get; set; }
}

/// <summary>The target of an import, and its actor.</summary>
/// <param name="Ledger">The one way in.</param>
/// <param name="Database">Looks up existing records.</param>
/// <param name="Actor">The actor in the journal.</param>
/// <param name="Cancel">To stop between two batches.</param>
internal sealed record ImportTarget(ClientLedger Ledger, ClientDatabase Database, string Actor, CancellationToken Cancel)
{
    /// <summary>The name of an import that may be taken up again after an interruption; null of one that is not.</summary>
    public string? Key { get; init; }
}

/// <summary>Imports the records of a file into the ledger, a batch at a time.</summary>
/// <typeparam name="T">What the rows are read as.</typeparam>
internal abstract class Importer<T>(ImportTarget target)
    where T : class
{
    /// <summary>The most things of one batch.</summary>
    public const int BatchMax = ClientLedger.CommandsMax;

    private readonly List<IReadOnlyList<ImportReject>> rejects = [];

    public ImportCounts Counts { get; } = new();

    /// <summary>Something that the person should know at the end; null if there is nothing.</summary>
    public virtual string? Remark => null;

    /// <summary>The rows that were refused since they were asked for last, those of one thing together.</summary>
    public IReadOnlyList<IReadOnlyList<ImportReject>> TakeRejects()
    {
        var taken = rejects.ToList();
        rejects.Clear();
        return taken;
    }

    /// <summary>Imports sound things, at most <see cref="BatchMax"/>.</summary>
    public abstract Task TakeAsync(IReadOnlyList<ImportItem<T>> items);

    /// <summary>Imports what had to wait for the end of the file.</summary>
    public virtual Task FinishAsync() => Task.CompletedTask;

    protected ImportTarget Target => target;

    protected CancellationToken Cancel => target.Cancel;

    protected CommandContext Context { get; } = new(target.Actor);

    protected void Refuse(ImportItem<T> item, string reason) => rejects.Add(item.Refuse(reason));

    /// <summary>Carries out one command for each item, each standing or falling by itself.</summary>
    protected Task<IReadOnlyList<Outcome<TAnswer>>> AllAsync<TAnswer>(
        IEnumerable<ImportItem<T>> items,
        Func<T, LedgerCommand<TAnswer>> make
    ) => AllAsync(items.Select(i => make(i.Value!)));

    /// <summary>Carries out commands, each standing or falling by itself.</summary>
    protected Task<IReadOnlyList<Outcome<TAnswer>>> AllAsync<TAnswer>(IEnumerable<LedgerCommand<TAnswer>> commands) =>
        target.Ledger.ExecuteAllAsync([.. commands.Select(c => (c, Context))], target.Cancel);
}
