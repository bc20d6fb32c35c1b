using System.Linq.Expressions;
using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace Raincheck.Ledger.Store;

/// <summary>Writes a row object into a COPY without boxing its values.</summary>
internal static class PostgresRowWriter<T>
    where T : class, new()
{
    public static readonly Action<NpgsqlBinaryImporter, T> Write = Make();

    private static Action<NpgsqlBinaryImporter, T> Make()
    {
        var importer = Expression.Parameter(typeof(NpgsqlBinaryImporter));
        var row = Expression.Parameter(typeof(T));
        var steps = Table<T>.Instance.Inserted.Select(column =>
        {
            var property = typeof(T).GetProperties().First(p => Storage.SnakeCase.Of(p.Name) == column.Name);
            var value = Expression.Property(row, property);
            var plain = Nullable.GetUnderlyingType(column.Type) ?? column.Type;
            var method = typeof(PostgresRowWriter<T>)
                .GetMethod(plain.IsValueType ? nameof(WriteValue) : nameof(WriteReference), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(plain);
            var nullable = plain.IsValueType ? typeof(Nullable<>).MakeGenericType(plain) : plain;
            return (Expression)Expression.Call(method, importer, Expression.Convert(value, nullable), Expression.Constant(DbTypeOf(plain)));
        });
        return Expression.Lambda<Action<NpgsqlBinaryImporter, T>>(Expression.Block(steps), importer, row).Compile();
    }

    private static void WriteValue<TValue>(NpgsqlBinaryImporter importer, TValue? value, NpgsqlDbType type)
        where TValue : struct
    {
        if (value is { } present)
            importer.Write(present, type);
        else
            importer.WriteNull();
    }

    private static void WriteReference<TValue>(NpgsqlBinaryImporter importer, TValue? value, NpgsqlDbType type)
        where TValue : class
    {
        if (value is not null)
            importer.Write(value, type);
        else
            importer.WriteNull();
    }

    private static NpgsqlDbType DbTypeOf(Type type) =>
        type == typeof(int) ? NpgsqlDbType.Integer
        : type == typeof(long) ? NpgsqlDbType.Bigint
        : type == typeof(bool) ? NpgsqlDbType.Boolean
        : type == typeof(decimal) ? NpgsqlDbType.Numeric
        : type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : throw new InvalidOperationException($"{type.Name} has no column type");
}
