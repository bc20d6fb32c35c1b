using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Storage;

/// <summary>The tables in an SQLite file.</summary>
public sealed class SqliteRaincheckDb(DbContextOptions<SqliteRaincheckDb> options) : RaincheckDb(options);

/// <summary>The tables in a PostgreSQL schema.</summary>
public sealed class PostgresRaincheckDb(DbContextOptions<PostgresRaincheckDb> options) : RaincheckDb(options)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        foreach (var sequence in new[] { "orders_ids", "purchase_orders_ids", "receipts_ids" })
            builder.HasSequence<long>(sequence).StartsAt(1001);
        base.OnModelCreating(builder);
        // Every order changes the sums of its pools: room on the page keeps the new version beside the old, out of the indexes.
        builder.Entity<StockPool>().HasStorageParameter("fillfactor", 40);
        builder.Entity<OrderLine>().HasStorageParameter("fillfactor", 85);
        builder.Entity<Order>().HasStorageParameter("fillfactor", 85);
    }
}

/// <summary>The database of a client: an SQLite file or a PostgreSQL schema, detected from the connection string.</summary>
public sealed class ClientDatabase : IAsyncDisposable
{
    private readonly DbContextOptions options;

    private ClientDatabase(string connectionString, bool isPostgres, NpgsqlDataSource? postgres, NpgsqlDataSource? ledger)
    {
        ConnectionString = connectionString;
        IsPostgres = isPostgres;
        Postgres = postgres;
        PostgresForLedger = ledger;
        // Without a connection: EF Core keeps the model and every compiled query by its options, and would keep them for each pool.
        options = isPostgres
            ? new DbContextOptionsBuilder<PostgresRaincheckDb>().UseNpgsql().AddInterceptors(new WriteGuard(isPostgres)).Options
            : new DbContextOptionsBuilder<SqliteRaincheckDb>()
                .UseSqlite(SqliteConnectionString)
                .AddInterceptors(new SqlitePragmas(Files = new SqliteFiles(Path.GetFullPath(SqliteFile!))), new WriteGuard(isPostgres))
                .Options;
        if (Files is not null)
            Files.Left += (_, _) => ForgetConnections();
        Troubles.Met += (_, _) =>
        {
            // A server that may be written to again says so to new connections alone.
            if (Troubles.Current is not (DatabaseTrouble.DiskFull or DatabaseTrouble.DiskFailed))
                ForgetConnections();
        };
    }

    /// <summary>The last trouble of the database that this process met.</summary>
    internal TroubleWatch Troubles { get; } = new();

    /// <summary>Whether the files are in their place, where it is SQLite.</summary>
    internal SqliteFiles? Files { get; }

    /// <summary>The connection of those who use a database that is there: SQLite would make a new file in the place of one that was taken away.</summary>
    internal string SqliteConnectionString
    {
        get
        {
            var builder = SqliteBuilder(ConnectionString);
            if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
                builder.Mode = SqliteOpenMode.ReadWrite;
            return builder.ConnectionString;
        }
    }

    public string ConnectionString { get; }

    public bool IsPostgres { get; }

    /// <summary>The pool of connections, where it is PostgreSQL.</summary>
    public NpgsqlDataSource? Postgres { get; }

    /// <summary>The pool of connections of the ledger's writing transactions.</summary>
    internal NpgsqlDataSource? PostgresForLedger { get; }

    /// <summary>A description of the database for messages, without a password.</summary>
    public string Description => Describe(ConnectionString);

    /// <summary>The file, where it is SQLite.</summary>
    public string? SqliteFile => IsPostgres ? null : SqliteBuilder(ConnectionString).DataSource;

    /// <summary>What to say of a connection that <see cref="Open"/> takes: never a password.</summary>
    public static string Describe(string connection)
    {
        if (!LooksLikePostgres(connection))
            return $"SQLite {SqliteBuilder(connection).DataSource}";
        var named = new NpgsqlConnectionStringBuilder(connection);
        return $"PostgreSQL {named.Database} on {named.Host}, schema {named.SearchPath ?? "public"}";
    }

