namespace Raincheck.Tests.Infrastructure;

/// <summary>The databases that everything stored is tested on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
