using MimeKit;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Rendering;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>Sends mails one after another, over connections of its own.</summary>
internal sealed class MailWorker(
    string name,
    MailClaims claims,
    MailDesk desk,
    SmtpCircuitBreaker pauses,
    MailMetrics metrics,
    TimeProvider time
) : IDisposable
{
    /// <summary>The batch size of a lease: so many e-mails wait for its expiry if a process dies.</summary>
    private const int MailsAtOnce = 32;

    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(30);

    private readonly Dictionary<MailServer, MailConnection> connections = [];

    /// <summary>Takes some mails that are due and sends them.</summary>
    /// <returns>The number that was taken.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        CloseIdle();
        var (catalogue, servers) = await desk.OpenAsync(cancel);
        var companies = catalogue
            .Companies.Where(c => servers.Of(c.Id) is { } server && !pauses.IsPaused(server))
            .Select(c => c.Id)
            .ToArray();
        var mails = await claims.TakeAsync(name, companies, MailsAtOnce, cancel);
        if (mails.Count == 0)
            return 0;
        var left = new Queue<OutboxMail>(mails);
        try
        {
            var batch = await desk.PrepareAsync(mails, cancel);
            while (!cancel.IsCancellationRequested && left.TryPeek(out var mail))
            {
                var server = servers.Of(mail.CompanyId)!;
                if (pauses.IsPaused(server))
                    break;
                // One that failed in between is not released: it may have been sent without being recorded.
                left.Dequeue();
                // A running one finishes, also during a shutdown.
                await SendAsync(mail, batch, server);
            }
        }
        finally
        {
            await claims.ReleaseAsync(left);
        }
        return mails.Count;
    }

    public void Dispose()
    {
        foreach (var connection in connections.Values)
            connection.Dispose();
    }

    private async Task SendAsync(OutboxMail mail, MailBatch batch, MailServer server)
    {
        if (!await claims.IsStillMineAsync(mail, CancellationToken.None))
            return;
        if (await HoldAsync(mail, batch) is { } held)
        {
            await desk.RecordAsync(mail, held);
            return;
        }
        if (await desk.ReadLeavingAsync(mail) is not var (catalogue, facts))
            return;
        RenderedMail rendered;
        try
        {
            var (made, notNeeded) = await batch.RenderAsync(mail, facts, catalogue);
            if (made is null)
            {
                await desk.RecordAsync(mail, new MailRecord(MailState.NotNeeded, notNeeded, IsAttempt: false));
                return;
            }
            rendered = made;
        }
        catch (TemplateFailedException e)
        {
            metrics.Failed(isPermanent: true);
            await desk.RecordAsync(mail, new MailRecord(MailState.Failed, e.Message));
            return;
        }
        var limit = batch.RulesOf(mail).DailyLimit;
        if (limit is { } most && !await claims.CountAsync(mail.CompanyId, most, CancellationToken.None))
        {
            var next = QuietRules.NextDay(Micros.Of(time.GetUtcNow()));
            await desk.RecordAsync(mail, new MailRecord(MailState.Held, $"the daily limit of {most} is reached", next, IsAttempt: false));
            return;
        }
        var to = new MailboxAddress(mail.ToName, mail.ToAddress);
        var message = MailMessage.Make(rendered, to, mail.MessageId, time.GetUtcNow());
        var result = await ConnectionTo(server).SendAsync(message, to, CancellationToken.None);
        if (result.HandOver == HandOver.NoServer)
            pauses.Failed(server);
        else
            pauses.Worked(server);
        if (limit is not null && result.HandOver != HandOver.Taken)
            await claims.UncountAsync(mail.CompanyId);
        await desk.RecordAsync(mail, RecordOf(mail, result, rendered), result.Bounced ? mail.ToAddress : null);
    }

    private async Task<MailRecord?> HoldAsync(OutboxMail mail, MailBatch batch)
    {
        var rules = batch.RulesOf(mail);
        var now = Micros.Of(time.GetUtcNow());
        if (!EmailAddress.IsOne(mail.ToAddress))
            return new MailRecord(MailState.Failed, $"the customer has no valid address: {mail.ToAddress}", IsAttempt: false);
        if (batch.SuppressionOf(mail) is { } suppressed)
            return new MailRecord(MailState.Cancelled, $"the address is suppressed: {suppressed}", IsAttempt: false);
        if (!rules.Enabled)
            return new MailRecord(
                MailState.Held,
                "e-mail is turned off for the company",
                now + TimeSpan.MicrosecondsPerHour,
                IsAttempt: false
            );
        // What a person sends waits for nothing.
        if (mail.Event is null)
            return null;
        var last = rules.MinutesBetween > 0 ? await claims.LastSentAsync(mail.OrderId, CancellationToken.None) : null;
        return QuietRules.Hold(now, mail.NotBefore, rules.MinutesBetween, last) is var (until, reason)
            ? new MailRecord(MailState.Held, reason, until, IsAttempt: false)
            : null;
    }

    private MailRecord RecordOf(OutboxMail mail, MailResult result, RenderedMail rendered)
    {
        if (result.HandOver == HandOver.Taken)
        {
            metrics.Sent();
            return new MailRecord(MailState.Sent, Sent: rendered);
        }
        var wait = result.HandOver == HandOver.Refused ? null : RetrySchedule.WaitAfter(mail.Attempts + 1, Random.Shared.NextDouble());
        metrics.Failed(isPermanent: wait is null);
        return wait is { } later
            ? new MailRecord(MailState.Queued, result.Error, Micros.Of(time.GetUtcNow() + later))
            : new MailRecord(MailState.Failed, result.Error);
    }

    private MailConnection ConnectionTo(MailServer server)
    {
        if (!connections.TryGetValue(server, out var connection))
            connections.Add(server, connection = new MailConnection(server, time));
        return connection;
    }

    private void CloseIdle()
    {
        foreach (var connection in connections.Values.Where(c => c.Idle > IdleMax).ToList())
        {
            connections.Remove(connection.Server);
            connection.Dispose();
        }
    }
}
