using System.Runtime.InteropServices;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>What one command of a batch means for mail, in the order in which it happened.</summary>
/// <param name="Command">The number of the command within the batch: a mail written by hand tells the quantities after it.</param>
/// <param name="ChangeSet">The command's own.</param>
/// <param name="Kind">What to do.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MailStep(int Command, ChangeSet ChangeSet, MailStepKind Kind)
{
    /// <summary>The order that it is about.</summary>
    public Order? Order { get; init; }

    /// <summary>What happened to it; null if a person writes by hand.</summary>
    public MailEvent? Event { get; init; }

    /// <summary>What to send; null if nothing is.</summary>
    public MailPlan? Plan { get; init; }

    /// <summary>What the mail is queued for; null if a person writes it.</summary>
    public MailOccasion? Occasion { get; init; }

    /// <summary>The mail to change.</summary>
    public MailChange? Change { get; init; }
}

internal enum MailStepKind
{
    /// <summary>Write a mail.</summary>
    Write,

    /// <summary>The mark is lifted: a notice of it that is not sent yet is not sent any more, and then neither is one that it is over.</summary>
    Lift,

    /// <summary>The order is cancelled: nothing that was to be said of it is said any more.</summary>
    Close,

    /// <summary>The customer was corrected: what is not sent yet goes to the new address.</summary>
    Readdress,

    /// <summary>The workflow was turned off: no e-mails are sent.</summary>
    Clear,

    /// <summary>Change a mail that is there.</summary>
    Change,
}

/// <summary>A change of a mail that a command was shown.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Apply">Changes it; what it says is put into the journal.</param>
internal sealed record MailChange(long Id, Func<OutboxMail, MailEntry?> Apply);

/// <summary>What the journal says of a mail.</summary>
internal sealed record MailEntry(string Kind, string? Reason = null);
