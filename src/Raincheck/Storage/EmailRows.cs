using Raincheck.Core.Notices;

namespace Raincheck.Storage;

/// <summary>The content of an e-mail, in Liquid.</summary>
public sealed class EmailTemplate
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string Subject { get; set; } = "";
    public string FromName { get; set; } = "";
    public string FromAddress { get; set; } = "";
    public string? ReplyTo { get; set; }

    /// <summary>Addresses between commas.</summary>
    public string? Cc { get; set; }

    /// <summary>Addresses between commas.</summary>
    public string? Bcc { get; set; }

    /// <summary>Whether the body is HTML; plain text otherwise.</summary>
    public bool Html { get; set; }
    public string Body { get; set; } = "";

    /// <summary>When it was saved last, in microseconds since 1970-01-01 UTC.</summary>
    public long ChangedAt { get; set; }
}

/// <summary>The template that a company sends at an event.</summary>
public sealed class EmailAssignment
{
    public int CompanyId { get; set; }
    public MailEvent Event { get; set; }
    public int TemplateId { get; set; }
}

/// <summary>The sending limits of a company. The initial values are the defaults.</summary>
public sealed class EmailRules
{
    public int CompanyId { get; set; }

    /// <summary>Off: nothing is written, and what was not sent is held.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Between two mails to the same order; 0 for none.</summary>
    public int MinutesBetween { get; set; }

    /// <summary>The delay before sending, in case the reason goes away; 0 for none.</summary>
    public int HoldBackMinutes { get; set; }

    /// <summary>Mails of a day (UTC); null for any number.</summary>
    public int? DailyLimit { get; set; }
}

/// <summary>How many mails a company sent on a day, as far as a limit made it worth counting.</summary>
public sealed class EmailDay
{
    public int CompanyId { get; set; }

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public int Day { get; set; }
    public int Sent { get; set; }
}

/// <summary>How the connection to a mail server is protected. Stored by number: never renumber.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS where the server offers it.</summary>
    Auto = 0,

    /// <summary>STARTTLS, or nothing is sent.</summary>
    StartTls = 1,

    /// <summary>TLS from the first byte.</summary>
    Tls = 2,

    /// <summary>Not at all.</summary>
    None = 3,
}

/// <summary>A mail server.</summary>
public sealed class EmailServer
{
    /// <summary>The company whose mail it takes; 0 for every company that has none of its own.</summary>
    public int CompanyId { get; set; }
    public string Host { get; set; } = "";
    public int Port { get; set; }
    public MailSecurity Security { get; set; }
    public string? UserName { get; set; }

    /// <summary>Encrypted with Data Protection.</summary>
    public string? Password { get; set; }
}

/// <summary>An address that is not written to.</summary>
public sealed class SuppressedAddress
{
    /// <summary>In lower case.</summary>
    public string Address { get; set; } = "";
    public SuppressionReason Reason { get; set; }

    /// <summary>The server's response, or a note.</summary>
    public string Note { get; set; } = "";
    public long At { get; set; }
}

/// <summary>An e-mail in the outbox.</summary>
public sealed class OutboxMail
{
    public long Id { get; set; }
    public long OrderId { get; set; }
    public int CompanyId { get; set; }

    /// <summary>The event; null for a manual e-mail.</summary>
    public MailEvent? Event { get; set; }
    public int TemplateId { get; set; }
    public string ToName { get; set; } = "";
    public string ToAddress { get; set; } = "";

    /// <summary>The occasion of a notice, or the quantities of a manual e-mail, as JSON.</summary>
    public string Data { get; set; } = "{}";
    public MailState State { get; set; }

    /// <summary>Fixed when the row is written: a mail that is handed over twice around a crash is recognisable as one.</summary>
    public string MessageId { get; set; } = "";
    public long CreatedAt { get; set; }

    /// <summary>The earliest time to send: the end of the delay.</summary>
    public long NotBefore { get; set; }

    /// <summary>When it is checked next.</summary>
    public long DueAt { get; set; }
    public long? SentAt { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }

    /// <summary>The process that holds the lease.</summary>
    public string? LeasedBy { get; set; }

    /// <summary>Until when that one may be silent before another takes over.</summary>
    public long? LeaseUntil { get; set; }

    /// <summary>The subject as it was sent.</summary>
    public string? Subject { get; set; }

    /// <summary>The text as it was sent.</summary>
    public string? Body { get; set; }

    /// <summary>The sender as it was sent.</summary>
    public string? Sender { get; set; }
}
