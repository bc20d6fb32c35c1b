using Npgsql;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The PostgreSQL server that <c>./test</c> starts, or that <c>RAINCHECK_TEST_POSTGRES</c> names.</summary>
/// <remarks>A server that is named but cannot be reached fails the tests: only one that nobody named lets them be skipped.</remarks>
public static class PostgresServer
{
    private const string Missing = "PostgreSQL is not available: set RAINCHECK_TEST_POSTGRES or run ./test";

    private static readonly string? Named = Environment.GetEnvironmentVariable("RAINCHECK_TEST_POSTGRES");

    /// <summary>Whether there is a server to test on.</summary>
    public static bool IsAvailable => !string.IsNullOrWhiteSpace(Named);

    /// <summary>The server's own connection string; the calling test is skipped where there is no server.</summary>
    public static string ConnectionString
    {
        get
        {
            Assert.SkipUnless(IsAvailable, Missing);
            return Named!;
        }
    }

    /// <summary>A new client's place: an empty schema of the test's own. The calling test is skipped where there is no server.</summary>
    public static async Task<PostgresSchema> CreateSchemaAsync()
    {
        // The prefix tells what a killed run left behind on a server that outlives it.
        var name = $"raincheck_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE SCHEMA {name}");
        return new PostgresSchema(name);
    }

    internal static async Task ExecuteAsync(string sql)
    {
        // A transaction that a test left open must fail the test, not hang it.
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Options = "-c lock_timeout=10s" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>A schema that is dropped, with all that is in it, when the test is done with it.</summary>
public sealed class PostgresSchema : IAsyncDisposable
{
    internal PostgresSchema(string name)
    {
        Name = name;
        // Each schema has a pool of connections of its own: idle ones must not pile up over hundreds of tests.
        ConnectionString = new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString)
        {
            SearchPath = name,
            MaxPoolSize = 20,
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    /// <summary>The schema's name.</summary>
    public string Name { get; }

    /// <summary>Reaches the schema through <c>search_path</c>, as the product reaches a client.</summary>
    public string ConnectionString { get; }

    /// <summary>Drops the schema.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await PostgresServer.ExecuteAsync($"DROP SCHEMA {Name} CASCADE");
    }
}
