using Raincheck.Core.Consents;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>Where an order stands with consent to its delay.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="ShipBy">The last day to ship without asking.</param>
/// <param name="Notices">Notices sent.</param>
/// <param name="RevisedDate">The ship date of the last notice; null if it told none.</param>
/// <param name="AnswerBy">The last day to answer.</param>
/// <param name="SilenceMeans">What no answer means; null before the first notice.</param>
/// <param name="ConsentUntil">The day until which the consent holds.</param>
/// <param name="Answer">The answer; null without one.</param>
/// <param name="AnsweredBy">The customer, or the user who took the answer.</param>
/// <param name="AnsweredAt">When.</param>
/// <param name="Note">What was said with the answer, or about the refund.</param>
/// <param name="RefundBy">The last day to refund; null if no refund is due.</param>
/// <param name="RefundedAt">When the refund was recorded.</param>
/// <param name="RefundedBy">Who recorded it.</param>
public sealed record DelayConsentView(
    string Order,
    DelayStage Stage,
    DateOnly ShipBy,
    int Notices,
    DateOnly? RevisedDate,
    DateOnly? AnswerBy,
    SilenceMeans? SilenceMeans,
    DateOnly? ConsentUntil,
    DelayAnswer? Answer,
    string? AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string? Note,
    DateOnly? RefundBy,
    DateTimeOffset? RefundedAt,
    string? RefundedBy
)
{
    internal static DelayConsentView Of(string order, DelayConsent row, DateOnly shipBy)
    {
        var known = row.ToCase(shipBy);
        return new DelayConsentView(
            order,
            known.Stage,
            known.ShipBy,
            known.Notices,
            known.Option?.RevisedDate,
            known.Option?.AnswerBy,
            known.Option?.Silence,
            known.ConsentUntil,
            row.Answer,
            row.AnsweredBy,
            Micros.ToTime(row.AnsweredAt),
            row.Note,
            known.RefundBy,
            Micros.ToTime(row.RefundedAt),
            row.RefundedBy
        );
    }
}
