using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Browser.Tests;

/// <summary>
/// The database behind the console's tests: SQLite, and PostgreSQL where <c>RAINCHECK_TEST_CONSOLE_ON=postgres</c>. Those whose
/// pages read what one database may do differently run on both, on the second one in <c>./test deep</c>.
/// </summary>
public static class Chosen
{
    public static Database Database { get; } =
        Environment.GetEnvironmentVariable("RAINCHECK_TEST_CONSOLE_ON") == "postgres" ? Database.Postgres : Database.Sqlite;

    public static TheoryData<Database> Databases => [Database];

    /// <summary>For tests that are <see cref="MoreInDeepAttribute"/>.</summary>
    public static TheoryData<Database> BothInDeep => Deep.IsOn ? [Database.Sqlite, Database.Postgres] : [Database];
}
