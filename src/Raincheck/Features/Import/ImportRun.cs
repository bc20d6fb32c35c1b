namespace Raincheck.Features.Import;

/// <summary>An import that has understood its file and may begin.</summary>
internal abstract class ImportRun(ImportCounts counts) : IDisposable
{
    /// <summary>The result.</summary>
    public ImportCounts Counts { get; } = counts;

    /// <summary>Rows read, without the header.</summary>
    public long Rows { get; protected set; }

    /// <summary>The names of the columns as the file has them.</summary>
    public abstract IReadOnlyList<string> Header { get; }

    /// <summary>Bytes read so far.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Bytes of the whole file, where known.</summary>
    public abstract long? BytesTotal { get; }

    /// <summary>Something that the person should know at the end; null if there is nothing.</summary>
    public abstract string? Remark { get; }

    /// <summary>Imports the file. A rejected record does not affect the others.</summary>
    /// <param name="batchMax">Records in one transaction; small, so that other commands are not blocked.</param>
    /// <param name="step">Called after each batch with the rows that were rejected: those of one thing together, the first in the file first.</param>
    public abstract Task RunAsync(int batchMax, Func<IReadOnlyList<ImportReject>, Task> step);

    public abstract void Dispose();
}

/// <inheritdoc/>
internal sealed class ImportRun<T>(ImportFile<T> file, Importer<T> importer) : ImportRun(importer.Counts)
    where T : class
{
    public override IReadOnlyList<string> Header => file.Header;

    public override long BytesRead => file.BytesRead;

    public override long? BytesTotal => file.BytesTotal;

    public override string? Remark => importer.Remark;

    public override async Task RunAsync(int batchMax, Func<IReadOnlyList<ImportReject>, Task> step)
    {
        foreach (var chunk in file.Read().Chunk(batchMax))
        {
            Rows += chunk.Sum(i => (long)i.Rows.Count);
            await importer.TakeAsync([.. chunk.Where(i => i.Value is not null)]);
            await step(InOrder(chunk.Select(i => i.Rejects).Concat(importer.TakeRejects())));
        }
        await importer.FinishAsync();
        await step(InOrder(importer.TakeRejects()));
    }

    private static IReadOnlyList<ImportReject> InOrder(IEnumerable<IReadOnlyList<ImportReject>> rejects) =>
        [.. rejects.Where(r => r.Count > 0).OrderBy(r => r[0].Row.Line).SelectMany(r => r)];

    public override void Dispose() => file.Dispose();
}
