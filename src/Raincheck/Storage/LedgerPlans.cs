using Npgsql;

namespace Raincheck.Storage;

/// <summary>
/// How PostgreSQL plans what the ledger says. It says the same few statements all day, each of them by key: they are planned once, a plan
/// made from stale statistics must not turn an access by key into a scan of the table, and compiling such a plan costs more than it.
/// </summary>
/// <remarks>
/// This affects speed only: the ledger is correct with any plan. A coordinator of a distributed database (Citus) finds the place
/// of the rows from the values of each call and refuses a plan made without them, so there it plans as it likes.
/// </remarks>
internal static class LedgerPlans
{
    private const string Prefer = """
        SELECT set_config(s.name, s.value, false)
        FROM (VALUES ('plan_cache_mode', 'force_generic_plan'), ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'),
            ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off')) AS s(name, value)
        WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus')
        """;

    /// <summary>Each new connection asks the server what it is, and then says what it prefers.</summary>
    public static NpgsqlDataSourceBuilder PreferLedgerPlans(this NpgsqlDataSourceBuilder builder) =>
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(Prefer, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(Prefer, connection);
                await command.ExecuteNonQueryAsync();
            }
        );
}
