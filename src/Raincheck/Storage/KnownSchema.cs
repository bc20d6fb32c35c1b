using System.Collections.Frozen;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Raincheck.Storage;

/// <summary>A newer version of the program has migrated the database, in a way that this version must know before it may write.</summary>
public sealed class NewerSchemaException(string migration)
    : Exception(
        $"A newer version of Raincheck has migrated the database ({migration}); this version does not write to it. Use the newer version."
    );

/// <summary>The migrations of this version, and whether it may write to a database.</summary>
internal static class KnownSchema
{
    private static readonly Lazy<FrozenDictionary<string, TypeInfo>> Sqlite = new(() =>
    {
        using var db = new SqliteRaincheckDb(new DbContextOptionsBuilder<SqliteRaincheckDb>().UseSqlite().Options);
        return MigrationsOf(db);
    });

    private static readonly Lazy<FrozenDictionary<string, TypeInfo>> Postgres = new(() =>
    {
        using var db = new PostgresRaincheckDb(new DbContextOptionsBuilder<PostgresRaincheckDb>().UseNpgsql().Options);
        return MigrationsOf(db);
    });

    /// <summary>Whether this version has the migration.</summary>
    public static bool Knows(bool isPostgres, string migration) => Of(isPostgres).ContainsKey(migration);

    /// <summary>The last migration of this version that a program must know in order to write.</summary>
    public static string Needed(bool isPostgres) => NeededOf(Of(isPostgres).Select(m => (m.Key, (MemberInfo)m.Value)));

    /// <summary>The same of any migrations.</summary>
    public static string NeededOf(IEnumerable<(string Id, MemberInfo Type)> migrations) =>
        migrations.Where(m => !m.Type.IsDefined(typeof(OlderProgramsMayWriteAttribute))).Select(m => m.Id).Max(StringComparer.Ordinal)
        ?? "";

    /// <summary>Whether a program that knows these migrations alone may write to the client.</summary>
    /// <param name="isPostgres">Where the client is.</param>
    /// <param name="needed">The migration that a program must know, from the client's row; empty for none.</param>
    /// <exception cref="NewerSchemaException">It must not.</exception>
    public static void RequireKnown(bool isPostgres, string needed)
    {
        if (needed.Length > 0 && !Knows(isPostgres, needed))
            throw new NewerSchemaException(needed);
    }

    private static FrozenDictionary<string, TypeInfo> Of(bool isPostgres) => (isPostgres ? Postgres : Sqlite).Value;

    private static FrozenDictionary<string, TypeInfo> MigrationsOf(RaincheckDb db) =>
        db.GetService<IMigrationsAssembly>().Migrations.ToFrozenDictionary(StringComparer.Ordinal);
}

/// <summary>The schema that a database has.</summary>
/// <param name="Version">Its last migration; null for none.</param>
/// <param name="Pending">The migrations of this version that it lacks.</param>
/// <param name="NewerMigration">The migration for which this version must not write to it; null if it may, or will once it has migrated.</param>
internal sealed record SchemaState(string? Version, IReadOnlyList<string> Pending, string? NewerMigration)
{
    public bool IsCurrent => Pending.Count == 0 && NewerMigration is null;

    /// <summary>Looks at a database that may be of any version, or of none.</summary>
    public static async Task<SchemaState> ReadAsync(RaincheckDb db, CancellationToken cancel)
    {
        var isPostgres = db is PostgresRaincheckDb;
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancel)).ToList();
        var pending = db.Database.GetMigrations().Except(applied, StringComparer.Ordinal).ToList();
        var unknown = applied.LastOrDefault(m => !KnownSchema.Knows(isPostgres, m));
        if (unknown is null)
            return new SchemaState(applied.LastOrDefault(), pending, null);
        // A version that lacks migrations of this one is no later one of the same line.
        if (pending.Count > 0)
            return new SchemaState(applied[^1], pending, unknown);
        var needed = await db.Clients.AsNoTracking().Select(c => c.NeededMigration).SingleOrDefaultAsync(cancel) ?? "";
        return new SchemaState(applied[^1], pending, needed.Length == 0 || KnownSchema.Knows(isPostgres, needed) ? null : needed);
    }
}
