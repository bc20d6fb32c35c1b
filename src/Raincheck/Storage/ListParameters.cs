using System.Text.Json;
using System.Text.RegularExpressions;

namespace Raincheck.Storage;

/// <summary>Statements by hand say <c>IN {name}</c> for a list of values; each database takes such a list in its own form.</summary>
internal static partial class ListParameters
{
    /// <summary>The statement as PostgreSQL takes it: the list is an array.</summary>
    public static string ForPostgres(string sql) => Pattern.Replace(sql, "= ANY(@${name})");

    /// <summary>The statement as SQLite takes it: the list is JSON.</summary>
    public static string ForSqlite(string sql) => Pattern.Replace(sql, "IN (SELECT value FROM json_each(@${name}))");

    /// <summary>The value as SQLite takes it.</summary>
    public static object SqliteValue(object value) =>
        value is Array list and not byte[] ? JsonSerializer.Serialize(list, list.GetType()) : value;

    [GeneratedRegex(@"IN \{(?<name>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern { get; }
}
