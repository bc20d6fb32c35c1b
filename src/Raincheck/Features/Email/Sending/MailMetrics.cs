using System.Diagnostics.Metrics;
using Raincheck.Core.Notices;

namespace Raincheck.Features.Email.Sending;

/// <summary>The metrics of sending and of the outbox.</summary>
internal sealed class MailMetrics : IDisposable
{
    public const string MeterName = "Raincheck.Mail";

    private readonly Meter meter;
    private readonly Counter<long> sent;
    private readonly Counter<long> failures;
    private MailStatus? status;

    public MailMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        sent = meter.CreateCounter<long>("raincheck.outbox.sent", description: "E-mails accepted by a server.");
        failures = meter.CreateCounter<long>(
            "raincheck.outbox.failures",
            description: "Failed attempts, by whether the e-mail is retried."
        );
        meter.CreateObservableGauge(
            "raincheck.outbox.age",
            () => status?.LateSeconds ?? 0,
            unit: "s",
            description: "Age of the oldest due e-mail."
        );
        meter.CreateObservableGauge(
            "raincheck.outbox.mails",
            () =>
                new[] { (MailState.Queued, status?.Queued), (MailState.Held, status?.Held), (MailState.Failed, status?.Failed) }.Select(
                    s => new Measurement<long>(
                        s.Item2 ?? 0,
                        new KeyValuePair<string, object?>("state", s.Item1.ToString().ToLowerInvariant())
                    )
                ),
            description: "Unsent e-mails, by state."
        );
    }

    public void Sent() => sent.Add(1);

    public void Failed(bool isPermanent) => failures.Add(1, new KeyValuePair<string, object?>("given_up", isPermanent));

    /// <summary>How the outbox is, as of now.</summary>
    public void Show(MailStatus now) => Volatile.Write(ref status, now);

    public void Dispose() => meter.Dispose();
}
