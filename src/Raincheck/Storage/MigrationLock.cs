using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Raincheck.Storage;

/// <summary>
/// The row by which Entity Framework locks an SQLite file for a migration. This program never makes one (see
/// <see cref="SchemaMigration"/>): an earlier version or a tool does, and leaves it behind where it is killed. On PostgreSQL there is none.
/// </summary>
internal static class MigrationLock
{
    private const string Table = "__EFMigrationsLock";

    /// <summary>The statement that takes the row over, for the transaction of a migration, which no other process can be in.</summary>
    public static string Remove(ClientDatabase database) => database.IsPostgres ? "" : $"DROP TABLE IF EXISTS \"{Table}\"";

    /// <summary>Since when there has been such a row; null for none.</summary>
    public static async Task<DateTimeOffset?> LeftOverSinceAsync(RaincheckDb db, CancellationToken cancel)
    {
        if (db is PostgresRaincheckDb)
            return null;
        if (!await db.Database.SqlQuery<int>($"SELECT 1 AS Value FROM sqlite_master WHERE name = {Table}").AnyAsync(cancel))
            return null;
        var at = await db.Database.SqlQueryRaw<string>($"SELECT \"Timestamp\" AS \"Value\" FROM \"{Table}\"").ToListAsync(cancel);
        return at.Count == 0 ? null : DateTimeOffset.Parse(at[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
