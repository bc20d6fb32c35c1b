namespace Raincheck.Features.Email.Sending;

/// <summary>How patient the sending of mail is.</summary>
/// <param name="Lease">How long a worker may be silent about a mail. Handing one over takes a minute at the most.</param>
/// <param name="Poll">The polling interval for due e-mails.</param>
public sealed record MailPace(TimeSpan Lease, TimeSpan Poll)
{
    /// <summary>Workers of a process: so many connections to one server, and at the most so many mails handed over twice where a process dies.</summary>
    public const int WorkersCount = 8;

    public static MailPace Ordinary { get; } = new(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
}
