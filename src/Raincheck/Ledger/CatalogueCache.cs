using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>The newest catalogue that this process has read.</summary>
internal sealed class CatalogueCache : IDisposable
{
    private readonly SqliteFiles? files;
    private Catalogue? newest;

    /// <param name="files">The files of a SQLite database: if another file takes their place, the catalogue is read again.</param>
    public CatalogueCache(SqliteFiles? files)
    {
        this.files = files;
        if (files is not null)
            files.Left += OnFilesLeft;
    }

    /// <summary>The newest catalogue, which may be older than the database's; null before the first was read.</summary>
    public Catalogue? Newest => Volatile.Read(ref newest);

    /// <summary>The catalogue of a transaction; reads only what changed since the newest known one.</summary>
    public async Task<Catalogue> OfAsync(LedgerTransaction transaction, CancellationToken cancel)
    {
        await transaction.ReadAsync(cancel);
        var known = Newest;
        if (known is not null && known.Version == transaction.Client.CatalogueVersion)
            return known;
        var loaded = await Catalogue.LoadAsync(transaction, known?.Version < transaction.Client.CatalogueVersion ? known : null, cancel);
        if (known is null || loaded.Version > known.Version)
            Replace(loaded);
        return loaded;
    }

    /// <summary>Stores the catalogue that a structural command committed.</summary>
    public void Replace(Catalogue committed) => Volatile.Write(ref newest, committed);

    /// <summary>Clears the cache, because the database may be an earlier copy of itself.</summary>
    public void Clear() => Volatile.Write(ref newest, null);

    public void Dispose()
    {
        if (files is not null)
            files.Left -= OnFilesLeft;
    }

    private void OnFilesLeft(object? sender, EventArgs left) => Clear();
}
