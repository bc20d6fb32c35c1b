using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>Shipping addresses of earlier versions, which were any JSON.</summary>
public sealed class AddressConversionTests
{
    [Theory]
    [InlineData("""{"city":"Gent","country":"be"}""", """{"city":"Gent","country":"BE"}""", null)]
    [InlineData(
        """{"Street":"Kerkstraat 1","zip":9000,"Town":" Gent "}""",
        """{"line1":"Kerkstraat 1","city":"Gent","postalCode":"9000"}""",
        null
    )]
    [InlineData("""{"country":"Belgium","city":"Gent"}""", """{"city":"Gent"}""", """{"country":"Belgium"}""")]
    [InlineData("""{"city":"Gent","town":"Ghent"}""", """{"city":"Gent"}""", """{"town":"Ghent"}""")]
    [InlineData("""{"lines":["a",{"b":1}],"note":"x\u0000y"}""", null, """{"lines":["a",{"b":1}],"note":"x\u0000y"}""")]
    [InlineData("""{"city":"Ge\nnt","name":""}""", null, """{"city":"Ge\nnt","name":""}""")]
    [InlineData("""{"city":"\ud800"}""", null, """{"city":"\ud800"}""")]
    [InlineData("""{"city":null}""", null, null)]
    [InlineData("{}", null, null)]
    public void Read_GivesWhatFitsAndKeepsTheOthers(string stored, string? address, string? others)
    {
        var (read, kept) = AddressConversion.Read(stored);

        (read?.ToText(), kept).ShouldBe((address, others));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersOfTheFirstSchema_WhenItIsMigrated_ThenTheyHaveAddressesAndNotes(Database database)
    {
        await using var place = NewClient.On(database);
        await using var client = ClientDatabase.Open(place.Connection);
        await MigrateToFirstAsync(client);
        await using (var db = client.CreateContext())
        {
            await InsertAsync(db, 1, """{"city":"Gent","street":"Kerkstraat 1"}""");
            await InsertAsync(db, 2, """{"country":"Belgium","city":"Gent","gift":true}""");
            await InsertAsync(db, 3, null);
            // More than one step of the conversion.
            await db.Database.ExecuteSqlRawAsync(
                $"""
                WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
                INSERT INTO orders ({Columns}) SELECT i, 'N' || i, {Values} 'x' FROM n
                """.Replace("'x'", "'{{\"city\":\"Gent\"}}'", StringComparison.Ordinal)
            );
        }

        await client.MigrateAsync();

        await using var after = client.CreateContext();
        var orders = await after.Orders.AsNoTracking().OrderBy(o => o.Id).Take(3).Select(o => o.ShipTo).ToListAsync();
        orders.ShouldBe(["""{"line1":"Kerkstraat 1","city":"Gent"}""", """{"city":"Gent"}""", null]);
        (await after.Orders.CountAsync(o => o.ShipTo == """{"city":"Gent"}""")).ShouldBe(1 + 1491);
        var note = (await after.Journal.AsNoTracking().ToListAsync()).ShouldHaveSingleItem();
        (note.OrderId, note.Kind, note.Actor).ShouldBe((2, "noted", "raincheck"));
        note.Member("note").GetString().ShouldBe("""The shipping address also had: {"country":"Belgium","gift":true}""");
    }

    private const string Columns =
        "id, number, company_id, status, payment_status, dropship_status, priority, ordered_at, queued_at, family_id, customer_name, customer_email, open_qty, back_ordered_qty, state, marked, mark_mode, kept_unmarked, version, revision, ship_to";

    private const string Values = "1, 0, 0, 0, 0, 0, 0, 1, 'Ada', 'ada@example.com', 0, 0, 0, FALSE, 0, FALSE, 0, 0,";

    private static Task<int> InsertAsync(RaincheckDb db, long id, string? shipTo) =>
        db.Database.ExecuteSqlRawAsync($"INSERT INTO orders ({Columns}) VALUES ({{0}}, {{1}}, {Values} {{2}})", id, $"O{id}", shipTo!);

    private static async Task MigrateToFirstAsync(ClientDatabase client)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var db = client.CreateContext();
        var first = db.GetService<IMigrator>()
            .GenerateScript(Migration.InitialDatabase, db.Database.GetMigrations().First(), MigrationsSqlGenerationOptions.NoTransactions);
        await using var transaction = await MigrationTransaction.BeginAsync(client, cancel);
        await transaction.RunAsync(first, cancel);
        await transaction.CommitAsync(cancel);
    }
}
