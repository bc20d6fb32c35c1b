using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>Makes a refund due: the consent is missing, or a user cancelled an order whose customer was asked.</summary>
internal sealed class CountAsCancelled(string number) : ConsentCommand(number)
{
    protected internal override string Kind => "delayConsentMissing";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days)
    {
        var isCancelled = order.Order.Status is OrderStatus.Cancelled or OrderStatus.Void;
        var isOpen = order.Order.Status.IsOpen();
        if (
            known.Stage is not (DelayStage.Asked or DelayStage.Accepted)
            || !(isCancelled || (isOpen && known.Next(days.Today, new DelayOutlook(null, false)) is DelayStep.CountAsCancelled))
        )
            return Forbids($"Order {Number} does not count as cancelled.");
        row.Take(known.Ended(ConsentDays.RefundBy(order.Order, work.Settings, days)));
        work.AddJournalEntry(order, new { answerBy = known.Option?.AnswerBy, refundBy = row.ToCase(known.ShipBy).RefundBy });
        return null;
    }
}

/// <summary>Ends the matter: everything was shipped.</summary>
internal sealed class CloseDelayConsent(string number) : ConsentCommand(number)
{
    protected internal override string Kind => "delayConsentClosed";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days)
    {
        if (order.Order.Status != OrderStatus.Completed || known.Stage is DelayStage.RefundDue or DelayStage.Closed)
            return Forbids($"Order {Number} is not shipped.");
        row.Take(known.Done());
        if (known.Notices > 0)
            work.AddJournalEntry(order, new { revisedDate = known.Option?.RevisedDate });
        return null;
    }
}

/// <summary>What was refunded, and how.</summary>
/// <param name="Note">A note for the history, such as the number of the refund.</param>
public sealed record DelayRefundRequest(string? Note = null);

/// <summary>Records that the refund of an order was made. Raincheck pays nothing back itself.</summary>
public sealed class RecordDelayRefund(string number, DelayRefundRequest request) : ConsentCommand(number)
{
    protected internal override string Kind => "refundRecorded";

    private protected override Refusal? CheckRequest(long now) => CheckNote(request.Note);

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days)
    {
        if (known.Stage != DelayStage.RefundDue)
            return Forbids($"No refund of order {Number} is due.");
        if (order.Order.Status.IsOpen())
            return Forbids($"Order {Number} is not cancelled yet; cancel it before you record the refund.");
        row.Take(known.Done());
        row.RefundedAt = work.Now;
        row.RefundedBy = work.Actor;
        row.Note = request.Note ?? row.Note;
        work.AddJournalEntry(order, new { refundBy = known.RefundBy, note = request.Note });
        return null;
    }
}
