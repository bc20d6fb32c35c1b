namespace Raincheck.Features.Email.Sending;

/// <summary>Sends what is due: a few workers, of which the first looks every second and wakes the others when there is much to do.</summary>
internal sealed class MailSender(
    MailClaims claims,
    MailDesk desk,
    MailStatusReader status,
    MailMetrics metrics,
    MailPace pace,
    TimeProvider time,
    ILogger<MailSender> log
) : BackgroundService
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(30);

    private readonly SmtpCircuitBreaker pauses = new(time);
    private readonly SemaphoreSlim work = new(0);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([
            LookAsync(stoppingToken),
            .. Enumerable.Range(1, MailPace.WorkersCount - 1).Select(i => Task.Run(() => HelpAsync(i, stoppingToken), stoppingToken)),
        ]);

    private async Task LookAsync(CancellationToken cancel)
    {
        using var worker = NewWorker(0);
        long? shown = null;
        while (!cancel.IsCancellationRequested)
        {
            var taken = await GuardAsync(worker, cancel);
            if (taken > 0)
            {
                if (work.CurrentCount == 0)
                    work.Release(MailPace.WorkersCount - 1);
            }
            else
                await WaitAsync(pace.Poll, cancel);
            if (shown is { } last && time.GetElapsedTime(last) < StatusEvery)
                continue;
            shown = time.GetTimestamp();
            await ShowStatusAsync(cancel);
        }
    }

    private async Task HelpAsync(int number, CancellationToken cancel)
    {
        using var worker = NewWorker(number);
        while (!cancel.IsCancellationRequested)
        {
            await WaitForWorkAsync(cancel);
            while (!cancel.IsCancellationRequested && await GuardAsync(worker, cancel) > 0)
                continue;
        }
    }

    private MailWorker NewWorker(int number) =>
        new($"{Environment.ProcessId}-{Guid.NewGuid():N}-{number}", claims, desk, pauses, metrics, time);

    /// <summary>The database may be away for a while; the next round retries.</summary>
    private async Task<int> GuardAsync(MailWorker worker, CancellationToken cancel)
    {
        try
        {
            return await worker.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e)
        {
            log.LogError(e, "Mail could not be sent");
            await WaitAsync(pace.Poll, cancel);
            return 0;
        }
    }

    private async Task ShowStatusAsync(CancellationToken cancel)
    {
        try
        {
            metrics.Show(await status.ReadAsync(cancel));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            log.LogWarning(e, "How mail goes could not be read");
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task WaitForWorkAsync(CancellationToken cancel) =>
        await work.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WaitAsync(TimeSpan span, CancellationToken cancel) =>
        await Task.Delay(span, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Dispose()
    {
        work.Dispose();
        base.Dispose();
    }
}
