using Npgsql;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task NewSchema_Twice_KeepsTheTwoApart()
    {
        await using var one = PostgresServer.NewSchema();
        await using var other = PostgresServer.NewSchema();

        await ScalarAsync(one.ConnectionString, $"CREATE SCHEMA {one.Name}; CREATE TABLE things AS SELECT 1 AS id");
        await ScalarAsync(other.ConnectionString, $"CREATE SCHEMA {other.Name}; CREATE TABLE things AS SELECT 2 AS id");

        (await ScalarAsync(one.ConnectionString, "SELECT id FROM things")).ShouldBe(1);
        (await ScalarAsync(other.ConnectionString, "SELECT id FROM things")).ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_WithTables_LeavesNothing()
    {
        string find;
        await using (var schema = PostgresServer.NewSchema())
        {
            find = $"SELECT count(*) FROM pg_namespace WHERE nspname = '{schema.Name}'";
            await ScalarAsync(schema.ConnectionString, $"CREATE SCHEMA {schema.Name}; CREATE TABLE things (id int)");
            (await ScalarAsync(PostgresServer.ConnectionString, find)).ShouldBe(1L);
        }

        (await ScalarAsync(PostgresServer.ConnectionString, find)).ShouldBe(0L);
    }

    [Fact]
    public async Task Dispose_OfACopyWithAnOpenTransaction_FailsAndLeavesNothing()
    {
        var template = await PostgresTemplate.MakeAsync(_ => Task.CompletedTask);
        var copy = await template.CopyAsync();
        await using var connection = new NpgsqlConnection(copy.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1 AS left_open", connection, transaction);
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1);

        var error = await Should.ThrowAsync<InvalidOperationException>(copy.DisposeAsync().AsTask());

        error.Message.ShouldContain("left_open");
        (await ScalarAsync(PostgresServer.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{copy.Name}'")).ShouldBe(
            0L
        );
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
