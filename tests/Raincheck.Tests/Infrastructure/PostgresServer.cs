using Npgsql;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The PostgreSQL server that <c>./test</c> starts, or that <c>RAINCHECK_TEST_POSTGRES</c> names.</summary>
/// <remarks>A server that is named but cannot be reached fails the tests: they are skipped only if no server is configured.</remarks>
public static class PostgresServer
{
    public const string Missing = "PostgreSQL is not available: set RAINCHECK_TEST_POSTGRES or run ./test";

    private static readonly string? Named = Environment.GetEnvironmentVariable("RAINCHECK_TEST_POSTGRES");

    /// <summary>Whether there is a server to test on.</summary>
    public static bool IsAvailable => !string.IsNullOrWhiteSpace(Named);

    /// <summary>The server's own connection string. Where there is no server, reading it skips the test.</summary>
    public static string ConnectionString
    {
        get
        {
            ShouldBeThere();
            return Named!;
        }
    }

    /// <summary>Skips the test where there is no server.</summary>
    public static void ShouldBeThere() => Assert.SkipUnless(IsAvailable, Missing);

    /// <summary>One statement, where the server's own connection string leads.</summary>
    /// <returns>The first value of its first row; null for none.</returns>
    internal static async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A client's connection string.</summary>
    /// <param name="schema">Where the client is.</param>
    /// <param name="database">The database that the schema is in; null for the one that the server's own connection string names.</param>
    internal static string Within(string schema, string? database = null)
    {
        // Each client has a pool of connections of its own: together they must stay below what the server allows.
        var within = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            SearchPath = schema,
            MaxPoolSize = 40,
            ConnectionIdleLifetime = 20,
            ConnectionPruningInterval = 5,
            IncludeErrorDetail = true,
        };
        if (database is not null)
            within.Database = database;
        return within.ConnectionString;
    }

    /// <summary>A place for a new client. Where there is no server, asking for it skips the test.</summary>
    /// <remarks>The schema itself is not there yet: to make it is the product's part.</remarks>
    public static PostgresSchema NewSchema() => new(ConnectionString);
}

/// <summary>A schema of the test's own, dropped with all that is in it when the test is done with it.</summary>
public sealed class PostgresSchema : IAsyncDisposable
{
    private readonly string serverConnectionString;

    internal PostgresSchema(string serverConnectionString)
    {
        this.serverConnectionString = serverConnectionString;
        // The prefix tells what a killed run left behind on a server that outlives it.
        Name = $"raincheck_test_{Guid.NewGuid():N}";
        ConnectionString = PostgresServer.Within(Name);
    }

    /// <summary>The schema's name.</summary>
    public string Name { get; }

    /// <summary>Reaches the schema through <c>search_path</c>, as the product reaches a client.</summary>
    public string ConnectionString { get; }

    /// <summary>Drops the schema.</summary>
    public async ValueTask DisposeAsync()
    {
        // A transaction that the test left open must fail it, not hang it.
        var settings = new NpgsqlConnectionStringBuilder(serverConnectionString) { Options = "-c lock_timeout=10s" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {Name} CASCADE", connection);
        await command.ExecuteNonQueryAsync();
    }
}
