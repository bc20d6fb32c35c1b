using CsCheck;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>
/// Histories of random commands, with mail sent now and then to a real server. Each mail that leaves is compared with what a
/// model makes of the orders as the API shows them at that moment.
/// </summary>
public sealed class MailHistoryTests
{
    private const int StepsPerHistory = 40;

    private static readonly string[] Skus = ["X", "A", "S", "K"];

    private static readonly Gen<(int Kind, int A, int B, int C)[]> GenHistory = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000]
    ).Array[StepsPerHistory];

    [Theory]
    [MoreInDeep]
    [InlineData(Database.Sqlite, 8, 2)]
    [InlineData(Database.Postgres, 4, 1)]
    public async Task AnyHistory_EachMailThatLeavesTellsWhatIsTrue(Database database, int whole, int part)
    {
        if (database == Database.Postgres)
            Assert.SkipUnless(PostgresServer.IsAvailable, PostgresServer.Missing);
        await GenHistory.SampleAsync(history => PlayAsync(database, history), iter: Deep.Of(whole, part), threads: 1);
    }

    /// <summary>Units that a vendor gave back are not told again because more were handed over later.</summary>
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task KnownHistory_UnitsHandedOverAgain_EachMailTellsItsOwn(Database database)
    {
        if (database == Database.Postgres)
            Assert.SkipUnless(PostgresServer.IsAvailable, PostgresServer.Missing);
        await GenHistory.SampleAsync(history => PlayAsync(database, history), seed: "5mSVJF9yG0T8", iter: 1, threads: 1);
    }

    private static async Task PlayAsync(Database database, (int Kind, int A, int B, int C)[] history)
    {
        await using var post = await TestPost.NewAsync(database, assign: true);
        await post.Shop.Done(new SaveSettings(new SettingsPatch(ConsiderReplacementSku: history[0].A % 2 == 0)));
        await post.Shop.Rules(new EmailRulesPatch(HoldBackMinutes: history[0].B % 3 * 2, MinutesBetween: history[0].C % 3 * 10));
        var player = new Player(post);
        foreach (var step in history)
            await player.PlayAsync(step);
        // One after another where a rule keeps the mails of an order apart.
        for (var i = 0; i < StepsPerHistory && (await post.Office.StatusAsync()) is { Queued: > 0 } or { Held: > 0 }; i++)
            await player.SendAsync(TimeSpan.FromHours(1));
        (await post.Shop.Outbox()).ShouldAllBe(m =>
            m.State == MailState.Sent || m.State == MailState.Cancelled || m.State == MailState.NotNeeded
        );
        await post.Shop.ShouldBeSound();
    }

    private sealed class Player(TestPost post)
    {
        private readonly List<string> orders = [];

        /// <summary>By mail and line, the units that were cancelled, or that the vendor still has of those handed over.</summary>
        private readonly Dictionary<long, Dictionary<int, int>> unitsOf = [];

        /// <summary>By order, the mails that tell of what was handed over.</summary>
        private readonly Dictionary<string, List<long>> handed = [];

        public async Task PlayAsync((int Kind, int A, int B, int C) step)
        {
            if (step.Kind < 18 || orders.Count == 0)
            {
                await CreateAsync(step);
                return;
            }
            if (step.Kind >= 88)
            {
                await SendAsync(TimeSpan.FromSeconds(step.A % 200));
                return;
            }
            var number = orders[step.A % orders.Count];
            var before = await post.Shop.Get(number);
            var lines = before.Lines.Where(l => l.Open > 0).ToList();
            if (lines.Count == 0)
                return;
            var line = lines[step.B % lines.Count];
            var units = 1 + step.C % line.Open;
            switch (step.Kind)
            {
                case < 40:
                    await post.Shop.Receive(new[] { "X", "A", "R", "B", "C", "D" }[step.B % 6], 1 + step.C % 9);
                    return;
                case < 47:
                    await CancelAsync(before, new(step.C % 3 == 0 ? null : [new(line.Line, units)], step.B % 4 == 0));
                    return;
                case < 50:
                    await CancelAsync(before, new());
                    return;
                case < 57:
                    var split = await post.Shop.Run(new SplitOrder(number, new([new(line.Line, units)])));
                    if (split.Refusal is null)
                        orders.Add(split.Value.Child.Number);
                    return;
                case < 63:
                    await post.Shop.Run(new ReplaceItem(number, line.Line, Skus[step.C % Skus.Length]));
                    return;
                case < 70:
                    await DropshipAsync(before, line.Line, units);
                    return;
                case < 76:
                    await TakeBackAsync(before, step.C);
                    return;
                case < 81:
                    var at = post.Shop.Time.GetUtcNow().AddDays(step.C % 20);
                    await post.Shop.Run(new DelayShipping(number, new(at, "late", Notify: step.B % 4 > 0)));
                    return;
                default:
                    await post.Shop.Run(new ShipOrder(number, new("MAIN")));
                    return;
            }
        }

        /// <summary>Sends what is due, and holds it against the model.</summary>
        public async Task SendAsync(TimeSpan later)
        {
            post.Shop.Time.Advance(later);
            var numbers = await NumbersAsync();
            var all = await post.Shop.Outbox();
            var due = all.FindAll(m => m.State is MailState.Queued or MailState.Held);
            var expected = new Dictionary<long, string?>();
            foreach (var mail in due)
                expected.Add(mail.Id, Model(mail, await post.Shop.Get(numbers[mail.OrderId]), all));
            var seen = await post.Server.CountAsync();

            await post.Office.SendDueAsync();

            var after = (await post.Shop.Outbox()).ToDictionary(m => m.Id);
            var taken = (await post.Server.MailsAsync())
                .Skip(seen)
                .ToDictionary(
                    m => m.MessageId,
                    m => string.Join(' ', m.Message.TextBody!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                );
            foreach (var mail in due.Where(m => after[m.Id].State != MailState.Held))
            {
                var (state, text) = expected[mail.Id] is { } told ? (MailState.Sent, told) : (MailState.NotNeeded, null);
                (after[mail.Id].State, taken.GetValueOrDefault(mail.MessageId)).ShouldBe((state, text), $"mail {mail.Id}");
                taken.Remove(mail.MessageId);
            }
            taken.ShouldBeEmpty();
        }

        /// <summary>What a mail must say of an order as the API shows it; null if there is nothing to say.</summary>
        private string? Model(OutboxMail mail, OrderView order, List<OutboxMail> all)
        {
            Func<OrderLineView, int> own = l => unitsOf[mail.Id].GetValueOrDefault(l.Line);
            var isGone = order.Status is OrderStatus.Cancelled or OrderStatus.Void;
            var waits = order.Lines.Any(l => l.BackOrderedQty > 0);
            var isReplaced = order.Lines.Any(l => (l.OriginalSku is not null && l.Quantity > l.Cancelled) || l.Replacements.Count > 0);
            var isToldLater = all.Exists(m =>
                m.OrderId == mail.OrderId && m.Event == mail.Event && m.Id > mail.Id && m.State != MailState.Cancelled
            );
            Func<OrderLineView, int>? units = mail.Event switch
            {
                MailEvent.BackOrderCancelledNotice => own,
                _ when isGone => null,
                MailEvent.OutOfStockInventoryNotice => l => l.BackOrderedQty,
                MailEvent.BackOrderReleasedNotice => waits || isReplaced ? null : l => l.Allocated,
                MailEvent.ShippingDelayNotice => isToldLater ? null
                : waits ? l => l.BackOrderedQty
                : l => l.Open,
                _ => own,
            };
            var lines = units is null ? [] : order.Lines.Where(l => units(l) > 0).Select(l => $"{l.Sku}:{units(l)}").ToList();
            return lines.Count == 0 ? null : $"{mail.Event} {string.Join(' ', lines)}";
        }

        private async Task CreateAsync((int Kind, int A, int B, int C) step)
        {
            var lines = Enumerable.Range(0, 1 + step.A % 3).Select(i => (Skus[(step.B + i) % Skus.Length], 1 + (step.C + i) % 5)).ToArray();
            orders.Add((await post.Shop.Order(null, lines)).Number);
        }

        private async Task CancelAsync(OrderView before, CancelRequest request)
        {
            if ((await post.Shop.Run(new CancelOrder(before.Number, request))).Refusal is not null)
                return;
            var after = await post.Shop.Get(before.Number);
            GiveBack(before, after);
            var told = before
                .Lines.Zip(after.Lines, (b, a) => (b.Line, Units: Math.Min(b.BackOrderedQty, a.Cancelled - b.Cancelled)))
                .Where(l => l.Units > 0)
                .ToDictionary(l => l.Line, l => l.Units);
            if (told.Count > 0)
                unitsOf.Add(await LastMailAsync(before.Number, MailEvent.BackOrderCancelledNotice), told);
        }

        private async Task DropshipAsync(OrderView before, int line, int units)
        {
            if ((await post.Shop.Run(new DropshipUnits(before.Number, new("VEND", [new(line, units)])))).Refusal is not null)
                return;
            var mail = await LastMailAsync(before.Number, MailEvent.DropshipNotice);
            unitsOf.Add(mail, new() { [line] = units });
            if (!handed.TryGetValue(before.Number, out var mails))
                handed.Add(before.Number, mails = []);
            mails.Add(mail);
        }

        /// <summary>The vendor gives a part of what it has back, or all.</summary>
        private async Task TakeBackAsync(OrderView before, int choice)
        {
            if (await PurchaseOrderOfAsync(before.Number) is not { } purchaseOrder)
                return;
            var skus = (await post.Shop.PurchaseOrder(purchaseOrder)).Lines.Where(l => l.Pending > 0).Select(l => l.Sku).ToList();
            await post.Shop.Run(
                new ChangeDropshipStatus(
                    purchaseOrder,
                    new(DropshipStatus.Cancelled, choice % 2 == 0 || skus.Count == 0 ? null : [new(skus[choice % skus.Count], 1)])
                )
            );
            GiveBack(before, await post.Shop.Get(before.Number));
        }

        /// <summary>Of the units of a line that were handed over, the last ones come back first.</summary>
        private void GiveBack(OrderView before, OrderView after)
        {
            foreach (var (was, now) in before.Lines.Zip(after.Lines))
            {
                var back = was.Dropshipped - now.Dropshipped;
                foreach (var mail in handed.GetValueOrDefault(before.Number, []).AsEnumerable().Reverse())
                {
                    var taken = Math.Min(back, unitsOf[mail].GetValueOrDefault(was.Line));
                    back -= taken;
                    if (taken > 0)
                        unitsOf[mail][was.Line] -= taken;
                }
                back.ShouldBe(0);
            }
        }

        private async Task<Dictionary<long, string>> NumbersAsync()
        {
            await using var db = post.Shop.Client.CreateContext();
            return await db.Orders.AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.Number);
        }

        private async Task<long> LastMailAsync(string number, MailEvent what) =>
            (await post.Shop.Outbox(number)).Last(m => m.Event == what).Id;

        /// <summary>The dropship purchase order of an order that is still open; null if it has none.</summary>
        private async Task<string?> PurchaseOrderOfAsync(string number)
        {
            await using var db = post.Shop.Client.CreateContext();
            return await db
                .PurchaseOrders.Where(p => p.OrderId == db.Orders.Single(o => o.Number == number).Id)
                .Where(p => p.DropshipStatus == DropshipStatus.Pending)
                .Select(p => p.Number)
                .FirstOrDefaultAsync();
        }
    }
}
