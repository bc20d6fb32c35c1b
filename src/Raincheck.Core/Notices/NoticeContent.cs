using System.Runtime.InteropServices;
using Raincheck.Core.Orders;

namespace Raincheck.Core.Notices;

/// <summary>An order at the moment at which a mail about it leaves.</summary>
/// <param name="Order">The head.</param>
/// <param name="Lines">Its lines, by number.</param>
/// <param name="AtVendor">By line number, the least units that the occasion's purchase order had shipped or was to ship to the customer, at any time since the occasion.</param>
/// <param name="IsToldLater">A later mail tells of a later delay.</param>
/// <param name="Now">The moment, in microseconds since 1970-01-01 UTC.</param>
public sealed record NoticeState(
    Order Order,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyDictionary<int, int> AtVendor,
    bool IsToldLater,
    long Now
);

/// <summary>A line that a mail is about, and with how many units.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NoticeLine(OrderLine Line, int Units);

/// <summary>
/// What a mail tells if it leaves now. It follows from the order as it is now and from the occasion, so a mail that had to
/// wait never tells what is no longer true.
/// </summary>
/// <param name="Lines">The lines that the mail is about; empty if it is not needed.</param>
/// <param name="Note">The occasion's note; null if it is outdated.</param>
/// <param name="NotNeeded">Why the e-mail is not needed; null if it is.</param>
public sealed record NoticeContent(IReadOnlyList<NoticeLine> Lines, string? Note, string? NotNeeded)
{
    /// <summary>What a mail about an event tells now.</summary>
    public static NoticeContent Of(MailEvent what, MailOccasion occasion, NoticeState state) =>
        what switch
        {
            MailEvent.BackOrderCancelledNotice => Cancelled(occasion, state),
            _ when Notice.IsClosed(state.Order.Status) => Nothing("the order was cancelled"),
            MailEvent.OutOfStockInventoryNotice => OutOfStock(occasion, state),
            MailEvent.ShippingDelayNotice => Delay(occasion, state),
            MailEvent.BackOrderReleasedNotice => Released(occasion, state),
            MailEvent.DropshipNotice => Dropshipped(occasion, state),
            MailEvent.DelayOptionNotice or MailEvent.RenewedDelayOptionNotice => About(
                occasion,
                state,
                l => l.Open,
                "nothing is left to be shipped"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "is no event"),
        };

    private static NoticeContent OutOfStock(MailOccasion occasion, NoticeState state) =>
        state.Order.Marked
            ? About(occasion, state, l => l.BackOrdered, "nothing waits any more")
            : Nothing("the order is no longer a back order");

    private static NoticeContent Delay(MailOccasion occasion, NoticeState state)
    {
        if (state.IsToldLater)
            return Nothing("a later mail tells of a later delay");
        var date = state.Order.ExpectedShipDate;
        // Compare days only.
        if (date + TimeSpan.MicrosecondsPerDay < state.Now)
            return Nothing("the expected ship date has passed");
        // The reason belongs to the date that it was given with.
        var known = occasion.ShipDate is null || occasion.ShipDate == date ? occasion : occasion with { Note = null };
        var anyWaits = state.Lines.Any(l => l.BackOrdered > 0);
        return About(known, state, l => anyWaits ? l.BackOrdered : l.Open, "nothing is left to be shipped");
    }

    private static NoticeContent Released(MailOccasion occasion, NoticeState state) =>
        state.Lines.Any(l => l.BackOrdered > 0)
            ? Nothing("units are back-ordered again")
            : About(occasion, state, l => l.Allocated, "nothing is left to be shipped");

    private static NoticeContent Cancelled(MailOccasion occasion, NoticeState state)
    {
        var units = Units(occasion);
        return About(occasion, state, l => Math.Min(units(l.Line).Units, l.Cancelled), "nothing is cancelled");
    }

    private static NoticeContent Dropshipped(MailOccasion occasion, NoticeState state)
    {
        var units = Units(occasion);
        return About(
            occasion,
            state,
            // What the vendor gave back was handed over last.
            l => Math.Clamp(state.AtVendor.GetValueOrDefault(l.Line) - units(l.Line).ToldBefore, 0, units(l.Line).Units),
            "the vendor does not ship these units any more"
        );
    }

    private static NoticeContent About(MailOccasion occasion, NoticeState state, Func<OrderLine, int> units, string otherwise)
    {
        var lines = state.Lines.Select(l => new NoticeLine(l, units(l))).Where(l => l.Units > 0).ToList();
        return lines.Count > 0 ? new NoticeContent(lines, occasion.Note, null) : Nothing(otherwise);
    }

    private static Func<int, OccasionLine> Units(MailOccasion occasion)
    {
        var byLine = (occasion.Lines ?? []).ToDictionary(l => l.Line);
        return line => byLine.GetValueOrDefault(line, new OccasionLine(line, 0));
    }

    private static NoticeContent Nothing(string reason) => new([], null, reason);
}
