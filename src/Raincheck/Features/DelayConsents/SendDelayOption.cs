using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Notices;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>Asks the customer of an order about a delay.</summary>
/// <param name="number">The order's number.</param>
/// <param name="option">What the notice offers.</param>
/// <param name="noticesBefore">The notices that were sent when this one was decided.</param>
/// <param name="token">Reaches the page for the answer; the row keeps its hash.</param>
/// <param name="reason">Why there is no date; null if there is one.</param>
internal sealed class SendDelayOption(string number, DelayOption option, int noticesBefore, DelayToken token, string? reason)
    : ConsentCommand(number)
{
    private MailEvent Event => noticesBefore == 0 ? MailEvent.DelayOptionNotice : MailEvent.RenewedDelayOptionNotice;

    protected internal override string Kind => noticesBefore == 0 ? "delayOptionSent" : "renewedDelayOptionSent";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days)
    {
        if (known.Notices != noticesBefore)
            return Forbids($"The customer of order {Number} was asked meanwhile.");
        if (work.Mail.WhyNoNotice(order.Order, Event) is { } missing)
            return Forbids($"The customer of order {Number} cannot be asked about the delay: {missing}.");
        row.Take(known.Notified(option));
        row.TokenHash = token.Hash;
        row.Answer = null;
        row.AnsweredBy = null;
        row.AnsweredAt = null;
        row.Note = null;
        var choice = new DelayChoice(
            option.RevisedDate?.DayNumber,
            option.AnswerBy.DayNumber,
            option.Silence == SilenceMeans.Consent,
            token.Text
        );
        work.Mail.QueueNotice(order, Event, new MailOccasion(Note: reason, Delay: choice));
        work.AddJournalEntry(
            order,
            new
            {
                shipBy = known.ShipBy,
                revisedDate = option.RevisedDate,
                answerBy = option.AnswerBy,
                silenceMeans = option.Silence,
                reason,
            }
        );
        return null;
    }
}
