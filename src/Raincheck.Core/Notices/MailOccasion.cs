namespace Raincheck.Core.Notices;

/// <summary>
/// Why a mail was queued, as far as the order cannot tell it later. Quantities that change are not kept here: they are read
/// when the mail leaves.
/// </summary>
/// <param name="Lines">The lines that the event was about; null if it was about the whole order.</param>
/// <param name="Note">The reason of a delay, or the name of a vendor.</param>
/// <param name="ShipDate">The expected ship date that a delay set, in microseconds since 1970-01-01 UTC.</param>
/// <param name="PurchaseOrderId">The dropship purchase order that got the units.</param>
/// <param name="UnitsCame">Units came for the order before this out-of-stock mail was sent, so the mail was cancelled.</param>
/// <param name="PreviousDate">The ship date that was promised before, in microseconds since 1970-01-01 UTC.</param>
/// <param name="Delay">The choice that a delay option notice offers.</param>
public sealed record MailOccasion(
    IReadOnlyList<OccasionLine>? Lines = null,
    string? Note = null,
    long? ShipDate = null,
    long? PurchaseOrderId = null,
    bool UnitsCame = false,
    long? PreviousDate = null,
    DelayChoice? Delay = null
);

/// <summary>The choice between a delay and a cancellation. Days are numbers of <see cref="DateOnly.DayNumber"/>.</summary>
/// <param name="RevisedDate">The new ship date; null if there is none.</param>
/// <param name="AnswerBy">The last day to answer.</param>
/// <param name="SilenceIsConsent">Whether no answer means consent; otherwise it means a cancellation.</param>
/// <param name="Token">What the page for the answer is reached by; null once the mail was sent.</param>
public sealed record DelayChoice(int? RevisedDate, int AnswerBy, bool SilenceIsConsent, string? Token);

/// <summary>Units of a line that an event was about.</summary>
/// <param name="Line">The line's number within its order.</param>
/// <param name="Units">How many units, 1 or more.</param>
/// <param name="ToldBefore">Units of the same line that earlier mails about the same purchase order tell.</param>
public sealed record OccasionLine(int Line, int Units, int ToldBefore = 0);
