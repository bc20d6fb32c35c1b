namespace Raincheck.Tests.Infrastructure;

/// <summary>A place for a new client, gone with all that is in it when the test is done with it.</summary>
internal sealed class NewClient : IAsyncDisposable
{
    private readonly Func<ValueTask> drop;

    internal NewClient(string connection, Func<ValueTask> drop)
    {
        Connection = connection;
        this.drop = drop;
    }

    public string Connection { get; }

    /// <summary>Nothing is there yet.</summary>
    public static NewClient On(Database database)
    {
        if (database == Database.Postgres)
        {
            var schema = PostgresServer.NewSchema();
            return new NewClient(schema.ConnectionString, schema.DisposeAsync);
        }
        var folder = new TempFolder();
        return new NewClient(
            Path.Combine(folder.Path, "client.db"),
            () =>
            {
                folder.Dispose();
                return ValueTask.CompletedTask;
            }
        );
    }

    /// <summary>The schema of this version is there, and nothing in it.</summary>
    /// <remarks>What the program does where there is nothing is the matter of the tests that begin with <see cref="On"/>.</remarks>
    public static Task<NewClient> WithSchemaAsync(Database database) => ClientTemplate.Migrated.CopyAsync(database);

    public ValueTask DisposeAsync() => drop();
}
