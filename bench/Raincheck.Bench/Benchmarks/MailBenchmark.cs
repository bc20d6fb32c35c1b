using System.Diagnostics;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Raincheck.Core.Notices;
using Raincheck.Crash;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Bench.Benchmarks;

/// <summary>
/// Mails from the outbox to a real server, lease, last look, rendering, journal and all, beside a loop that does nothing but hand
/// the same mails to the same server: as MailKit connects by itself, and without the wait that this means for each mail.
/// </summary>
internal static class MailBenchmark
{
    public const string Measures = "mails a second to a real server, and how that compares with a bare MailKit loop (--mails, --rounds)";

    private const int PlainPart = 10;

    public static async Task RunAsync(Options options)
    {
        if (PrivateMailServer.WhyNot is { } reason)
            throw new InvalidOperationException($"The mail server is not available: {reason}");
        var mails = options.Number("mails", 2_000);
        var rounds = options.Number("rounds", 5);
        Console.WriteLine($"median of {rounds} rounds of {mails:N0} mails, in turn; the server is scripts/mail-server-private");
        var rows = new List<string[]>();
        foreach (var database in new[] { "postgres", "sqlite" })
        {
            await using var server = await PrivateMailServer.StartNewAsync();
            await using var shop = await BenchShop.NewAsync(database, 1, 0);
            await using var office = new PostOffice(shop.Client, shop.Ledger, TimeProvider.System);
            await PrepareAsync(shop, office, server);
            var ours = new List<double>();
            var bare = new List<double>();
            var plain = new List<double>();
            for (var round = -1; round < rounds; round++)
            {
                await FillAsync(shop, mails, round);
                var message = await AnyAsync(server);
                var loop = await BareAsync(server, mails, message, noDelay: true);
                // It takes twenty times as long.
                var slow = await BareAsync(server, mails / PlainPart, message, noDelay: false) * PlainPart;
                var started = Stopwatch.GetTimestamp();
                if (round < 0)
                    await office.StartAsync();
                else
                    await shop.Client.DueNowAsync();
                await WaitAsync(shop);
                var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (round < 0)
                    continue;
                ours.Add(elapsed);
                bare.Add(loop);
                plain.Add(slow);
            }
            await office.StopAsync();
            rows.Add([
                database,
                $"{mails / Figures.Median(ours):N0}",
                $"{mails / Figures.Median(plain):N0}",
                $"{RatioTo(plain):F2}",
                $"{mails / Figures.Median(bare):N0}",
                $"{RatioTo(bare):F2}",
                "0.50",
            ]);

            double RatioTo(List<double> loop) => Figures.Median([.. ours.Zip(loop, (o, l) => l / o)]);
        }
        Figures.PrintTable(
            ["database", "mails/s", "bare loop, mails/s", "ratio", "bare loop with no delay, mails/s", "ratio", "target from"],
            rows
        );
    }

    private static async Task PrepareAsync(BenchShop shop, PostOffice office, PrivateMailServer server)
    {
        var library = TemplateLibrary.All.Single(t => t.Event == nameof(MailEvent.OutOfStockInventoryNotice));
        await shop.DoneAsync(new PutTemplate("notice", library.From("Company", "orders@company.example"), office.Templates));
        await shop.DoneAsync(new AssignTemplate("C", library.Event, "notice"));
        await shop.DoneAsync(new PutEmailServer(null, new EmailServerRequest("127.0.0.1", server.Port, MailSecurity.None), office.Secrets));
    }

    /// <summary>Orders that wait for something; their mails are held back until the round begins.</summary>
    private static async Task FillAsync(BenchShop shop, int mails, int round)
    {
        await shop.DoneAsync(new PutEmailRules("C", new EmailRulesPatch(HoldBackMinutes: round < 0 ? 0 : 60)));
        var commands = Enumerable
            .Range(0, mails)
            .Select(i =>
                (
                    (LedgerCommand<OrderView>)
                        new CreateOrder(
                            new NewOrder("C", new("Customer", $"c{i}@example.com"), [new("S0", 1 + i % 9), new("S0", 2)], $"R{round}-{i}")
                        ),
                    new CommandContext("bench")
                )
            )
            .ToList();
        await shop.Ledger.ExecuteAllAsync(commands);
    }

    private static async Task DueNowAsync(this ClientDatabase database)
    {
        await using var db = database.CreateContext();
        await db
            .EmailOutbox.Where(m => m.State < MailState.Sent)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, 0).SetProperty(m => m.NotBefore, 0));
    }

    private static async Task WaitAsync(BenchShop shop)
    {
        while (true)
        {
            await using var db = shop.Client.CreateContext();
            if (!await db.EmailOutbox.AnyAsync(m => m.State < MailState.Sent))
                return;
            await Task.Delay(20);
        }
    }

    /// <summary>A mail as it went out, to be sent again by the bare loop; any where none did yet.</summary>
    private static async Task<MimeMessage> AnyAsync(PrivateMailServer server) =>
        await server.CountAsync() > 0
            ? (await server.MailsAsync())[^1].Message
            : new MimeMessage
            {
                Subject = "first",
                From = { MailboxAddress.Parse("orders@company.example") },
                To = { MailboxAddress.Parse("c0@example.com") },
            };

    private static async Task<double> BareAsync(PrivateMailServer server, int mails, MimeMessage message, bool noDelay)
    {
        var started = Stopwatch.GetTimestamp();
        using var client = new SmtpClient();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = noDelay };
        await socket.ConnectAsync("127.0.0.1", server.Port);
        await client.ConnectAsync(socket, "127.0.0.1", server.Port, SecureSocketOptions.None);
        for (var i = 0; i < mails; i++)
            await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
