using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>
/// Mails that are due, shared among all processes on the database: a worker takes some under a lease, and where it dies another
/// takes them over when the lease is over.
/// </summary>
internal sealed class MailClaims(ClientDatabase database, MailPace pace, TimeProvider time)
{
    private const string Due =
        "SELECT id FROM email_outbox WHERE state < 2 AND due_at <= {0} AND (lease_until IS NULL OR lease_until < {0})";

    private long LeaseMicros => (long)pace.Lease.TotalMicroseconds;

    private long Now => Micros.Of(time.GetUtcNow());

    /// <summary>At the most <paramref name="count"/> mails of these companies that are due, now this worker's.</summary>
    public async Task<List<OutboxMail>> TakeAsync(string worker, int[] companies, int count, CancellationToken cancel)
    {
        if (companies.Length == 0)
            return [];
        var now = Now;
        await using var db = database.CreateContext();
        // Looking costs less than writing, and most of the time there is nothing.
        var anyDue = db.EmailOutbox.Where(m =>
            m.State < MailState.Sent && m.DueAt <= now && (m.LeaseUntil == null || m.LeaseUntil < now) && companies.Contains(m.CompanyId)
        );
        if (!await anyDue.AnyAsync(cancel))
            return [];
        var ofCompanies = $"company_id IN ({string.Join(", ", companies)})";
        var skip = database.IsPostgres ? " FOR UPDATE SKIP LOCKED" : "";
        var sql =
            $"UPDATE email_outbox SET leased_by = {{1}}, lease_until = {{2}} WHERE id IN ({Due} AND {ofCompanies} ORDER BY due_at, id LIMIT {{3}}{skip}) RETURNING *";
        var taken = await db.EmailOutbox.FromSqlRaw(sql, now, worker, now + LeaseMicros, count).AsNoTracking().ToListAsync(cancel);
        return [.. taken.OrderBy(m => m.DueAt).ThenBy(m => m.Id)];
    }

    /// <summary>Whether a mail is still to be sent, and by this worker; asked right before it goes out. Renews a lease that is getting old.</summary>
    public async Task<bool> IsStillMineAsync(OutboxMail mail, CancellationToken cancel)
    {
        var now = Now;
        await using var db = database.CreateContext();
        var mine = db.EmailOutbox.Where(m => m.Id == mail.Id && m.LeasedBy == mail.LeasedBy && m.State < MailState.Sent);
        if (await mine.Select(m => m.LeaseUntil).SingleOrDefaultAsync(cancel) is not { } until)
            return false;
        if (until - now > LeaseMicros / 2)
            return true;
        var renewed = now + LeaseMicros;
        return await mine.Where(m => m.LeaseUntil >= now).ExecuteUpdateAsync(s => s.SetProperty(m => m.LeaseUntil, renewed), cancel) == 1;
    }

    /// <summary>Gives mails back that were not tried.</summary>
    public async Task ReleaseAsync(IEnumerable<OutboxMail> mails)
    {
        var ids = mails.Select(m => m.Id).ToList();
        if (ids.Count == 0)
            return;
        var worker = mails.First().LeasedBy;
        await using var db = database.CreateContext();
        await db
            .EmailOutbox.Where(m => ids.Contains(m.Id) && m.LeasedBy == worker)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.LeaseUntil, (long?)null).SetProperty(m => m.LeasedBy, (string?)null));
    }

    /// <summary>When the order's last mail was sent; null if none was.</summary>
    public async Task<long?> LastSentAsync(long orderId, CancellationToken cancel)
    {
        var latest = StoredTime.LatestAt(Now, TimeSpan.Zero);
        await using var db = database.CreateContext();
        return await db
            .EmailOutbox.Where(m => m.OrderId == orderId && m.State == MailState.Sent && m.SentAt <= latest)
            .MaxAsync(m => m.SentAt, cancel);
    }

    /// <summary>Counts a mail against its company's daily limit; false if the limit is reached.</summary>
    public async Task<bool> CountAsync(int companyId, int limit, CancellationToken cancel)
    {
        var now = Now;
        var day = QuietRules.DayOf(now);
        var start = day * TimeSpan.MicrosecondsPerDay;
        var end = start + TimeSpan.MicrosecondsPerDay;
        await using var db = database.CreateContext();
        return await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO email_days (company_id, day, sent)
                SELECT {companyId}, {day}, 1 + (SELECT count(*) FROM email_outbox WHERE company_id = {companyId} AND state = 2 AND sent_at >= {start} AND sent_at < {end})
                WHERE (SELECT count(*) FROM email_outbox WHERE company_id = {companyId} AND state = 2 AND sent_at >= {start} AND sent_at < {end}) < {limit}
                   OR EXISTS (SELECT 1 FROM email_days WHERE company_id = {companyId} AND day = {day})
                ON CONFLICT (company_id, day) DO UPDATE SET sent = email_days.sent + 1 WHERE email_days.sent < {limit}
                """,
                cancel
            ) == 1;
    }

    /// <summary>A mail that was counted was not sent.</summary>
    public async Task UncountAsync(int companyId)
    {
        var day = QuietRules.DayOf(Now);
        await using var db = database.CreateContext();
        await db
            .EmailDays.Where(d => d.CompanyId == companyId && d.Day == day && d.Sent > 0)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.Sent, d => d.Sent - 1));
    }
}