    /// <summary>Says whether <see cref="Open"/> would take it.</summary>
    /// <exception cref="ArgumentException">It is neither; the message says why.</exception>
    public static void Check(string? connection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connection);
        if (
            connection.StartsWith("postgres://", StringComparison.Ordinal)
            || connection.StartsWith("postgresql://", StringComparison.Ordinal)
        )
            throw new ArgumentException(
                "write Host=…;Port=…;Username=…;Password=…;Database=…;Search Path=… instead of an address",
                nameof(connection)
            );
        if (LooksLikePostgres(connection))
            _ = new NpgsqlConnectionStringBuilder(connection);
        else
            _ = SqliteBuilder(connection);
    }

    /// <summary>Opens what <paramref name="connection"/> names: an SQLite path, or a connection string with <c>Host=</c>.</summary>
    public static ClientDatabase Open(string connection)
    {
        Check(connection);
        if (!LooksLikePostgres(connection))
            return new ClientDatabase(SqliteBuilder(connection).ConnectionString, false, null, null);
        // The detail of an error quotes the row, and with it the customer: it must never reach a log.
        var reads = new NpgsqlConnectionStringBuilder(connection) { IncludeErrorDetail = false };
        // Nothing that people wait for runs so long that compiling its plan would pay.
        reads.Options = $"{reads.Options} -c jit=off".Trim();
        // Parsed once, and planned as the ledger likes for as long as the connection lives.
        var writes = new NpgsqlConnectionStringBuilder(reads.ConnectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        return new ClientDatabase(
            reads.ConnectionString,
            true,
            new NpgsqlDataSourceBuilder(reads.ConnectionString).Build(),
            new NpgsqlDataSourceBuilder(writes.ConnectionString).PreferLedgerPlans().Build()
        );
    }

    private static bool LooksLikePostgres(string connection) =>
        connection.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        || connection.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    private static SqliteConnectionStringBuilder SqliteBuilder(string connection) =>
        connection.Contains("Data Source=", StringComparison.OrdinalIgnoreCase)
            ? new SqliteConnectionStringBuilder(connection)
            : new SqliteConnectionStringBuilder { DataSource = connection };

    /// <summary>A new context, which the caller disposes.</summary>
    public RaincheckDb CreateContext()
    {
        if (!IsPostgres)
            return new SqliteRaincheckDb((DbContextOptions<SqliteRaincheckDb>)options);
        var context = new PostgresRaincheckDb((DbContextOptions<PostgresRaincheckDb>)options);
        context.Database.SetDbConnection(Postgres!.CreateConnection(), contextOwnsConnection: true);
        return context;
    }

    /// <summary>A context that reads over a connection which stays the caller's, within the transaction that is open there.</summary>
    internal RaincheckDb CreateContext(DbConnection connection)
    {
        RaincheckDb context = IsPostgres
            ? new PostgresRaincheckDb((DbContextOptions<PostgresRaincheckDb>)options)
            : new SqliteRaincheckDb((DbContextOptions<SqliteRaincheckDb>)options);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        context.Database.SetDbConnection(connection, contextOwnsConnection: false);
        return context;
    }

    /// <summary>Reads, all of one moment and without tracking.</summary>
    public async Task<T> ReadAsync<T>(Func<RaincheckDb, Task<T>> read, CancellationToken cancel)
    {
        await using var db = CreateContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await db.Database.OpenConnectionAsync(cancel);
        // Deferred, because a reader must not wait for the one who writes.
        await using DbTransaction snapshot = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await db.Database.UseTransactionAsync(snapshot, cancel);
        return await read(db);
    }

    /// <summary>Creates or migrates the schema, and creates the client's row. Only reads if nothing is missing.</summary>
    /// <returns>The file with the copy that was made of an SQLite client before; null if none was.</returns>
    public Task<string?> MigrateAsync(CancellationToken cancel = default) => new SchemaMigration(this).RunAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
            await PostgresForLedger!.DisposeAsync();
        }
        else
            ForgetConnections();
    }

    /// <summary>Closes idle connections, so that later users open new ones.</summary>
    private void ForgetConnections()
    {
        if (IsPostgres)
        {
            Postgres!.Clear();
            PostgresForLedger!.Clear();
            return;
        }
        using var any = new SqliteConnection(SqliteConnectionString);
        SqliteConnection.ClearPool(any);
    }
}

/// <summary>The settings of every SQLite connection: write-ahead log, and durable commits.</summary>
internal sealed class SqlitePragmas(SqliteFiles files) : Microsoft.EntityFrameworkCore.Diagnostics.DbConnectionInterceptor
{
    /// <summary>The busy timeout of SQLite.</summary>
    public const int BusyMs = 30_000;

    /// <summary>The most pages that one connection keeps. What it does not keep the operating system does.</summary>
    private const int CacheKiB = 16 * 1024;

    /// <summary>The total page cache of all connections of the process. Beyond it, connections reuse their own pages.</summary>
    private const int HeapBytes = 64 * 1024 * 1024;

    public static readonly string Text =
        $"PRAGMA soft_heap_limit={HeapBytes}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=10000; PRAGMA busy_timeout={BusyMs}; PRAGMA foreign_keys=ON; PRAGMA cache_size=-{CacheKiB}; PRAGMA temp_store=MEMORY;";

    public override Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult ConnectionOpening(
        DbConnection connection,
        Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEventData eventData,
        Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult result
    )
    {
        files.Check();
        return result;
    }

    public override ValueTask<Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEventData eventData,
        Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        files.Check();
        return new(result);
    }

    public override void ConnectionOpened(
        DbConnection connection,
        Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEndEventData eventData
    )
    {
        if (IsReadOnly(connection))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = TextFor(connection);
        command.ExecuteNonQuery();
        files.Opened();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        Microsoft.EntityFrameworkCore.Diagnostics.ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        if (IsReadOnly(connection))
            return;
        await using var command = connection.CreateCommand();
        command.CommandText = TextFor(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        files.Opened();
    }

    /// <summary>The lock timeout of the connection.</summary>
    private static string TextFor(DbConnection connection) =>
        connection is SqliteConnection { DefaultTimeout: > 0 and var seconds } && seconds * 1000 < BusyMs
            ? $"{Text} PRAGMA busy_timeout={seconds * 1000};"
            : Text;

    /// <summary>A copy without a write-ahead log that is only looked at stays without one.</summary>
    private static bool IsReadOnly(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}

internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteRaincheckDb>
{
    public SqliteRaincheckDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteRaincheckDb>().UseSqlite("Data Source=design.db").Options);
}

internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresRaincheckDb>
{
    public PostgresRaincheckDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresRaincheckDb>().UseNpgsql("Host=localhost").Options);
}
