using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Cli.Import;

/// <summary>What an import came to. Things are orders, purchase orders, products or counts.</summary>
internal sealed class ImportCounts
{
    /// <summary>Things that are new.</summary>
    public long Imported { get; set; }

    /// <summary>Things that were there with other contents, and are now as the file says.</summary>
    public long Changed { get; set; }

    /// <summary>Things that were there as the file says, and were left alone.</summary>
    public long AlreadyThere { get; set; }
}

/// <summary>Brings what was read from a file into the ledger, a batch at a time.</summary>
/// <typeparam name="T">What the rows are read as.</typeparam>
internal abstract class Importer<T>(CommandClient client, CancellationToken cancel)
    where T : class
{
    /// <summary>The most things of one batch.</summary>
    public const int BatchMax = ClientLedger.CommandsMax;

    private readonly List<ImportReject> rejects = [];

    public ImportCounts Counts { get; } = new();

    /// <summary>Something that the person should know at the end; null where there is nothing.</summary>
    public virtual string? Remark => null;

    /// <summary>The rows that were refused since they were asked for last.</summary>
    public IReadOnlyList<ImportReject> TakeRejects()
    {
        var taken = rejects.ToList();
        rejects.Clear();
        return taken;
    }

    /// <summary>Imports sound things, at most <see cref="BatchMax"/>.</summary>
    public abstract Task TakeAsync(IReadOnlyList<ImportItem<T>> items);

    /// <summary>Imports what had to wait for the end of the file.</summary>
    public virtual Task FinishAsync() => Task.CompletedTask;

    protected CommandClient Client => client;

    protected CancellationToken Cancel => cancel;

    protected static CommandContext Context { get; } = new("import");

    protected void Refuse(ImportItem<T> item, string reason) => rejects.AddRange(item.Refuse(reason));

    /// <summary>Carries out one command for each item, each standing or falling by itself.</summary>
    protected Task<IReadOnlyList<Outcome<TAnswer>>> AllAsync<TAnswer>(
        IEnumerable<ImportItem<T>> items,
        Func<T, LedgerCommand<TAnswer>> make
    ) => client.Ledger.ExecuteAllAsync([.. items.Select(i => (make(i.Value!), Context))], cancel);
}
