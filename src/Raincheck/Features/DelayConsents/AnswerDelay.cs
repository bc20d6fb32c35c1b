using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>The customer's answer to the last notice.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Note">What was said.</param>
public sealed record DelayConsentRequest(DelayAnswer Answer, string? Note = null);

/// <summary>Records the answer of a customer to a delay. A cancellation makes a refund due; the order is cancelled by a command of its own.</summary>
/// <param name="number">The order's number.</param>
/// <param name="request">The answer.</param>
/// <param name="tokenHash">The token of the customer's page; null if a user took the answer.</param>
public sealed class AnswerDelay(string number, DelayConsentRequest request, string? tokenHash = null) : ConsentCommand(number)
{
    private readonly bool isAccepted = request.Answer == DelayAnswer.Accept;

    protected internal override string Kind => isAccepted ? "delayAccepted" : "delayRejected";

    private protected override Refusal? CheckRequest(long now) => CheckNote(request.Note);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days)
    {
        if (row.Notices == 0)
            return Forbids($"The customer of order {Number} was not asked about a delay.");
        if (tokenHash is not null && row.TokenHash != tokenHash)
            return Forbids($"The customer of order {Number} got a newer notice.");
        if (!order.Order.Status.IsOpen() || order.Lines.TrueForAll(l => l.Open == 0))
            return Forbids($"Order {Number} has no open units; the delay cannot be answered any more.");
        if (!known.CanAnswer(request.Answer, days.Today))
            return Forbids(
                known.Stage == DelayStage.RefundDue
                    ? $"Order {Number} counts as cancelled."
                    : $"The time to accept the delay of order {Number} is over."
            );
        row.Take(isAccepted ? known.Accepted() : known.Ended(ConsentDays.RefundBy(order.Order, work.Settings, days)));
        row.Answer = request.Answer;
        row.AnsweredBy = work.Actor;
        row.AnsweredAt = work.Now;
        row.Note = request.Note;
        work.AddJournalEntry(
            order,
            new
            {
                revisedDate = known.Option?.RevisedDate,
                refundBy = row.ToCase(known.ShipBy).RefundBy,
                note = request.Note,
            }
        );
        return null;
    }
}
