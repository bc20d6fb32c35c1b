namespace Raincheck.Core.Notices;

/// <summary>What happened to an order that its customer may be told. Stored by number: never renumber.</summary>
public enum MailEvent
{
    /// <summary>The order became marked.</summary>
    OutOfStockInventoryNotice = 0,

    /// <summary>Its shipping was delayed, and the user chose to notify the customer.</summary>
    ShippingDelayNotice = 1,

    /// <summary>It is no longer marked because units came for it.</summary>
    BackOrderReleasedNotice = 2,

    /// <summary>It was cancelled, or its back-ordered units were.</summary>
    BackOrderCancelledNotice = 3,

    /// <summary>Units of it were handed to a vendor.</summary>
    DropshipNotice = 4,

    /// <summary>Its time to ship cannot be kept: the customer chooses between the delay and a cancellation.</summary>
    DelayOptionNotice = 5,

    /// <summary>The revised date of an earlier choice cannot be kept either.</summary>
    RenewedDelayOptionNotice = 6,
}

/// <summary>Where a mail stands. Stored by number: never renumber.</summary>
public enum MailState
{
    /// <summary>It goes out as soon as it is due and a server takes it.</summary>
    Queued = 0,

    /// <summary>A rule keeps it back: the hold-back, the time between two mails to an order, or the daily limit.</summary>
    Held = 1,

    /// <summary>A server took it.</summary>
    Sent = 2,

    /// <summary>It was given up; a person may have it tried again.</summary>
    Failed = 3,

    /// <summary>It is not to be sent any more.</summary>
    Cancelled = 4,

    /// <summary>When it was to leave, there was nothing left to tell.</summary>
    NotNeeded = 5,
}

/// <summary>Why an address is not written to. Stored by number: never renumber.</summary>
public enum SuppressionReason
{
    /// <summary>A server said that there is no such mailbox.</summary>
    Bounced = 0,

    /// <summary>The customer opted out.</summary>
    OptedOut = 1,
}

/// <summary>The groups of states that the rules speak of.</summary>
public static class MailStateGroups
{
    /// <summary>The unsent states in SQL: <c>state IN (...)</c>.</summary>
    public static readonly string UnsentSql = string.Join(", ", Enum.GetValues<MailState>().Where(IsUnsent).Select(s => (int)s));

    /// <summary>It may still be sent, by itself or because a person has it tried again.</summary>
    public static bool IsUnsent(this MailState state) => state is MailState.Queued or MailState.Held or MailState.Failed;
}
