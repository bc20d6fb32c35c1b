using Npgsql;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task CreateSchema_Twice_KeepsTheTwoApart()
    {
        await using var one = await PostgresServer.CreateSchemaAsync();
        await using var other = await PostgresServer.CreateSchemaAsync();

        await ScalarAsync(one.ConnectionString, "CREATE TABLE things AS SELECT 1 AS id");
        await ScalarAsync(other.ConnectionString, "CREATE TABLE things AS SELECT 2 AS id");

        (await ScalarAsync(one.ConnectionString, "SELECT id FROM things")).ShouldBe(1);
        (await ScalarAsync(other.ConnectionString, "SELECT id FROM things")).ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_WithTables_LeavesNothing()
    {
        string name;
        await using (var schema = await PostgresServer.CreateSchemaAsync())
        {
            name = schema.Name;
            await ScalarAsync(schema.ConnectionString, "CREATE TABLE things (id int)");
        }

        (await ScalarAsync(PostgresServer.ConnectionString, $"SELECT count(*) FROM pg_namespace WHERE nspname = '{name}'")).ShouldBe(0L);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
