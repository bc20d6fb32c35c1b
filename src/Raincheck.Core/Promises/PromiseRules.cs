namespace Raincheck.Core.Promises;

/// <summary>Decides when the promise of a line is set and when it moves.</summary>
/// <remarks>
/// <para>A promise moves to a later date only if the projected date is later by more than the tolerance. Three kinds of dates move on
/// with each day, and must not take the promise with them: units not on order are dated from today, overdue units from today, and units on hand
/// ship today. Such a date is compared with the promise only once the promise cannot be kept any more.</para>
/// <para>A date that a person, a channel or a customer fixed never moves by itself.</para>
/// </remarks>
/// <param name="today">Today in the client's time zone.</param>
/// <param name="calendar">When units that are there ship.</param>
/// <param name="slipToleranceDays">A projected date that is later by so many days does not move the promise, 0 or more.</param>
/// <param name="earlier">When a promise moves to an earlier date.</param>
/// <param name="reviewDays">Days until a shortage is bought, 0 or more.</param>
public sealed class PromiseRules(
    DateOnly today,
    ShippingCalendar calendar,
    int slipToleranceDays = 0,
    PromiseEarlier earlier = PromiseEarlier.WhenOnHand,
    int reviewDays = 1
)
{
    /// <summary>The last day on which to buy units that are not on order for a promise to hold.</summary>
    /// <param name="promised">The promised ship date.</param>
    /// <param name="leadTimeDays">Days from buying to receipt.</param>
    public DateOnly BuyBy(DateOnly promised, int leadTimeDays) => promised.AddDays(-calendar.HandlingDays - leadTimeDays - reviewDays);

    /// <summary>Compares a promise with the projection of now.</summary>
    /// <param name="known">The promise, and the projection that it was last compared with.</param>
    /// <param name="projected">The projection of now.</param>
    /// <param name="leadTimeDays">The lead time of units that are not on order; null if it is not known.</param>
    /// <param name="fixedDay">The date that a person, a channel or a customer fixed.</param>
    /// <param name="mayPromise">Whether a first date may be promised: the order is marked as a back order.</param>
    public (LinePromise Promise, PromiseMove Move) Next(
        LinePromise known,
        ProjectedShipDate projected,
        int? leadTimeDays,
        DateOnly? fixedDay,
        bool mayPromise
    )
    {
        if (known.Promised is null && !mayPromise)
            return (known, PromiseMove.None);
        if (fixedDay is { } day)
        {
            var promise = new LinePromise(day, known.First ?? day, projected.Date, projected.Basis);
            return (promise, MoveOf(known.Promised, day));
        }
        if (known.Promised is not { } promised)
            return projected.Date is { } first
                ? (new(first, known.First ?? first, first, projected.Basis), PromiseMove.First)
                : (known with { Expected = null, Basis = DateBasis.None }, PromiseMove.None);

        var expected = Expected(known, promised, projected, leadTimeDays);
        var isSlip = expected > promised.AddDays(slipToleranceDays);
        var isEarlier =
            expected < promised
            && (earlier == PromiseEarlier.Always || (earlier == PromiseEarlier.WhenOnHand && projected.Basis == DateBasis.OnHand));
        var next = isSlip || isEarlier ? expected!.Value : promised;
        return (new(next, known.First ?? next, expected, projected.Basis), MoveOf(promised, next));
    }

    /// <summary>The projected date, or the promised one while it can be kept.</summary>
    private DateOnly? Expected(LinePromise known, DateOnly promised, ProjectedShipDate projected, int? leadTimeDays)
    {
        if (projected.Date is not { } date || date <= promised)
            return projected.Date;
        var canBeKept = projected.Basis switch
        {
            DateBasis.OnHand => known.Basis == DateBasis.OnHand,
            DateBasis.LeadTime => leadTimeDays is { } days && BuyBy(promised, days) >= today,
            DateBasis.Overdue => known.Basis == DateBasis.Overdue && calendar.ShipsAfterReceipt(today) <= promised,
            _ => false,
        };
        return canBeKept ? promised : date;
    }

    private static PromiseMove MoveOf(DateOnly? from, DateOnly to) =>
        from is not { } date ? PromiseMove.First
        : to > date ? PromiseMove.Slip
        : to < date ? PromiseMove.Earlier
        : PromiseMove.None;
}
