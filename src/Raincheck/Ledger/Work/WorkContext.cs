using Raincheck.Core.Stock;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Work;

/// <summary>The common ground of the parts of a unit of work: the transaction, the catalogue in use and the change sets.</summary>
internal sealed class WorkContext(LedgerTransaction transaction, Catalogue catalogue)
{
    public LedgerTransaction Transaction => transaction;

    /// <summary>The catalogue in use; only a structural command replaces it.</summary>
    public Catalogue Catalogue { get; set; } = catalogue;

    public ClientSettings Settings => Catalogue.Settings;

    /// <summary>The pools that rehearsed products would make, remove or connect; null if there are no such products.</summary>
    public UnsavedPools? UnsavedPools { get; set; }

    /// <summary>The change set of the command that is being decided.</summary>
    public ChangeSet Current { get; private set; } = null!;

    /// <summary>The change sets of the commands that were carried out, in their order.</summary>
    public List<ChangeSet> Done { get; } = [];

    public void Begin(ChangeSet changeSet) => Current = changeSet;

    /// <summary>The command that is being decided was carried out, and its queues are settled.</summary>
    public void Complete()
    {
        Current.Complete();
        Done.Add(Current);
    }
}
