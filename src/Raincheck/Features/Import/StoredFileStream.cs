using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>Reads a stored file forwards, one stretch of it in memory at a time.</summary>
internal sealed class StoredFileStream(ClientDatabase database, string fileId) : Stream
{
    private ReadOnlyMemory<byte> rest;
    private int next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (rest.IsEmpty)
        {
            using var db = database.CreateContext();
            rest = Next(db).FirstOrDefault();
            next++;
        }
        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rest.IsEmpty)
        {
            await using var db = database.CreateContext();
            rest = await Next(db).FirstOrDefaultAsync(cancellationToken);
            next++;
        }
        return Take(buffer.Span);
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var taken = Math.Min(rest.Length, buffer.Length);
        rest.Span[..taken].CopyTo(buffer);
        rest = rest[taken..];
        return taken;
    }

    private IQueryable<byte[]> Next(RaincheckDb db) =>
        db.ImportChunks.AsNoTracking().Where(c => c.FileId == fileId && c.Place == next).Select(c => c.Data);
}
