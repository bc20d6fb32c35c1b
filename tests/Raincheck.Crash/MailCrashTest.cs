using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Sending;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Crash;

/// <summary>
/// Two processes send mail to a real server, and again and again one of them is killed. At the end every mail must have
/// arrived, none under two Message-IDs, and no more of them twice than the dead processes had connections.
/// </summary>
public sealed class MailCrashTest(CrashMode mode, int seed, TextWriter output)
{
    private const int OrdersPerKill = 40;
    private const int KillAfterMsMax = 150;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random random = new(seed);

    /// <summary>Kills so many times, and prints what came of it.</summary>
    /// <returns>How many violations were found.</returns>
    public async Task<int> RunAsync(int kills)
    {
        await output.WriteLineAsync($"mail on {mode}, {kills} kills, seed {seed.ToString(CultureInfo.InvariantCulture)}");
        if (mode == CrashMode.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("raincheck-mail-crash-");
            try
            {
                return await RunAsync(kills, Path.Combine(folder.FullName, "shop.db"));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        await using var postgres = await PrivatePostgres.StartNewAsync();
        return await RunAsync(kills, postgres.ConnectionString);
    }

    private async Task<int> RunAsync(int kills, string connection)
    {
        await using var server = await PrivateMailServer.StartNewAsync();
        await using var shop = Shop.Open(connection);
        await shop.MakeAsync();
        await PrepareAsync(shop, server);
        var senders = new[] { SenderProcess.Start(connection), SenderProcess.Start(connection) };
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await OrderAsync(shop, kill);
                await WaitAsync(server, kill * OrdersPerKill + 1);
                await Task.Delay(random.Next(KillAfterMsMax));
                var victim = random.Next(senders.Length);
                await senders[victim].KillAsync();
                await senders[victim].DisposeAsync();
                senders[victim] = SenderProcess.Start(connection);
            }
            await WaitUntilSentAsync(shop);
        }
        finally
        {
            foreach (var sender in senders)
                await sender.DisposeAsync();
        }
        return await CompareAsync(shop, server, kills);
    }

    private static async Task PrepareAsync(Shop shop, PrivateMailServer server)
    {
        await using var office = new PostOffice(shop.Database, shop.Ledger, TimeProvider.System);
        var template = new TemplateRequest(
            "Order {{ order.number }}",
            "Acme",
            "orders@acme.example",
            Html: false,
            "{{ order.back_ordered }}"
        );
        await shop.DoneAsync(new PutTemplate("notice", template, office.Templates));
        await shop.DoneAsync(new AssignTemplate("ACME", nameof(MailEvent.OutOfStockInventoryNotice), "notice"));
        await shop.DoneAsync(new PutEmailServer(null, new EmailServerRequest("127.0.0.1", server.Port, MailSecurity.None), office.Secrets));
    }

    private static async Task OrderAsync(Shop shop, int kill)
    {
        var orders = Enumerable
            .Range(kill * OrdersPerKill, OrdersPerKill)
            .Select(i =>
                (
                    (LedgerCommand<OrderView>)
                        new CreateOrder(new NewOrder("ACME", new("Customer", $"c{i}@example.com"), [new("X", 1 + i % 9)], $"N{i}")),
                    new CommandContext("crash test")
                )
            )
            .ToList();
        foreach (var outcome in await shop.Ledger.ExecuteAllAsync(orders))
        {
            if (outcome.Refusal is { } refusal)
                throw new InvalidOperationException(refusal.Detail);
        }
    }

    /// <summary>Waits for an e-mail of this round, so that a process is sending.</summary>
    private static async Task WaitAsync(PrivateMailServer server, int count)
    {
        var waited = Stopwatch.StartNew();
        while (await server.CountAsync() < count)
        {
            if (waited.Elapsed > Patience)
                throw new InvalidOperationException($"the server has {await server.CountAsync()} mails, and no more come");
            await Task.Delay(5);
        }
    }

    private static async Task WaitUntilSentAsync(Shop shop)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            await using var db = shop.Database.CreateContext();
            var left = await db.EmailOutbox.CountAsync(m => m.State != MailState.Sent);
            if (left == 0)
                return;
            if (waited.Elapsed > Patience)
                throw new InvalidOperationException($"{left} mails are not sent, and none is sent any more");
            await Task.Delay(50);
        }
    }

    private async Task<int> CompareAsync(Shop shop, PrivateMailServer server, int kills)
    {
        await using var db = shop.Database.CreateContext();
        var rows = await db.EmailOutbox.AsNoTracking().ToListAsync();
        var taken = await server.MailsAsync();
        var arrived = taken.Select(m => m.MessageId).ToHashSet(StringComparer.Ordinal);
        var lost = rows.Count(r => !arrived.Contains(r.MessageId));
        var unknown = arrived.Except(rows.Select(r => r.MessageId), StringComparer.Ordinal).Count();
        var twoIds = taken.GroupBy(m => m.To[0]).Count(g => g.Select(m => m.MessageId).Distinct().Count() > 1);
        var wrong = taken.Count(m =>
            m.Message.TextBody?.Trim() != $"{1 + int.Parse(m.To[0][1..m.To[0].IndexOf('@')], CultureInfo.InvariantCulture) % 9}"
        );
        var twice = taken.Count - arrived.Count;
        var tooManyTwice = Math.Max(0, twice - kills * MailPace.WorkersCount);
        var missing = kills * OrdersPerKill - rows.Count;
        var verified = await shop.VerifyAsync();
        await output.WriteLineAsync(
            $"orders {kills * OrdersPerKill}, mails taken {taken.Count}, twice under one Message-ID {twice}, lost {lost}, under two Message-IDs {twoIds}, of unknown Message-ID {unknown}, wrong quantity {wrong}, violations of verify {verified.Count}"
        );
        return lost + unknown + twoIds + wrong + tooManyTwice + Math.Abs(missing) + verified.Count;
    }
}
