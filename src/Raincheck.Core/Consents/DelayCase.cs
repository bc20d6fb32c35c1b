namespace Raincheck.Core.Consents;

/// <summary>Where an order stands with consent to its delay. Stored by number: never renumber.</summary>
public enum DelayStage
{
    /// <summary>The customer was not asked yet.</summary>
    Watched = 0,

    /// <summary>The customer was asked and did not answer.</summary>
    Asked = 1,

    /// <summary>The customer accepted the delay that the last notice told.</summary>
    Accepted = 2,

    /// <summary>The customer cancelled, or the order counts as cancelled. The refund is not recorded yet.</summary>
    RefundDue = 3,

    /// <summary>There is nothing left to do.</summary>
    Closed = 4,
}

/// <summary>What no answer to a notice means. Stored by number: never renumber.</summary>
public enum SilenceMeans
{
    /// <summary>The customer consents to the delay until the revised date.</summary>
    Consent = 0,

    /// <summary>The order counts as cancelled once the time to answer is over.</summary>
    Cancel = 1,
}

/// <summary>An answer to a notice. Stored by number: never renumber.</summary>
public enum DelayAnswer
{
    /// <summary>The customer waits.</summary>
    Accept = 0,

    /// <summary>The customer wants the order cancelled and the money back.</summary>
    Cancel = 1,
}

/// <summary>A notice that offers the choice between the delay and a cancellation with a refund.</summary>
/// <param name="RevisedDate">The new ship date; null if there is none.</param>
/// <param name="AnswerBy">The last day to answer.</param>
/// <param name="Silence">What no answer means.</param>
public readonly record struct DelayOption(DateOnly? RevisedDate, DateOnly AnswerBy, SilenceMeans Silence);

/// <summary>An order's projected date, as far as a seller may tell it to a customer.</summary>
/// <param name="Date">The day on which all open units ship; null if there is none.</param>
/// <param name="IsDefinite">Whether it rests on stock or on a purchase order in time. A guess is no revised date.</param>
public readonly record struct DelayOutlook(DateOnly? Date, bool IsDefinite);

/// <summary>
/// Consent to the delay of one order as a state machine: what was told and answered, and from that what is due. Days are calendar days in the
/// client's time zone.
/// </summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="ShipBy">The last day to ship without asking; fixed by the first notice.</param>
/// <param name="Notices">How many notices were sent.</param>
/// <param name="Option">The last notice; null before the first.</param>
/// <param name="ConsentUntil">The day until which the customer's consent holds; null without consent, and for consent without an end.</param>
/// <param name="RefundBy">The last day to refund; null if no refund is due.</param>
public sealed record DelayCase(
    DelayStage Stage,
    DateOnly ShipBy,
    int Notices = 0,
    DelayOption? Option = null,
    DateOnly? ConsentUntil = null,
    DateOnly? RefundBy = null
)
{
    /// <summary>What is due on a day while units of the order are still to be shipped.</summary>
    /// <param name="today">The day.</param>
    /// <param name="outlook">The projection of that day.</param>
    public DelayStep Next(DateOnly today, DelayOutlook outlook) =>
        (Stage, Option) switch
        {
            (DelayStage.Watched, _) => IsFirstNoticeDue(today, outlook)
                ? new DelayStep.Notify(FirstOption(today, outlook))
                : DelayStep.Wait,
            (DelayStage.Asked, { } option) when today > option.AnswerBy => DelayStep.CountAsCancelled.Instance,
            (DelayStage.Asked, { Silence: SilenceMeans.Consent, RevisedDate: { } until }) => Renew(today, outlook, until),
            (DelayStage.Accepted, { RevisedDate: { } until }) when today > until => DelayStep.CountAsCancelled.Instance,
            (DelayStage.Accepted, { RevisedDate: { } until }) => Renew(today, outlook, until),
            _ => DelayStep.Wait,
        };

    /// <summary>After a notice was queued.</summary>
    public DelayCase Notified(DelayOption option) =>
        this with
        {
            Stage = DelayStage.Asked,
            Notices = Notices + 1,
            Option = option,
            ConsentUntil =
                option.Silence == SilenceMeans.Consent ? option.RevisedDate
                : Notices == 0 ? null
                : option.AnswerBy,
        };

    /// <summary>Whether the customer can still give this answer on a day, while units are still to be shipped.</summary>
    public bool CanAnswer(DelayAnswer answer, DateOnly today) =>
        (Stage, answer) switch
        {
            // Cancelling is possible until the units are shipped.
            (DelayStage.Asked or DelayStage.Accepted, DelayAnswer.Cancel) => true,
            (DelayStage.Asked, DelayAnswer.Accept) => today <= Option!.Value.AnswerBy,
            (DelayStage.Accepted, DelayAnswer.Accept) => Option!.Value.RevisedDate is not { } until || today <= until,
            _ => false,
        };

    /// <summary>After the customer accepted.</summary>
    public DelayCase Accepted() => this with { Stage = DelayStage.Accepted, ConsentUntil = Option!.Value.RevisedDate };

    /// <summary>After the customer cancelled, or silence made the order count as cancelled.</summary>
    /// <param name="refundBy">The last day to refund.</param>
    public DelayCase Ended(DateOnly refundBy) => this with { Stage = DelayStage.RefundDue, ConsentUntil = null, RefundBy = refundBy };

    /// <summary>After everything was shipped, the refund was recorded, or nothing was ever asked.</summary>
    public DelayCase Done() => this with { Stage = DelayStage.Closed, ConsentUntil = null };

    private bool IsFirstNoticeDue(DateOnly today, DelayOutlook outlook) =>
        today >= ShipBy || (outlook.Date is { } date ? date > ShipBy : today.AddDays(DelayTerms.NoDateLeadDays) >= ShipBy);

    private DelayOption FirstOption(DateOnly today, DelayOutlook outlook)
    {
        var limit = ShipBy.AddDays(DelayTerms.SilenceDaysMax);
        var revised = Revised(outlook, after: today >= ShipBy ? today : ShipBy);
        return revised is { } date && date <= limit
            ? new DelayOption(date, date, SilenceMeans.Consent)
            // A notice that is far too late still leaves a day to answer.
            : new DelayOption(revised, today > limit ? today.AddDays(1) : limit, SilenceMeans.Cancel);
    }

    private static DelayStep Renew(DateOnly today, DelayOutlook outlook, DateOnly until) =>
        today >= until || outlook.Date is not { } date || date > until
            ? new DelayStep.Notify(new DelayOption(Revised(outlook, after: until), until, SilenceMeans.Cancel))
            : DelayStep.Wait;

    /// <summary>The date to tell: a definite one, and later than what the customer was told before.</summary>
    private static DateOnly? Revised(DelayOutlook outlook, DateOnly after) =>
        outlook is { IsDefinite: true, Date: { } date } ? (date > after ? date : after.AddDays(1)) : null;
}
