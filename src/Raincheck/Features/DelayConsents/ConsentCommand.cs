using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Features.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>A command on the consent to the delay of an order.</summary>
public abstract class ConsentCommand(string number) : OrderCommand<DelayConsentView>(number)
{
    private const int NoteLengthMax = 500;

    protected internal override void Declare(LoadPlan plan) => plan.ConsentOrder(Number);

    private protected sealed override Outcome<Func<DelayConsentView>> Decide(UnitOfWork work, LoadedOrder order)
    {
        var company = work.Catalogue.Company(order.Order.CompanyId);
        if (work.Consents.Find(order.Order) is not { } row)
            return Forbids($"Company {company.Code} does not ask customers of order {Number} for consent to a delay.");
        var days = new ClientDays(work.Settings, Micros.ToTime(work.Now));
        var known = row.ToCase(ConsentDays.ShipBy(order.Order, company.StatedShipDays, days));
        if (Change(work, order, row, known, days) is { } refusal)
            return refusal;
        work.Touch(order);
        work.Consents.Change(row);
        // Tomorrow is another day: until then only a change of the order matters, and that wakes the row.
        row.CheckOn = row.Stage == DelayStage.Closed ? null : days.Today.DayNumber + 1;
        return Outcomes.Answer(() => DelayConsentView.Of(Number, row, known.ShipBy));
    }

    /// <summary>Checks, then changes the row and writes the journal; or refuses.</summary>
    private protected abstract Refusal? Change(UnitOfWork work, LoadedOrder order, DelayConsent row, DelayCase known, ClientDays days);

    private protected static Refusal? CheckNote(string? note) => Text.Check(note, "note", NoteLengthMax, severalLines: true);

    private protected static Refusal Forbids(string detail) => new(RefusalCode.DelayConsentForbids, detail);
}
