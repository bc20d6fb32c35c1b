using Raincheck.Core.Consents;
using Raincheck.Core.Promises;

namespace Raincheck.Storage;

/// <summary>Consent to the delay of an order of a company that asks for it. Days are numbers of <see cref="DateOnly.DayNumber"/>.</summary>
public sealed class DelayConsent
{
    public long OrderId { get; set; }

    public DelayStage Stage { get; set; }

    /// <summary>The day on which to look at the order again; null if there is nothing left to do.</summary>
    public int? CheckOn { get; set; }

    /// <summary>Grows with every change of the order, so a look that began before it does not count.</summary>
    public long Changes { get; set; }

    /// <summary>The last day to ship without asking; 0 before the first notice, because it still follows from the order.</summary>
    public int ShipBy { get; set; }

    /// <summary>Notices sent.</summary>
    public int Notices { get; set; }

    /// <summary>The ship date of the last notice; null if it told none.</summary>
    public int? RevisedDate { get; set; }

    /// <summary>The last day to answer; null before the first notice.</summary>
    public int? AnswerBy { get; set; }

    public SilenceMeans Silence { get; set; }

    /// <summary>The day until which the consent holds.</summary>
    public int? ConsentUntil { get; set; }

    /// <summary>The answer to the last notice; null without one.</summary>
    public DelayAnswer? Answer { get; set; }

    /// <summary>The customer, or the user who took the answer by telephone.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long? AnsweredAt { get; set; }

    /// <summary>What was said with the answer, or about the refund.</summary>
    public string? Note { get; set; }

    /// <summary>The last day to refund; null if no refund is due.</summary>
    public int? RefundBy { get; set; }

    /// <summary>When the refund was recorded, in microseconds since 1970-01-01 UTC.</summary>
    public long? RefundedAt { get; set; }

    public string? RefundedBy { get; set; }

    /// <summary>The SHA-256 of the last notice's token; null before the first notice, and for a child order.</summary>
    public string? TokenHash { get; set; }

    /// <summary>The state machine's view of the row.</summary>
    /// <param name="shipBy">The last day to ship without asking, as it follows from the order before the first notice.</param>
    public DelayCase ToCase(DateOnly shipBy) =>
        new(
            Stage,
            Notices > 0 ? DateOnly.FromDayNumber(ShipBy) : shipBy,
            Notices,
            AnswerBy is { } answerBy ? new DelayOption(StoredDay.Of(RevisedDate), DateOnly.FromDayNumber(answerBy), Silence) : null,
            StoredDay.Of(ConsentUntil),
            StoredDay.Of(RefundBy)
        );

    /// <summary>Takes over a case.</summary>
    public void Take(DelayCase known)
    {
        Stage = known.Stage;
        ShipBy = known.ShipBy.DayNumber;
        Notices = known.Notices;
        RevisedDate = known.Option?.RevisedDate?.DayNumber;
        AnswerBy = known.Option?.AnswerBy.DayNumber;
        Silence = known.Option?.Silence ?? SilenceMeans.Consent;
        ConsentUntil = known.ConsentUntil?.DayNumber;
        RefundBy = known.RefundBy?.DayNumber;
    }
}
