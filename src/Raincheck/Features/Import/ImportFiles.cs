using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>The files that people want imported, and the rows of them that were rejected: kept for some days.</summary>
internal sealed class ImportFiles(ClientDatabase database, TimeProvider time)
{
    /// <summary>The largest file, in bytes.</summary>
    public const long BytesMax = 64 * 1024 * 1024;

    /// <summary>The retention time of a file.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int ChunkBytes = 256 * 1024;
    private const int NameLengthMax = 200;

    public async Task<ImportFileRow?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db.ImportFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.IsWhole, cancel);
    }

    /// <summary>Stores an uploaded file. It keeps at most one chunk in memory.</summary>
    /// <param name="kind">The kind of import.</param>
    /// <param name="name">Its name.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="progress">Told how many bytes have come.</param>
    /// <param name="cancel">To give it up.</param>
    public async Task<ImportFileRow> AddAsync(
        ImportKind kind,
        string name,
        string owner,
        Stream content,
        Action<long> progress,
        CancellationToken cancel
    )
    {
        var file = await BeginAsync(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), kind, name, owner, cancel);
        var buffer = new byte[ChunkBytes];
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is var read and > 0)
        {
            await file.AppendAsync(buffer.AsMemory(0, read), cancel);
            progress(file.Row.Bytes);
        }
        return await file.EndAsync(cancel);
    }

    /// <summary>Begins a file; what was under this id before is gone.</summary>
    public async Task<GrowingFile> BeginAsync(string id, ImportKind kind, string name, string owner, CancellationToken cancel)
    {
        await DeleteAsync([id], cancel);
        var row = new ImportFileRow
        {
            Id = id,
            Kind = kind.Name,
            Name = name.Length <= NameLengthMax ? name : name[^NameLengthMax..],
            Owner = owner,
            CreatedAt = Micros.Of(time.GetUtcNow()),
        };
        await using var db = database.CreateContext();
        db.Add(row);
        await db.SaveChangesAsync(cancel);
        return new GrowingFile(database, row);
    }

    /// <summary>Reads a file from its beginning, a stretch at a time.</summary>
    public Stream Open(ImportFileRow file) => new StoredFileStream(database, file.Id);

    /// <summary>Deletes expired entries.</summary>
    public async Task PruneAsync(CancellationToken cancel)
    {
        var now = Micros.Of(time.GetUtcNow());
        var old = now - (long)Kept.TotalMicroseconds;
        await using var db = database.CreateContext();
        // Taken in under a clock that was ahead, a file is as old as now.
        var latest = StoredTime.LatestAt(now, TimeSpan.Zero);
        var ahead = db.ImportFiles.Where(f => f.CreatedAt > latest);
        if (await ahead.AnyAsync(cancel))
            await ahead.ExecuteUpdateAsync(s => s.SetProperty(f => f.CreatedAt, now), cancel);
        await DeleteAsync(await db.ImportFiles.Where(f => f.CreatedAt < old).Select(f => f.Id).Take(100).ToListAsync(cancel), cancel);
    }

    private async Task DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        await db.ImportChunks.Where(c => ids.Contains(c.FileId)).ExecuteDeleteAsync(cancel);
        await db.ImportFiles.Where(f => ids.Contains(f.Id)).ExecuteDeleteAsync(cancel);
    }
}

/// <summary>A file that is being written. It is not visible before it is complete.</summary>
internal sealed class GrowingFile(ClientDatabase database, ImportFileRow row)
{
    private int chunks;

    public ImportFileRow Row => row;

    public async Task AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        db.Add(
            new ImportChunkRow
            {
                FileId = row.Id,
                Place = chunks++,
                Data = data.ToArray(),
            }
        );
        await db.SaveChangesAsync(cancel);
        row.Bytes += data.Length;
    }

    public async Task<ImportFileRow> EndAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        db.Update(row);
        row.IsWhole = true;
        await db.SaveChangesAsync(cancel);
        return row;
    }
}
