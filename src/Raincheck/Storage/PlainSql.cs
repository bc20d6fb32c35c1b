using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Raincheck.Storage;

/// <summary>Statements that Entity Framework would not write, in the transaction of a reading.</summary>
internal static class PlainSql
{
    /// <summary>The rows of a statement, as they come; lists are written <c>IN {name}</c>.</summary>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        this RaincheckDb db,
        string sql,
        IReadOnlyCollection<(string Name, object Value)> parameters,
        Func<DbDataReader, T> row,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var isPostgres = db is PostgresRaincheckDb;
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = isPostgres ? ListParameters.ForPostgres(sql) : ListParameters.ForSqlite(sql);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = isPostgres ? value : ListParameters.SqliteValue(value);
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return row(reader);
    }

    /// <inheritdoc cref="StreamAsync"/>
    public static async Task<List<T>> QueryAsync<T>(
        this RaincheckDb db,
        string sql,
        IReadOnlyCollection<(string Name, object Value)> parameters,
        Func<DbDataReader, T> row,
        CancellationToken cancel
    )
    {
        var rows = new List<T>();
        await foreach (var one in db.StreamAsync(sql, parameters, row, cancel))
            rows.Add(one);
        return rows;
    }
}
