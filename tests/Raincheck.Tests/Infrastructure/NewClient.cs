using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Raincheck.Storage;

namespace Raincheck.Tests.Infrastructure;

/// <summary>A place for a new client, gone with all that is in it when the test is done with it.</summary>
internal sealed class NewClient : IAsyncDisposable
{
    private static readonly Lazy<Task<byte[]>> SqliteFile = new(MakeSqliteFileAsync);
    private static readonly Lazy<string> PostgresScript = new(MakePostgresScript);

    private readonly Func<ValueTask> drop;

    private NewClient(string connection, Func<ValueTask> drop)
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
    /// <remarks>
    /// To migrate is most of what a small test would do. What the migrations come to is made from them once, and copied from then
    /// on; what the program does where there is nothing is the matter of the tests that begin with <see cref="On"/>.
    /// </remarks>
    public static async Task<NewClient> WithSchemaAsync(Database database)
    {
        var made = On(database);
        await using var client = ClientDatabase.Open(made.Connection);
        if (client.SqliteFile is { } file)
        {
            await File.WriteAllBytesAsync(file, await SqliteFile.Value);
            return made;
        }
        await client.MakeSchemaAsync(CancellationToken.None);
        await using var script = client.Postgres!.CreateCommand(PostgresScript.Value);
        await script.ExecuteNonQueryAsync();
        await client.MakeClientAsync(CancellationToken.None);
        return made;
    }

    public ValueTask DisposeAsync() => drop();

    private static async Task<byte[]> MakeSqliteFileAsync()
    {
        await using var place = On(Database.Sqlite);
        await using (var client = ClientDatabase.Open(place.Connection))
        {
            await client.MigrateAsync();
            await using var db = client.CreateContext();
            // All of it in the one file.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=DELETE");
        }
        return await File.ReadAllBytesAsync(place.Connection);
    }

    private static string MakePostgresScript()
    {
        // Nothing connects to it.
        using var db = new PostgresRaincheckDb(new DbContextOptionsBuilder<PostgresRaincheckDb>().UseNpgsql("Host=none").Options);
        return db.GetService<IMigrator>().GenerateScript();
    }
}
