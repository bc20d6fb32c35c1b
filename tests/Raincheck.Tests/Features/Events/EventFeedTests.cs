using Microsoft.EntityFrameworkCore;
using Npgsql;
using Raincheck.Features.Events;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Events;

/// <summary>The feed of events.</summary>
public sealed class EventFeedTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheLifeOfAnOrder_WhenTheFeedIsRead_ThenItTellsIt(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var start = await EndAsync(api);

        var order = await api.NewOrder(sku, 3);
        var purchase = await api.NewPurchaseOrder((sku, 5));
        var lines = $$"""{"reference":"R-{{purchase}}","lines":[{"sku":"{{sku}}","quantity":5}]}""";
        await api.Post($"/purchase-orders/{purchase}/receipts", lines).Ok();
        await api.Post($"/orders/{order}/ship", """{"warehouse":"MAIN","lines":[{"line":1,"quantity":2}]}""").Ok();
        await api.Post($"/orders/{order}/cancel").Ok();

        var told = await FollowAsync(api, start);
        told.Where(e => e.Order == order)
            .Select(e => e.Type)
            .ShouldBe([
                EventTypes.OrderCreated,
                EventTypes.OrderBackOrdered,
                EventTypes.OrderChanged,
                EventTypes.OrderReleased,
                EventTypes.OrderShipped,
                EventTypes.OrderCancelled,
            ]);
        told.Where(e => e.PurchaseOrder == purchase)
            .Select(e => e.Type)
            .ShouldBe([EventTypes.PurchaseOrderCreated, EventTypes.PurchaseOrderReceived]);
        told.Where(e => e.Order == order).Sum(e => e.Allocated).ShouldBe(0, "3 units came, 2 were shipped and 1 was given back");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSomeTypes_WhenTheFeedIsRead_ThenOnlyThoseComeAndNextSkipsTheOthers(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        var start = await EndAsync(api);
        var order = await api.NewOrder(sku, 1);

        var page = await api.Get($"/events?after={start}&types=order.back_ordered,order.shipped").Ok();
        var rest = await api.Get($"/events?after={page.Number("next")}&types=order.back_ordered").Ok();

        page.At("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()).ShouldContain(EventTypes.OrderBackOrdered);
        page.At("items")
            .EnumerateArray()
            .Select(e => e.GetProperty("type").GetString())
            .ShouldBeSubsetOf([EventTypes.OrderBackOrdered, EventTypes.OrderShipped]);
        page.At("items").EnumerateArray().Select(e => e.GetProperty("data").GetProperty("order").GetString()).ShouldContain(order);
        rest.At("items").EnumerateArray().Select(e => e.GetProperty("data").GetProperty("order").GetString()).ShouldNotContain(order);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoEventYet_WhenAReaderWaits_ThenItGetsTheNextOne(Database database)
    {
        var api = await hosts.On(database);
        var sku = await api.NewSku();
        // An event of this test's order only: others use the host too.
        var start = await EndAsync(api);
        var waiting = api.Get($"/events?after={start}&wait=30&types=order.created");

        var order = await api.NewOrder(sku, 1);

        var told = (await waiting.Ok()).At("items").EnumerateArray().ToList();
        told.ShouldNotBeEmpty();
        var all = await FollowAsync(api, start);
        all.ShouldContain(e => e.Type == EventTypes.OrderCreated && e.Order == order);
    }

    [Theory]
    [InlineData(Database.Postgres, "after=-1", "after")]
    [InlineData(Database.Sqlite, "after=x", "after")]
    [InlineData(Database.Sqlite, "types=order.eaten", "types")]
    [InlineData(Database.Sqlite, "wait=31", "wait")]
    [InlineData(Database.Sqlite, "pageSize=501", "pageSize")]
    [InlineData(Database.Sqlite, "since=1", "since")]
    public async Task GivenABadParameter_WhenTheFeedIsRead_ThenItIsNamed(Database database, string query, string name)
    {
        var api = await hosts.On(database);

        var reply = await api.Get($"/events?{query}");

        reply.ShouldBeProblem(400, "invalid_request");
        reply.At("errors").TryGetProperty(name, out _).ShouldBeTrue(reply.Body);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSixteenWritersOnThreeHosts_WhenAReaderFollows_ThenItMissesNothing(Database database)
    {
        await using var first = await ApiHost.StartAsync(database);
        await using var second = await first.AnotherAsync();
        await using var third = await first.AnotherAsync();
        ApiHost[] all = [first, second, third];
        var skus = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => first.NewSku()));
        var start = await EndAsync(first);
        using var done = new CancellationTokenSource();

        var reading = Task.Run(() => FollowAsync(all, start, done.Token), TestContext.Current.CancellationToken);
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async writer =>
                {
                    var api = all[writer % all.Length];
                    for (var i = 0; i < 12; i++)
                    {
                        var order = await api.NewOrder(skus[(writer + i) % skus.Length], 1 + (i % 3));
                        if (i % 4 == 0)
                            await api.Post(
                                    "/inventory/adjustments",
                                    $$"""{"sku":"{{skus[writer % skus.Length]}}","warehouse":"MAIN","delta":4}"""
                                )
                                .Ok();
                        if (i % 5 == 0)
                            await api.Post($"/orders/{order}/cancel").Ok();
                    }
                })
        );
        await done.CancelAsync();
        var told = await reading;

        told.Select(e => e.Sequence).ShouldBeInOrder(SortDirection.Ascending);
        await using var client = ClientDatabase.Open(first.Connection);
        await using var db = client.CreateContext();
        var journal = await db.Journal.AsNoTracking().Where(j => j.Id > start).OrderBy(j => j.Id).ToListAsync();
        told.Select(e => e.Sequence).ShouldBe(journal.Where(j => EventTypes.Of(j) is not null).Select(j => j.Id));
        // Who adds up the changes has the orders that the database has.
        var held = told.GroupBy(e => e.Order!).ToDictionary(o => o.Key, o => o.Sum(e => e.Allocated));
        var orders = await db.Orders.AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.Number);
        foreach (var line in await db.OrderLines.AsNoTracking().ToListAsync())
            held[orders[line.OrderId]].ShouldBe(line.Allocated, orders[line.OrderId]);
    }

    [Fact]
    public async Task GivenAnEntryThatIsCommittedAfterALaterOne_WhenTheFeedIsRead_ThenTheLaterOneWaitsForIt()
    {
        await using var api = await ApiHost.StartAsync(Database.Postgres);
        var sku = await api.NewSku();
        var early = await api.NewOrder(sku, 1);
        var start = await EndAsync(api);
        await using var connection = new NpgsqlConnection(api.Connection);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        // As the ledger does: the client's row is locked, then the entry takes its id.
        command.CommandText =
            "SELECT id FROM clients FOR SHARE; "
            + "INSERT INTO journal (at, actor, kind, cause, order_id, data) SELECT 0, 'a test', 'changed', 'a test', id, '{}' FROM orders WHERE number = @number";
        command.Parameters.AddWithValue("number", early);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var later = await api.NewOrder(sku, 1);

        var before = await api.Get($"/events?after={start}").Ok();
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var told = await FollowAsync(api, before.Number("next"));

        before.At("items").GetArrayLength().ShouldBe(0);
        before.Number("next").ShouldBe(start);
        told.Select(e => e.Order).ShouldBe([early, later, later]);
    }

    private sealed record Told(long Sequence, string Type, string? Order, string? PurchaseOrder, int Allocated);

    private static async Task<long> EndAsync(ApiHost api)
    {
        var after = 0L;
        while (true)
        {
            var page = await api.Get($"/events?after={after}&pageSize=500").Ok();
            after = page.Number("next");
            if (!page.At("hasMore").GetBoolean())
                return after;
        }
    }

    private static Task<List<Told>> FollowAsync(ApiHost api, long after) => FollowAsync([api], after, new CancellationToken(true));

    /// <summary>Follows the feed through any of the hosts until it is told that nothing more comes, and then to the end.</summary>
    private static async Task<List<Told>> FollowAsync(ApiHost[] hosts, long after, CancellationToken isLast)
    {
        var told = new List<Told>();
        for (var turn = 0; ; turn++)
        {
            var isOver = isLast.IsCancellationRequested;
            var page = await hosts[turn % hosts.Length].Get($"/events?after={after}&pageSize={1 + (turn * 7 % 40)}&wait=1").Ok();
            told.AddRange(page.At("items").EnumerateArray().Select(Read));
            after = page.Number("next");
            if (isOver && page.At("items").GetArrayLength() == 0 && !page.At("hasMore").GetBoolean())
                return told;
        }
    }

    private static Told Read(System.Text.Json.JsonElement item)
    {
        var data = item.GetProperty("data");
        var changes = data.GetProperty("changes");
        var allocated = changes.TryGetProperty("lines", out var lines)
            ? lines.EnumerateArray().Sum(l => Of(l, "own") + Of(l, "replacement"))
            : 0;
        return new(
            data.GetProperty("sequence").GetInt64(),
            item.GetProperty("type").GetString()!,
            data.GetProperty("order").GetString(),
            data.GetProperty("purchaseOrder").GetString(),
            data.GetProperty("purchaseOrder").ValueKind == System.Text.Json.JsonValueKind.String ? 0 : allocated
        );

        static int Of(System.Text.Json.JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
    }
}
