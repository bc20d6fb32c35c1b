using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Tests.Infrastructure;

/// <summary>A client that is made once a run and copied from then on: to make it would be most of what a small test does.</summary>
/// <param name="fill">Makes it where the connection leads; nothing is there yet.</param>
internal sealed class ClientTemplate(Func<string, Task> fill)
{
    /// <summary>The schema of this version, and nothing in it.</summary>
    public static readonly ClientTemplate Migrated = new(async connection =>
    {
        await using var client = ClientDatabase.Open(connection);
        await client.MigrateAsync();
    });

    private readonly Lazy<Task<byte[]>> sqlite = new(() => MakeSqliteAsync(fill));
    private readonly Lazy<Task<PostgresTemplate>> postgres = new(() => PostgresTemplate.MakeAsync(fill));

    /// <summary>A copy of the test's own. On PostgreSQL, where there is no server, asking for it skips the test.</summary>
    public async Task<NewClient> CopyAsync(Database database)
    {
        if (database == Database.Postgres)
        {
            PostgresServer.ShouldBeThere();
            var copy = await (await postgres.Value).CopyAsync();
            return new NewClient(copy.ConnectionString, copy.DisposeAsync);
        }
        var made = NewClient.On(database);
        await File.WriteAllBytesAsync(made.Connection, await sqlite.Value);
        return made;
    }

    private static async Task<byte[]> MakeSqliteAsync(Func<string, Task> fill)
    {
        await using var place = NewClient.On(Database.Sqlite);
        await fill(place.Connection);
        // All of it in one file, also with open connections to the other.
        var whole = place.Connection + ".whole";
        await using (var client = ClientDatabase.Open(place.Connection))
        await using (var db = client.CreateContext())
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {whole}");
        return await File.ReadAllBytesAsync(whole);
    }
}
