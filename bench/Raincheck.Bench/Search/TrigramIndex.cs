using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Bench.Search;

/// <summary>
/// The trigrams of a database's own, to compare with our index: FTS5 of SQLite, without a copy of the text, or a table of folded
/// texts with an index of PostgreSQL's extension <c>pg_trgm</c>. Filled in chunks of rows, as our index is.
/// </summary>
/// <param name="shop">Where the rows are.</param>
/// <param name="rows">The table of the rows; it has an <c>id</c>.</param>
/// <param name="columns">The columns to search.</param>
internal sealed class TrigramIndex(BenchShop shop, string rows, params string[] columns)
{
    private const int ChunkRows = 65_536;

    /// <summary>Shorter texts have no trigram.</summary>
    public const int LengthMin = 3;

    private readonly string table = $"bench_trigrams_of_{rows}";
    private readonly bool isPostgres = shop.Client.Postgres is not null;

    public string Name => isPostgres ? "pg_trgm" : "FTS5";

    /// <summary>Removes the index and makes an empty one.</summary>
    public async Task CreateAsync()
    {
        await using var db = await OpenAsync();
        await ExecuteAsync(db, $"DROP TABLE IF EXISTS {table}");
        if (isPostgres)
        {
            await ExecuteAsync(db, "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public");
            await ExecuteAsync(db, $"CREATE TABLE {table} (id bigint PRIMARY KEY, text text NOT NULL)");
            await ExecuteAsync(db, $"CREATE INDEX ON {table} USING gin (text public.gin_trgm_ops)");
        }
        else
            await ExecuteAsync(db, $"CREATE VIRTUAL TABLE {table} USING fts5(text, content='', columnsize=0, tokenize='trigram')");
    }

    public async Task FillAsync()
    {
        await using var db = await OpenAsync();
        var (last, end) = (0L, (await NumbersAsync(db, $"SELECT coalesce(max(id), 0) FROM {rows}"))[0]);
        var text = string.Join(isPostgres ? " || chr(10) || " : " || char(10) || ", columns);
        var insert = isPostgres ? $"{table} (id, text) SELECT id, lower({text})" : $"{table} (rowid, text) SELECT id, {text}";
        while (last < end)
        {
            var to = (
                await NumbersAsync(db, $"SELECT max(id) FROM (SELECT id FROM {rows} WHERE id > {last} ORDER BY id LIMIT {ChunkRows}) r")
            )[0];
            await ExecuteAsync(db, $"INSERT INTO {insert} FROM {rows} WHERE id > {last} AND id <= {to} ORDER BY id");
            last = to;
        }
    }

    public async Task DropAsync()
    {
        await using var db = await OpenAsync();
        await ExecuteAsync(db, $"DROP TABLE {table}");
    }

    /// <summary>The ids of rows in which a text of at least three characters stands, at most so many, in no order.</summary>
    public Task<List<long>> FindAsync(RaincheckDb db, string text, int max)
    {
        var (sql, pattern) = isPostgres
            ? ($"SELECT id FROM {table} WHERE text LIKE @text LIMIT {max}", $"%{Escape(text.ToLowerInvariant())}%")
            : (
                $"SELECT rowid FROM {table} WHERE {table} MATCH @text LIMIT {max}",
                $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            );
        return db.QueryAsync(sql, [("text", pattern)], row => row.GetInt64(0), CancellationToken.None);
    }

    /// <summary>The bytes of a table of ours, or null for this index. On SQLite: of the whole file, without free pages.</summary>
    public async Task<long> BytesAsync(string? ours = null)
    {
        await using var db = await OpenAsync();
        return (
            await NumbersAsync(
                db,
                isPostgres
                    ? $"SELECT pg_total_relation_size('{ours ?? table}')"
                    : "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
            )
        )[0];
    }

    private static Task<List<long>> NumbersAsync(RaincheckDb db, string sql) =>
        db.QueryAsync(sql, [], row => row.GetInt64(0), CancellationToken.None);

    private static async Task ExecuteAsync(RaincheckDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c is '%' or '_' or '\\' ? "\\" + c : c.ToString()));

    private async Task<RaincheckDb> OpenAsync()
    {
        var db = shop.Client.CreateContext();
        await db.Database.OpenConnectionAsync();
        return db;
    }
}
