using Microsoft.EntityFrameworkCore;

namespace Raincheck.Storage;

/// <summary>A file to import, or its rejected rows. Stored in the database, because any process can run the job.</summary>
public sealed class ImportFileRow
{
    public string Id { get; set; } = "";

    /// <summary>What is in it: <c>orders</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
    public string Owner { get; set; } = "";
    public long Bytes { get; set; }

    /// <summary>It came in to its end.</summary>
    public bool IsWhole { get; set; }
    public long CreatedAt { get; set; }
}

/// <summary>A stretch of such a file.</summary>
public sealed class ImportChunkRow
{
    public string FileId { get; set; } = "";
    public int Place { get; set; }
    public byte[] Data { get; set; } = [];
}

/// <summary>The tables of files to import.</summary>
internal static class ImportModel
{
    public static void Apply(ModelBuilder builder)
    {
        builder.Entity<ImportFileRow>(e => e.Property(f => f.Id).ValueGeneratedNever());
        builder.Entity<ImportChunkRow>(e => e.HasKey(c => new { c.FileId, c.Place }));
    }
}
