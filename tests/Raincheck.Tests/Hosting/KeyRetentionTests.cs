using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

public sealed class KeyRetentionTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenKeysOfEveryAge_WhenTimePasses_ThenTheOldOnesGoAndNoOther(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var now = shop.Time.GetUtcNow();
        // Over several steps, old and young in turns; the last is just young enough to stay.
        var days = Enumerable.Range(0, 2 * KeyRetention.KeysPerStep + 500).Select(i => (Key: $"key-{i:D5}", Days: i % 2 == 0 ? 31 : 29));
        await using (var db = shop.Client.CreateContext())
        {
            db.AddRange(days.Select(k => Entry(k.Key, now - TimeSpan.FromDays(k.Days))));
            db.Add(Entry("limit", now - KeyRetention.Kept + TimeSpan.FromHours(1)));
            await db.SaveChangesAsync();
        }
        using var retention = await StartAsync(shop);

        await ComesToAsync(shop, keys => keys.Length == KeyRetention.KeysPerStep + 251);

        var left = await KeysAsync(shop);
        left.ShouldBe([.. days.Where(k => k.Days == 29).Select(k => k.Key), "limit"], ignoreOrder: true);

        // After a rest it begins again, and by then they all are old.
        shop.Time.Advance(TimeSpan.FromDays(2));
        await ComesToAsync(shop, keys => keys.Length == 0);
        await retention.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKey_WhenItsRequestIsRepeated_ThenItGetsTheAnswerForAsLongAsKeysAreKept(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        var first = await OrderAsync(shop);
        using var retention = await StartAsync(shop);

        shop.Time.Advance(KeyRetention.Kept - TimeSpan.FromHours(1));
        shop.Time.Advance(KeyRetention.Pause);
        (await OrderAsync(shop)).Number.ShouldBe(first.Number);

        shop.Time.Advance(TimeSpan.FromHours(12));
        await ComesToAsync(shop, keys => keys.Length == 0);
        (await OrderAsync(shop)).Number.ShouldNotBe(first.Number);
        await retention.StopAsync(CancellationToken.None);
        await shop.ShouldBeSound();
    }

    [Fact]
    public async Task GivenALedgerThatWorks_WhenItCommits_ThenItsOwnKeyIsYoungAgain()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using var db = shop.Client.CreateContext();
        var own = db.IdempotencyKeys.AsNoTracking().Where(k => k.Key.StartsWith("ledger/"));
        (await own.CountAsync()).ShouldBeGreaterThan(0);
        await db.IdempotencyKeys.ExecuteUpdateAsync(s => s.SetProperty(k => k.CreatedAt, 0));

        await shop.Order("O-1", ("X", 1));

        // By the clock of the ledger, which is the one that says when a key is old.
        (await own.MaxAsync(k => k.CreatedAt)).ShouldBe(Micros.Of(shop.Time.GetUtcNow()));
    }

    private static IdempotencyEntry Entry(string key, DateTimeOffset at) =>
        new()
        {
            Key = key,
            Digest = "d",
            Answer = "{}",
            CreatedAt = Micros.Of(at),
        };

    private static async Task<KeyRetention> StartAsync(TestShop shop)
    {
        var retention = new KeyRetention(shop.Client, shop.Time, NullLogger<KeyRetention>.Instance);
        await retention.StartAsync(CancellationToken.None);
        return retention;
    }

    private static async Task<OrderView> OrderAsync(TestShop shop) =>
        (
            await shop.Ledger.ExecuteAsync(
                new CreateOrder(TestShop.NewOrder(null, ("X", 1))),
                new CommandContext("test", IdempotencyKey: "test/key", Digest: "digest")
            )
        ).Value;

    /// <summary>The keys of requests; a ledger's own are not among them.</summary>
    private static async Task<string[]> KeysAsync(TestShop shop)
    {
        await using var db = shop.Client.CreateContext();
        return await db.IdempotencyKeys.Where(k => !k.Key.StartsWith("ledger/")).Select(k => k.Key).ToArrayAsync();
    }

    private static async Task ComesToAsync(TestShop shop, Func<string[], bool> holds)
    {
        for (var i = 0; !holds(await KeysAsync(shop)); i++)
        {
            i.ShouldBeLessThan(400);
            shop.Time.Advance(KeyRetention.Pause);
            await Task.Delay(10);
        }
    }
}
