using System.Collections.Concurrent;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Raincheck.Tests.Infrastructure.PostgresTemplates))]

namespace Raincheck.Tests.Infrastructure;

/// <summary>Drops the templates when the run is over.</summary>
public sealed class PostgresTemplates : IAsyncDisposable
{
    internal static readonly ConcurrentBag<string> Names = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names)
            await PostgresServer.ExecuteAsync($"DROP DATABASE IF EXISTS {name}");
    }
}

/// <summary>A database that others are copies of.</summary>
internal sealed class PostgresTemplate
{
    private const string Schema = "shop";

    private readonly string name = $"raincheck_template_{Guid.NewGuid():N}";

    private PostgresTemplate() { }

    /// <param name="fill">Fills the database that the connection leads to.</param>
    public static async Task<PostgresTemplate> MakeAsync(Func<string, Task> fill)
    {
        var made = new PostgresTemplate();
        PostgresTemplates.Names.Add(made.name);
        await PostgresServer.ExecuteAsync($"CREATE DATABASE {made.name}");
        // The copied database must have no connections, pooled ones included.
        var place = new NpgsqlConnectionStringBuilder(PostgresServer.Within(Schema, made.name)) { Pooling = false };
        await fill(place.ConnectionString);
        return made;
    }

    /// <summary>A database of the test's own.</summary>
    public async Task<PostgresCopy> CopyAsync()
    {
        var copy = new PostgresCopy(Schema);
        await using var connection = new NpgsqlConnection(PostgresServer.ConnectionString);
        await connection.OpenAsync();
        // The files as they are: later versions would rather write them to the log page by page.
        var strategy = connection.PostgreSqlVersion.Major >= 15 ? " STRATEGY file_copy" : "";
        await using var command = new NpgsqlCommand($"CREATE DATABASE {copy.Name} TEMPLATE {name}{strategy}", connection);
        await command.ExecuteNonQueryAsync();
        return copy;
    }
}

/// <summary>A database of the test's own, dropped when the test is done with it.</summary>
public sealed class PostgresCopy : IAsyncDisposable
{
    private static readonly TimeSpan OpenMax = TimeSpan.FromSeconds(10);

    internal PostgresCopy(string schema)
    {
        // The prefix tells what a killed run left behind on a server that outlives it.
        Name = $"raincheck_test_{Guid.NewGuid():N}";
        ConnectionString = PostgresServer.Within(schema, Name);
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>Reaches its one schema through <c>search_path</c>, as the product reaches a client.</summary>
    public string ConnectionString { get; }

    /// <summary>Drops the database.</summary>
    /// <exception cref="InvalidOperationException">The test left a transaction open.</exception>
    public async ValueTask DisposeAsync()
    {
        // Connections of a pool are cut; a transaction that stays open must fail the test.
        var ends = DateTime.UtcNow + OpenMax;
        object? open;
        while ((open = await PostgresServer.ExecuteAsync(OpenTransactions)) is not null && DateTime.UtcNow < ends)
            await Task.Delay(50);
        await PostgresServer.ExecuteAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        if (open is not null)
            throw new InvalidOperationException($"The test left a transaction open, with this as its last statement: {open}");
    }

    private string OpenTransactions =>
        $"SELECT query FROM pg_stat_activity WHERE datname = '{Name}' AND state LIKE 'idle in transaction%' LIMIT 1";
}
