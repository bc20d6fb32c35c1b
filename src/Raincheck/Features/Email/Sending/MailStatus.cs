using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>The status of sending e-mails.</summary>
/// <param name="Queued">Mails that go out as soon as they can.</param>
/// <param name="Held">Mails that a rule keeps back.</param>
/// <param name="Failed">Failed e-mails.</param>
/// <param name="SentToday">Mails sent on this day (UTC).</param>
/// <param name="LateSeconds">How long the oldest mail that is due has been due.</param>
/// <param name="Warnings">Problems that need attention.</param>
public sealed record MailStatus(
    long Queued,
    long Held,
    long Failed,
    long SentToday,
    double LateSeconds,
    IReadOnlyList<MailWarning> Warnings
);

/// <summary>A problem that needs attention.</summary>
/// <param name="Code"><c>no_server</c>, <c>late</c>, <c>failed</c> or <c>daily_limit</c>.</param>
/// <param name="Text">In words.</param>
public sealed record MailWarning(string Code, string Text);

/// <summary>Finds out how the sending of mail goes.</summary>
public sealed class MailStatusReader(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(10);

    public async Task<MailStatus> ReadAsync(CancellationToken cancel)
    {
        var now = Micros.Of(time.GetUtcNow());
        var day = QuietRules.DayOf(now);
        await using var db = database.CreateContext();
        var outbox = db.EmailOutbox.AsNoTracking();
        var queued = await outbox.LongCountAsync(m => m.State == MailState.Queued, cancel);
        var held = await outbox.LongCountAsync(m => m.State == MailState.Held, cancel);
        var failed = await outbox.LongCountAsync(m => m.State == MailState.Failed, cancel);
        var today = day * TimeSpan.MicrosecondsPerDay;
        var tomorrow = QuietRules.NextDay(now);
        var sentToday = await outbox.LongCountAsync(m => m.State == MailState.Sent && m.SentAt >= today && m.SentAt < tomorrow, cancel);
        var due = outbox.Where(m => m.State == MailState.Queued && m.NotBefore <= now);
        var oldest = await due.MinAsync(m => (long?)m.NotBefore, cancel);
        var late = oldest is { } since ? (now - since) / 1_000_000.0 : 0;
        var servers = await db.EmailServers.AsNoTracking().Select(s => s.CompanyId).ToListAsync(cancel);
        var withoutServer = servers.Contains(0) ? 0 : await due.LongCountAsync(m => !servers.Contains(m.CompanyId), cancel);

        var warnings = new List<MailWarning>();
        if (withoutServer > 0)
            warnings.Add(new MailWarning("no_server", $"{withoutServer} e-mails waiting: set up a mail server."));
        else if (late > LateAfter.TotalSeconds)
            warnings.Add(
                new MailWarning("late", $"No e-mail has been sent for {late / 60:F0} minutes: {await LastErrorAsync(due, cancel)}")
            );
        if (failed > 0)
            warnings.Add(new MailWarning("failed", $"{failed} e-mails failed; you can retry them."));
        foreach (var reached in await db.EmailDays.AsNoTracking().Where(d => d.Day == day).ToListAsync(cancel))
        {
            var catalogue = await ledger.CatalogueAsync(cancel);
            if (catalogue.Mail.RulesOf(reached.CompanyId).DailyLimit is { } limit && reached.Sent >= limit)
                warnings.Add(
                    new MailWarning(
                        "daily_limit",
                        $"{catalogue.Company(reached.CompanyId).Code} has reached its daily limit of {limit} e-mails; the others wait until tomorrow."
                    )
                );
        }
        return new MailStatus(queued, held, failed, sentToday, late, warnings);
    }

    private static async Task<string> LastErrorAsync(IQueryable<OutboxMail> due, CancellationToken cancel) =>
        await due.Where(m => m.LastError != null).OrderByDescending(m => m.Id).Select(m => m.LastError).FirstOrDefaultAsync(cancel)
        ?? "no attempt yet.";
}
