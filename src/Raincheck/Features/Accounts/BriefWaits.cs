using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>Contexts for the small writes of signing in, which a person waits for.</summary>
internal static class BriefWaits
{
    /// <summary>Longer is not waited for SQLite's one writer: the caller is told to come back.</summary>
    private const int WaitSeconds = 2;

    /// <summary>An open context with a short lock timeout.</summary>
    public static async Task<RaincheckDb> OpenBrieflyAsync(this ClientDatabase database, CancellationToken cancel)
    {
        var db = database.CreateContext();
        await db.Database.OpenConnectionAsync(cancel);
        db.Database.SetCommandTimeout(WaitSeconds);
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            // Not SQLite's own patience, which every opening of a connection sets, but that of each command.
            await using var command = sqlite.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout=0";
            await command.ExecuteNonQueryAsync(cancel);
            sqlite.DefaultTimeout = WaitSeconds;
        }
        return db;
    }
}
