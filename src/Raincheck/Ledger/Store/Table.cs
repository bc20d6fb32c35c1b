using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Raincheck.Ledger.Fields;
using Raincheck.Storage;

namespace Raincheck.Ledger.Store;

/// <summary>One column of a table: how to read it from a row object.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The type of the value in the database: enums are their numbers.</param>
/// <param name="IsKey">Part of the primary key.</param>
/// <param name="IsGenerated">The database makes it.</param>
internal sealed record Column<T>(string Name, Type Type, bool IsKey, bool IsGenerated)
{
    /// <summary>The value, boxed; null if the column is null.</summary>
    public required Func<T, object?> Get { get; init; }

    /// <summary>The values of many rows as an array of the column's type.</summary>
    public required Func<IReadOnlyList<T>, Array> GetAll { get; init; }
}

/// <summary>
/// A table of the model as the ledger's bulk statements need it: names from Entity Framework's model, access to the
/// members compiled once.
/// </summary>
internal sealed class Table<T>
    where T : class, new()
{
    /// <summary>The table of the model that both databases share.</summary>
    public static readonly Table<T> Instance = new();

    private readonly Func<DbDataReader, T> read;

    private Table()
    {
        using var db = new SqliteRaincheckDb(new DbContextOptionsBuilder<SqliteRaincheckDb>().UseSqlite("Data Source=:memory:").Options);
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model");
        Name = entity.GetTableName()!;
        var properties = entity.GetProperties().ToList();
        Columns = properties.ConvertAll(MakeColumn);
        ColumnList = string.Join(", ", Columns.Select(c => c.Name));
        Keys = [.. Columns.Where(c => c.IsKey)];
        Inserted = [.. Columns.Where(c => !c.IsGenerated)];
        read = MakeReader(properties);
    }

    /// <summary>The columns that are not fixed at creation. Only for tables that the ledger changes as a whole.</summary>
    public static IReadOnlyList<Column<T>> Updated => UpdatedColumns.All;

    /// <summary>Those of <see cref="Updated"/> that most commands change.</summary>
    public static IReadOnlyList<Column<T>> UpdatedOften => UpdatedColumns.Often;

    public string Name { get; }

    public IReadOnlyList<Column<T>> Columns { get; }

    /// <summary>The columns' names in the order in which <see cref="Read"/> wants them.</summary>
    public string ColumnList { get; }

    public IReadOnlyList<Column<T>> Keys { get; }

    /// <summary>The columns that an insert fills.</summary>
    public IReadOnlyList<Column<T>> Inserted { get; }

    /// <summary>The columns of these members.</summary>
    public IReadOnlyList<Column<T>> Of(params ReadOnlySpan<string> members)
    {
        var found = new List<Column<T>>();
        foreach (var member in members)
            found.Add(Columns.First(c => c.Name == SnakeCase.Of(member)));
        return found;
    }

    /// <summary>The row under the reader, which must have been asked for <see cref="ColumnList"/>.</summary>
    public T Read(DbDataReader reader) => read(reader);

    /// <summary>Made when first asked for: most tables are never changed as a whole.</summary>
    private static class UpdatedColumns
    {
        public static readonly Column<T>[] All = Without(f => !f.IsUpdated);

        public static readonly Column<T>[] Often = Without(f => !f.IsUpdated || f.IsRare);

        // A column that the fields do not have is saved: it must not be lost.
        private static Column<T>[] Without(Func<Field<T>, bool> isLeftOut)
        {
            var others = LedgerFields.Of<T>().Fields.Where(isLeftOut).Select(f => SnakeCase.Of(f.Member)).ToHashSet();
            return [.. Instance.Columns.Where(c => !c.IsKey && !others.Contains(c.Name))];
        }
    }

    private static Column<T> MakeColumn(IProperty property)
    {
        var stored = StoredType(property.ClrType);
        var row = Expression.Parameter(typeof(T));
        var member = Expression.Property(row, property.PropertyInfo!);
        var value = stored == property.ClrType ? (Expression)member : Expression.Convert(member, stored);
        return new Column<T>(property.GetColumnName(), stored, property.IsPrimaryKey(), property.ValueGenerated == ValueGenerated.OnAdd)
        {
            Get = Expression.Lambda<Func<T, object?>>(Expression.Convert(value, typeof(object)), row).Compile(),
            GetAll =
                (Func<IReadOnlyList<T>, Array>)
                    typeof(Table<T>)
                        .GetMethod(nameof(MakeGetAll), BindingFlags.Static | BindingFlags.NonPublic)!
                        .MakeGenericMethod(stored)
                        .Invoke(null, [Expression.Lambda(value, row).Compile()])!,
        };
    }

    private static Func<IReadOnlyList<T>, Array> MakeGetAll<TValue>(Func<T, TValue> get) =>
        rows =>
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = get(rows[i]);
            return values;
        };

    private static Func<DbDataReader, T> MakeReader(List<IProperty> properties)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var bindings = properties.Select(
            (property, i) =>
            {
                var ordinal = Expression.Constant(i);
                var nullable = !property.ClrType.IsValueType || Nullable.GetUnderlyingType(property.ClrType) is not null;
                var plain = Nullable.GetUnderlyingType(StoredType(property.ClrType)) ?? StoredType(property.ClrType);
                Expression value = Expression.Convert(Expression.Call(reader, GetterOf(plain), ordinal), property.ClrType);
                if (nullable)
                {
                    value = Expression.Condition(
                        Expression.Call(reader, typeof(DbDataReader).GetMethod(nameof(DbDataReader.IsDBNull))!, ordinal),
                        Expression.Default(property.ClrType),
                        value
                    );
                }
                return (MemberBinding)Expression.Bind(property.PropertyInfo!, value);
            }
        );
        return Expression.Lambda<Func<DbDataReader, T>>(Expression.MemberInit(Expression.New(typeof(T)), bindings), reader).Compile();
    }

    private static MethodInfo GetterOf(Type type) =>
        type == typeof(byte[])
            ? typeof(DbDataReader).GetMethod(nameof(DbDataReader.GetFieldValue))!.MakeGenericMethod(type)
            : typeof(DbDataReader).GetMethod(
                type switch
                {
                    _ when type == typeof(int) => nameof(DbDataReader.GetInt32),
                    _ when type == typeof(long) => nameof(DbDataReader.GetInt64),
                    _ when type == typeof(bool) => nameof(DbDataReader.GetBoolean),
                    _ when type == typeof(string) => nameof(DbDataReader.GetString),
                    _ when type == typeof(decimal) => nameof(DbDataReader.GetDecimal),
                    _ => throw new InvalidOperationException($"{type.Name} has no reader"),
                }
            )!;

    private static Type StoredType(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (!plain.IsEnum)
            return type;
        return plain == type ? typeof(int) : typeof(int?);
    }
}
