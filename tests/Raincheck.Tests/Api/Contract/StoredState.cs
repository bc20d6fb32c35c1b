using Microsoft.Data.Sqlite;
using Npgsql;
using Raincheck.Storage;

namespace Raincheck.Tests.Api.Contract;

/// <summary>Tells, for less than reading all of it, whether anybody has written to a database.</summary>
internal abstract class StoredState : IAsyncDisposable
{
    public static async Task<StoredState> OfAsync(ClientDatabase database) =>
        database.IsPostgres ? await PostgresState.OpenAsync(database.Postgres!) : await SqliteState.OpenAsync(database.ConnectionString);

    /// <summary>What is equal before and after only where nothing was written.</summary>
    public abstract Task<string> ReadAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>SQLite counts the commits of other connections that wrote something.</summary>
    private sealed class SqliteState(SqliteConnection connection) : StoredState
    {
        public static async Task<SqliteState> OpenAsync(string connectionString)
        {
            var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            return new SqliteState(connection);
        }

        public override async Task<string> ReadAsync()
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA data_version";
            return $"{await command.ExecuteScalarAsync()}";
        }

        public override ValueTask DisposeAsync() => connection.DisposeAsync();
    }

    /// <summary>PostgreSQL writes on each row which transaction made it: rows come with a higher one, and go with the count.</summary>
    private sealed class PostgresState(NpgsqlConnection connection, string query) : StoredState
    {
        public static async Task<PostgresState> OpenAsync(NpgsqlDataSource source)
        {
            var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1",
                connection
            );
            var parts = new List<string>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                parts.Add(
                    $"(SELECT '{reader.GetString(0)} ' || count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM \"{reader.GetString(0)}\")"
                );
            return new PostgresState(connection, $"SELECT concat_ws(', ', {string.Join(", ", parts)})");
        }

        public override async Task<string> ReadAsync()
        {
            await using var command = new NpgsqlCommand(query, connection);
            return (string)(await command.ExecuteScalarAsync())!;
        }

        public override ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
