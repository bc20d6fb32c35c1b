using Npgsql;
using Raincheck.Features.Orders;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>The ledger asks for plans of its own where the server is one server, and for none where it hands rows out to others.</summary>
public sealed class LedgerPlansTests
{
    [Fact]
    public async Task GivenOneServer_WhenTheLedgerConnects_ThenItsPlansAreMadeOnce()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);

        (await SettingsAsync(shop.Client.PostgresForLedger!)).ShouldBe("force_generic_plan off off");
        (await SettingsAsync(shop.Client.Postgres!)).ShouldBe("auto on on");
    }

    [Fact]
    public async Task GivenADistributedServer_WhenTheLedgerConnects_ThenItAsksForNoPlansAndWorks()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using (var connection = await shop.Client.Postgres!.OpenConnectionAsync())
        {
            var isSuperuser = (string?)await AskAsync(connection, "SELECT current_setting('is_superuser')") == "on";
            Assert.SkipUnless(isSuperuser, "to look like a coordinator takes a superuser");
            await AskAsync(
                connection,
                """
                SET allow_system_table_mods = on;
                INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
                SELECT 99999, 'citus', 10, 11, false, '13.2-1';
                RESET allow_system_table_mods
                """
            );
        }
        await using var client = ClientDatabase.Open(shop.Connection);
        await using var ledger = Soundness.NewLedger(client, shop.Time);

        (await SettingsAsync(client.PostgresForLedger!)).ShouldBe("auto on on");
        // More often than a statement must be met to be prepared, and then to get a plan for all its values.
        for (var i = 0; i < 10; i++)
        {
            var order = new CreateOrder(TestShop.NewOrder($"O-{i}", ("X", 2), ("K", 1), ("A", 1)));
            (await ledger.ExecuteAsync(order, new("test", IdempotencyKey: $"key-{i}"))).Refusal.ShouldBeNull();
        }
        (await SettingsAsync(client.PostgresForLedger!)).ShouldBe("auto on on");
        await shop.ShouldBeSound();
    }

    private static async Task<string> SettingsAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        return (string)
            (
                await AskAsync(
                    connection,
                    "SELECT concat_ws(' ', current_setting('plan_cache_mode'), current_setting('enable_seqscan'), current_setting('enable_hashjoin'))"
                )
            )!;
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
