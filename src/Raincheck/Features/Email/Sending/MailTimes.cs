using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>
/// Mends the times of unsent mails that were written under a clock that was ahead: such a mail would wait for as long as the clock was
/// ahead by. One that was queued then begins its hold-back now; an attempt, the end of a hold, or a lease that lies too far ahead is now.
/// </summary>
internal sealed class MailTimes(ClientDatabase database, ClientLedger ledger, MailPace pace, TimeProvider time, ILogger<MailTimes> log)
    : RepeatedWork(Interval, time, log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TimeProvider time = time;

    protected override async Task RunRoundAsync(CancellationToken cancel)
    {
        var mended = await MendAsync(cancel);
        if (mended > 0)
            log.LogWarning("The times of {Mails} mails lay in the future: the clock was ahead when they were written", mended);
    }

    /// <returns>How many mails had such times.</returns>
    public async Task<int> MendAsync(CancellationToken cancel)
    {
        var mail = (await ledger.CatalogueAsync(cancel)).Mail;
        // A mail is held until the next day at the most, or for the longest time between two mails to one order.
        var between = TimeSpan.FromMinutes(mail.MinutesBetweenMost);
        var now = Micros.Of(time.GetUtcNow());
        var (happened, leased, retried, held) = (
            StoredTime.LatestAt(now, TimeSpan.Zero),
            StoredTime.LatestAt(now, pace.Lease),
            StoredTime.LatestAt(now, RetrySchedule.WaitMax),
            StoredTime.LatestAt(now, between > Day ? between : Day)
        );
        await using var db = database.CreateContext();
        var unsent = db.EmailOutbox.Where(m => m.State < MailState.Sent);
        var mended = 0;
        // A look costs less than a write, and nearly always there is nothing.
        var queuedAhead = unsent.Where(m => m.CreatedAt > happened);
        if (await queuedAhead.AnyAsync(cancel))
        {
            mended += await queuedAhead.ExecuteUpdateAsync(
                s =>
                    s.SetProperty(m => m.DueAt, m => now + m.NotBefore - m.CreatedAt)
                        .SetProperty(m => m.NotBefore, m => now + m.NotBefore - m.CreatedAt)
                        .SetProperty(m => m.CreatedAt, now),
                cancel
            );
        }
        var putOffTooFar = unsent.Where(m =>
            m.DueAt > m.NotBefore && ((m.State == MailState.Queued && m.DueAt > retried) || m.DueAt > held)
        );
        if (await putOffTooFar.AnyAsync(cancel))
            mended += await putOffTooFar.ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, now), cancel);
        var leasedTooLong = unsent.Where(m => m.LeaseUntil > leased);
        if (await leasedTooLong.AnyAsync(cancel))
        {
            mended += await leasedTooLong.ExecuteUpdateAsync(
                s => s.SetProperty(m => m.LeaseUntil, (long?)null).SetProperty(m => m.LeasedBy, (string?)null),
                cancel
            );
        }
        return mended;
    }
}
