namespace Raincheck.Tests.Infrastructure;

/// <summary>The databases of this run.</summary>
public static class Databases
{
    /// <summary>SQLite, and PostgreSQL where there is one: for tests with so many cases that each database as a case would be too many.</summary>
    public static IReadOnlyList<Database> Available =>
        PostgresServer.IsAvailable ? [Database.Sqlite, Database.Postgres] : [Database.Sqlite];
}
