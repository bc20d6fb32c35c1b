using CsCheck;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Recalculation;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>
/// Histories of random commands. After every transaction the whole of section 9 is checked, the allocation of every line
/// against the allocator from scratch among it: the incremental ledger is the definition, or this fails and prints the seed.
/// </summary>
public sealed class RandomHistoryTests
{
    private const int CommandsPerHistory = 60;

    private static readonly Gen<(int Kind, int A, int B, int C, int D)> GenStep = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000]
    );

    private static readonly Gen<(int Kind, int A, int B, int C, int D)[]> GenHistory = GenStep.Array[CommandsPerHistory];

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite, 20, 3)]
    [InlineData(Database.Postgres, 8, 1)]
    public async Task AnyHistory_AfterEveryTransaction_EverythingIsTrue(Database database, int whole, int part)
    {
        if (database == Database.Postgres)
            Assert.SkipUnless(PostgresServer.IsAvailable, PostgresServer.Missing);
        await GenHistory.SampleAsync(history => PlayAsync(database, history), iter: Deep.Of(whole, part), threads: 1);
    }

    private static async Task PlayAsync(Database database, (int Kind, int A, int B, int C, int D)[] history)
    {
        await using var shop = await TestShop.NewAsync(database, new SettingsPatch(ConsiderReplacementSku: history[0].A % 2 == 0));
        await shop.Assign();
        var player = new Player(shop);
        foreach (var step in history)
        {
            await player.PlayAsync(step);
            (await shop.Violations()).ShouldBeEmpty();
            await shop.ShouldOwnItsMail();
        }
        await player.PassAsync();
        (await shop.Violations()).ShouldBeEmpty();
        (await shop.Ledger.StalePoolsAsync(CancellationToken.None)).ShouldBeEmpty();
        await shop.ShouldBeTold();
    }

    /// <summary>Turns numbers into commands on what exists by then; most of them sensible, some refused.</summary>
    private sealed class Player(TestShop shop)
    {
        private readonly List<string> orders = [];
        private readonly List<string> purchaseOrders = [];
        private int receipts;

        public async Task PlayAsync((int Kind, int A, int B, int C, int D) step)
        {
            shop.Time.Advance(TimeSpan.FromSeconds(step.A % 3));
            switch (step.Kind)
            {
                case < 25:
                    await CreateAsync(step);
                    break;
                case < 32:
                    await BatchAsync(step);
                    break;
                case < 52 when orders.Count > 0:
                    await OnOrderAsync(step, orders[step.A % orders.Count]);
                    break;
                case < 68 when orders.Count > 0:
                    await ServeAsync(step, orders[step.A % orders.Count]);
                    break;
                case < 74:
                    await StockAsync(step);
                    break;
                case < 86:
                    await PurchaseAsync(step);
                    break;
                case < 90:
                    await PassAsync();
                    break;
                case < 95:
                    await SettingsAsync(step);
                    break;
                default:
                    await CatalogueAsync(step);
                    break;
            }
        }

        public async Task PassAsync()
        {
            var stale = await shop.Ledger.StalePoolsAsync(CancellationToken.None);
            if (stale.Count > 0)
                await shop.Done(new ReallocatePools(stale, "periodic pass"));
        }

        private async Task CreateAsync((int Kind, int A, int B, int C, int D) step)
        {
            var outcome = await shop.Run(new CreateOrder(Order(step)));
            outcome.Refusal.ShouldBeNull();
            orders.Add(outcome.Value.Number);
        }

        private async Task BatchAsync((int Kind, int A, int B, int C, int D) step)
        {
            var commands = Enumerable
                .Range(0, 2 + step.B % 4)
                .Select(i =>
                    (
                        (LedgerCommand<OrderView>)
                            new CreateOrder(Order((step.Kind, step.A + i, step.B * (i + 1), step.C + 3 * i, step.D + i))),
                        new CommandContext("test")
                    )
                )
                .ToList();
            if (orders.Count > 0)
                commands.Insert(1, (OrderCommandOf(step, orders[step.D % orders.Count]), new CommandContext("test")));
            foreach (var outcome in await shop.Ledger.ExecuteAllAsync(commands))
            {
                if (outcome.Refusal is null && !orders.Contains(outcome.Value.Number))
                    orders.Add(outcome.Value.Number);
            }
        }

        private NewOrder Order((int Kind, int A, int B, int C, int D) step)
        {
            var lines = Enumerable
                .Range(0, 1 + step.A % 3)
                .Select(i => new NewOrderLine(TestShop.Skus[(step.B + i * 7) % TestShop.Skus.Length], 1 + (step.C + i) % 6))
                .ToList();
            return new NewOrder(
                "ACME",
                new("Customer", "customer@example.com"),
                lines,
                OrderedAt: step.D % 4 == 0 ? shop.Time.GetUtcNow().AddMinutes(-(step.D % 50)) : null,
                Status: (step.D % 11) switch
                {
                    0 => OrderStatus.Quote,
                    1 => OrderStatus.OnHold,
                    _ => OrderStatus.InProcess,
                },
                PaymentStatus: (step.C % 9) switch
                {
                    0 => PaymentStatus.Authorized,
                    1 => PaymentStatus.Unpaid,
                    _ => PaymentStatus.Charged,
                },
                Priority: step.B % 13 == 0 ? 5 : 0
            );
        }

        private async Task OnOrderAsync((int Kind, int A, int B, int C, int D) step, string number) =>
            await shop.Run(OrderCommandOf(step, number));

        private static OrderCommand OrderCommandOf((int Kind, int A, int B, int C, int D) step, string number) =>
            (step.B % 15) switch
            {
                0 => new ConfirmOrder(number),
                1 => new HoldOrder(number),
                2 => new ReleaseOrder(number),
                3 => new CancelOrder(number, new()),
                4 => new CancelOrder(number, new(BackOrderedOnly: true)),
                5 => new CancelOrder(number, new([new(1 + step.C % 2, 1 + step.D % 3)])),
                6 => new AddOrderLine(number, new(TestShop.Skus[step.C % TestShop.Skus.Length], 1 + step.D % 5)),
                7 => new ChangeLineQuantity(number, 1 + step.C % 2, 1 + step.D % 8),
                8 => new ReplaceItem(number, 1 + step.C % 2, TestShop.Skus[step.D % TestShop.Skus.Length]),
                9 or 10 => new ShipOrder(number, new(TestShop.Warehouses[step.C % 2])),
                11 => new ShipOrder(number, new("MAIN", [new(1 + step.C % 2, 1 + step.D % 3)])),
                12 => new PatchOrder(number, new(Priority: step.C % 3, PaymentStatus: (PaymentStatus)(step.D % 4))),
                13 => new MarkOrder(number, (MarkMode)(step.C % 3)),
                _ => new RecalculateOrder(number),
            };

        /// <summary>Links, pins, vendors and splits.</summary>
        private async Task ServeAsync((int Kind, int A, int B, int C, int D) step, string number)
        {
            var line = 1 + step.C % 2;
            var units = 1 + step.D % 4;
            var purchaseOrder = purchaseOrders.Count == 0 ? null : purchaseOrders[step.C % purchaseOrders.Count];
            switch (step.B % 13)
            {
                case 0 or 1:
                    var split = await shop.Run(new SplitOrder(number, new(step.C % 3 == 0 ? [new(line, units)] : null)));
                    if (split.Refusal is null)
                        orders.Add(split.Value.Child.Number);
                    break;
                case 2 or 3:
                    await shop.Run(
                        new PinUnits(number, new(line, units, "why", step.D % 3 == 0 ? shop.Time.GetUtcNow().AddSeconds(4) : null))
                    );
                    break;
                case 4:
                    await shop.Run(new LiftPin(number, line));
                    break;
                case 5 or 6 when purchaseOrder is not null:
                    await shop.Run(new LinkToPurchaseOrder(number, new(line, units, purchaseOrder)));
                    break;
                case 7:
                    var linked = await shop.Run(new LinkToPurchaseOrder(number, new(line, units, Vendor: "VEND")));
                    if (linked.Refusal is null)
                        purchaseOrders.Add(linked.Value.Lines.SelectMany(l => l.Links).Last().PurchaseOrder);
                    break;
                case 8 when purchaseOrder is not null:
                    await shop.Run(new UnlinkFromPurchaseOrder(number, purchaseOrder, line));
                    break;
                case 9:
                    var handed = await shop.Run(new DropshipUnits(number, new("VEND", step.C % 2 == 0 ? null : [new(line, units)])));
                    if (handed.Refusal is null && !purchaseOrders.Contains(handed.Value.Number))
                        purchaseOrders.Add(handed.Value.Number);
                    break;
                case 10 or 11 when purchaseOrder is not null:
                    var skus = (await shop.PurchaseOrder(purchaseOrder)).Lines.Select(l => l.Sku).ToList();
                    await shop.Run(
                        new ChangeDropshipStatus(
                            purchaseOrder,
                            new(
                                (DropshipStatus)(1 + step.D % 5),
                                step.A % 2 == 0 ? null : [new(skus[step.D % skus.Count], step.D % 4 == 0 ? null : 1)]
                            )
                        )
                    );
                    break;
                default:
                    await new PinExpiry(shop.Client, shop.Ledger, shop.Time).RunAsync(CancellationToken.None);
                    break;
            }
        }

        private async Task StockAsync((int Kind, int A, int B, int C, int D) step)
        {
            var sku = TestShop.Skus[step.A % TestShop.Skus.Length];
            var warehouse = TestShop.Warehouses[step.B % TestShop.Warehouses.Length];
            switch (step.D % 3)
            {
                case 0:
                    await shop.Run(new AdjustStock([new(sku, warehouse, step.C % 15 - 5)]));
                    break;
                case 1:
                    await shop.Run(new CountStock([new(sku, warehouse, step.C % 12)]));
                    break;
                default:
                    await shop.Run(
                        new TransferStock([new(sku, warehouse, TestShop.Warehouses[step.C % TestShop.Warehouses.Length], 1 + step.C % 4)])
                    );
                    break;
            }
        }

        private async Task PurchaseAsync((int Kind, int A, int B, int C, int D) step)
        {
            if (step.A % 3 == 0 || purchaseOrders.Count == 0)
            {
                var skus = new[] { "X", "Y", "A", "R", "B", "C", "D" };
                var lines = new[] { skus[step.B % 7], skus[(step.B + 1) % 7] }
                    .Select(s => new NewPurchaseOrderLine(s, 1 + step.C % 12))
                    .ToList();
                var outcome = await shop.Run(new CreatePurchaseOrder(new("VEND", lines, step.D % 5 == 0 ? "BACK" : null)));
                outcome.Refusal.ShouldBeNull();
                purchaseOrders.Add(outcome.Value.Number);
                return;
            }
            var number = purchaseOrders[step.B % purchaseOrders.Count];
            if (step.A % 10 == 4)
            {
                await shop.Run(new ChangePurchaseOrderLine(number, TestShop.Skus[step.C % 10], new(Quantity: 1 + step.D % 15)));
                return;
            }
            if (step.A % 10 == 1)
            {
                await shop.Run(new CancelPurchaseOrder(number));
                return;
            }
            var line = new ReceiptRequestLine(
                new[] { "X", "Y", "A", "R", "B", "C", "D" }[step.C % 7],
                1 + step.D % 9,
                step.D % 6 == 0 ? "DROP" : null
            );
            // The same reference comes again now and then.
            var reference = $"R-{(step.A % 5 == 0 ? receipts : ++receipts)}";
            await shop.Run(new ReceivePurchaseOrder(number, new(reference, [line])));
        }

        private async Task SettingsAsync((int Kind, int A, int B, int C, int D) step)
        {
            var patch = (step.A % 7) switch
            {
                0 => new SettingsPatch(ConsiderReplacementSku: step.B % 2 == 0),
                1 => new SettingsPatch(ExcludeDropshipWarehouses: step.B % 2 == 0),
                2 => new SettingsPatch(IncludeAuthorizedOrders: step.B % 2 == 0),
                3 => new SettingsPatch(IncludeUnpaidOrders: step.B % 2 == 0),
                4 => new SettingsPatch(EnableBackOrderWorkflow: step.B % 2 == 0),
                5 => new SettingsPatch(StopMarkingOnCreate: step.B % 2 == 0),
                _ => new SettingsPatch(PeriodicPass: new(step.B % 2 == 0 ? PassMode.Immediate : PassMode.Periodic)),
            };
            var before = await shop.MarksAndQuantitiesAsync();
            var preview = (
                await new SaveSettings(patch).PreviewAsync(shop.Ledger, new Rehearsal(shop.Ledger, shop.Time), CancellationToken.None)
            ).Value;
            (await shop.MarksAndQuantitiesAsync()).ShouldBe(before);
            await shop.Done(new SaveSettings(patch));
            preview.ShouldBe(TestShop.Difference(before, await shop.MarksAndQuantitiesAsync()));
        }

        private async Task CatalogueAsync((int Kind, int A, int B, int C, int D) step)
        {
            switch (step.A % 7)
            {
                case 4:
                    await shop.Run(
                        new AssignTemplate(
                            "ACME",
                            nameof(MailEvent.OutOfStockInventoryNotice),
                            step.B % 2 == 0 ? nameof(MailEvent.OutOfStockInventoryNotice) : null
                        )
                    );
                    break;
                case 5:
                    await shop.Rules(new(Enabled: step.B % 3 > 0, HoldBackMinutes: step.C % 2));
                    break;
                case 6:
                    await shop.MarkSent();
                    break;
                case 0:
                    await shop.Run(
                        new PutWarehouse(
                            new("EAST", "East", step.B % 3 == 0 ? WarehouseType.Dropship : WarehouseType.Normal, step.C % 3 > 0)
                        )
                    );
                    break;
                case 1:
                    await shop.Run(new PutProducts([new("X", "Alone X", ReplacementSku: step.B % 2 == 0 ? "Y" : null)]));
                    break;
                case 2:
                    await shop.Run(
                        new PutProducts([new("K", "Kit", Components: [new("C", 1 + step.B % 3), new(step.C % 2 == 0 ? "D" : "B", 1)])])
                    );
                    break;
                default:
                    await shop.Run(new PutProducts([new("A", "Has a replacement", ReplacementSku: step.B % 2 == 0 ? "R" : "B")]));
                    break;
            }
        }
    }
}
