using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>
/// The database behind the tests whose pages read nothing that one database does differently: SQLite, and PostgreSQL where
/// <c>RAINCHECK_TEST_CONSOLE_ON=postgres</c>. The others run on both.
/// </summary>
public static class Chosen
{
    public static Database Database { get; } =
        Environment.GetEnvironmentVariable("RAINCHECK_TEST_CONSOLE_ON") == "postgres" ? Database.Postgres : Database.Sqlite;

    public static TheoryData<Database> Databases => [Database];
}
