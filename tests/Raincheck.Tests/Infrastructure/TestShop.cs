using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Storage;
using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>
/// A client in a database of its own, with one company, one vendor, a warehouse of each kind that matters, and products:
/// plain X, Y and Z alone; A with the replacement R; S a shadow of B, with the replacement C; K a kit of 2 C and 1 D.
/// </summary>
public sealed class TestShop : IAsyncDisposable
{
    private static readonly ClientTemplate Stocked = new(FillAsync);

    private readonly Func<ValueTask> drop;

    private TestShop(string connection, Func<ValueTask> drop)
    {
        Connection = connection;
        this.drop = drop;
        Client = ClientDatabase.Open(connection);
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        Ledger = NewLedger();
    }

    public static readonly string[] Skus = ["X", "Y", "Z", "A", "R", "B", "S", "C", "D", "K"];

    public static readonly string[] Warehouses = ["MAIN", "EAST", "DROP", "BACK", "DOCK"];

    public string Connection { get; }

    public ClientDatabase Client { get; }

    public FakeTimeProvider Time { get; }

    public ClientLedger Ledger { get; }

    /// <summary>Another ledger on the same database, as another process would have it.</summary>
    public ClientLedger NewLedger() => Soundness.NewLedger(Client, Time);

    /// <summary>A shop without any catalogue.</summary>
    public static async Task<TestShop> EmptyAsync(Database database)
    {
        var client = await NewClient.WithSchemaAsync(database);
        return new TestShop(client.Connection, client.DisposeAsync);
    }

    public static async Task<TestShop> NewAsync(Database database, SettingsPatch? settings = null)
    {
        var client = await Stocked.CopyAsync(database);
        var shop = new TestShop(client.Connection, client.DisposeAsync);
        if (settings is not null)
            await shop.Done(new SaveSettings(settings));
        return shop;
    }

    private static async Task FillAsync(string connection)
    {
        await using var shop = new TestShop(connection, () => ValueTask.CompletedTask);
        await shop.Client.MigrateAsync();
        await shop.Done(new PutCompany(new("ACME", "Acme")));
        await shop.Done(new PutVendor(new("VEND", "Vendor")));
        await shop.Done(new PutWarehouse(new("MAIN", "Main", WarehouseType.Normal, true)));
        await shop.Done(new PutWarehouse(new("EAST", "East", WarehouseType.Normal, true)));
        await shop.Done(new PutWarehouse(new("DROP", "Vendor's stock", WarehouseType.Dropship, true)));
        await shop.Done(new PutWarehouse(new("BACK", "Returns", WarehouseType.Return, true)));
        await shop.Done(new PutWarehouse(new("DOCK", "Dock", WarehouseType.Normal, false)));
        await shop.Done(
            new PutProducts([
                new("X", "Alone X"),
                new("Y", "Alone Y"),
                new("Z", "Alone Z"),
                new("R", "Replaces A"),
                new("A", "Has a replacement", ReplacementSku: "R"),
                new("B", "Has a shadow"),
                new("C", "Component"),
                new("D", "Component"),
                new("S", "Shadow of B", ShadowOf: "B", ReplacementSku: "C"),
                new("K", "Kit", Components: [new("C", 2), new("D", 1)]),
            ])
        );
    }

    /// <summary>Carries out a command as the test.</summary>
    public Task<Outcome<T>> Run<T>(LedgerCommand<T> command) => Ledger.ExecuteAsync(command, new CommandContext("test"));

    /// <summary>Carries out a command that must not be refused.</summary>
    public async Task<T> Done<T>(LedgerCommand<T> command)
    {
        var outcome = await Run(command);
        outcome.Refusal.ShouldBeNull();
        return outcome.Value;
    }

    public Task<OrderView> Order(string? number, params (string Sku, int Quantity)[] lines) =>
        Done(new CreateOrder(NewOrder(number, lines)));

    public static NewOrder NewOrder(string? number, params (string Sku, int Quantity)[] lines) =>
        new("ACME", new("Customer", "customer@example.com"), [.. lines.Select(l => new NewOrderLine(l.Sku, l.Quantity))], number);

    public Task Stock(string sku, long delta, string warehouse = "MAIN") => Done(new AdjustStock([new(sku, warehouse, delta)]));

    /// <summary>Orders goods and receives them at once.</summary>
    public async Task<ReceiptView> Receive(string sku, int quantity, string warehouse = "MAIN")
    {
        var order = await Done(new CreatePurchaseOrder(new("VEND", [new(sku, quantity)], warehouse)));
        return await Done(new ReceivePurchaseOrder(order.Number, new("R-" + order.Number, [new(sku, quantity)])));
    }

    /// <summary>An order as it is stored now. Looking changes nothing, its version included.</summary>
    public async Task<OrderView> Get(string number) =>
        (await new OrderReader(Client, Ledger).FindAsync(number, CancellationToken.None)).ShouldNotBeNull();

    /// <summary>Everything that section 9 of the rules says is always true.</summary>
    public Task<IReadOnlyList<Violation>> Violations() => Soundness.ViolationsAsync(Client, Ledger);

    /// <summary>What a preview of settings speaks about: each order's mark, and what each of its lines holds and lacks.</summary>
    public async Task<Dictionary<long, (bool Marked, string Quantities)>> MarksAndQuantitiesAsync()
    {
        await using var db = Client.CreateContext();
        var lines = (await db.OrderLines.AsNoTracking().ToListAsync()).ToLookup(l => l.OrderId);
        return (await db.Orders.AsNoTracking().ToListAsync()).ToDictionary(
            o => o.Id,
            o => (o.Marked, string.Join(' ', lines[o.Id].OrderBy(l => l.Line).Select(l => $"{l.Allocated}/{l.BackOrdered}")))
        );
    }

    /// <summary>What happened between two readings, in the words of a preview.</summary>
    public static SettingsPreview Difference(
        Dictionary<long, (bool Marked, string Quantities)> before,
        Dictionary<long, (bool Marked, string Quantities)> after
    ) =>
        new(
            after.Count(o => o.Value.Marked && !before[o.Key].Marked),
            after.Count(o => !o.Value.Marked && before[o.Key].Marked),
            after.Count(o => o.Value.Marked == before[o.Key].Marked && o.Value.Quantities != before[o.Key].Quantities)
        );

    public async Task ShouldBeSound() => (await Violations()).ShouldBeEmpty();

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Client.DisposeAsync();
        await drop();
    }
}
