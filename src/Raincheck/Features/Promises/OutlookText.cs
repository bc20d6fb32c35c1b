using System.Globalization;
using Raincheck.Core.Promises;

namespace Raincheck.Features.Promises;

/// <summary>Formats the outlook of a line in one or two sentences.</summary>
internal static class OutlookText
{
    public static string Of(LineOutlookView line, DateOnly today)
    {
        var sentences = new List<string>();
        if (Condition(line) is { } condition)
            sentences.Add(condition);
        if (line.Position is { } position)
            sentences.Add(
                line.UnitsAhead > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{Ordinal(position)} in the queue, {Units(line.UnitsAhead)} ahead.")
                    : string.Create(CultureInfo.InvariantCulture, $"{Ordinal(position)} in the queue.")
            );
        if (line.Schedule is [.., var last])
            sentences.Add(Supply(line, last, today));
        if (line.FirstPromised is { } promise && line.Schedule is [.., { Date: { } date }] && date > promise)
            sentences.Add($"Promised {Day(promise, today)}: {Days(date.DayNumber - promise.DayNumber)} late.");
        return string.Join(' ', sentences);
    }

    /// <summary>A day, with its year if that is not this year.</summary>
    public static string Day(DateOnly day, DateOnly today) =>
        day.ToString(day.Year == today.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string? Condition(LineOutlookView line) =>
        line.Reasons is not [var first, ..]
            ? null
            : first.Kind switch
            {
                WaitReasonKind.NotConfirmed => "Not confirmed yet. If it were confirmed today:",
                WaitReasonKind.PaymentDoesNotCount => "Waits for payment. If it were paid today:",
                WaitReasonKind.StatusDoesNotCount => "Its status does not count.",
                WaitReasonKind.OnHold => "On hold: it does not ship and keeps its place.",
                _ => null,
            };

    private static string Supply(LineOutlookView line, SchedulePieceView last, DateOnly today) =>
        (last.Basis, last.Date) switch
        {
            (DateBasis.OnHand, { } date) => $"On hand: ships on {Day(date, today)}.",
            (DateBasis.LeadTime, { } date) => $"Not on order: could ship on {Day(date, today)} if ordered today.",
            (DateBasis.Overdue, { } date) when Overdue(line, last) is { } days =>
                $"{last.Source} is {Days(days)} overdue: perhaps ships on {Day(date, today)}.",
            (_, { } date) => $"{last.Source} brings yours: ships on {Day(date, today)}.",
            _ when line.Reasons.FirstOrDefault(r => r.Kind == WaitReasonKind.OnOrderWithoutDate) is { } order =>
                $"No date: {order.PurchaseOrder} has none.",
            _ => "No date: not enough is on order.",
        };

    private static int? Overdue(LineOutlookView line, SchedulePieceView piece) =>
        line.Reasons.FirstOrDefault(r => r.Kind == WaitReasonKind.Overdue && r.PurchaseOrder == piece.Source)?.Days;

    private static string Units(long units) => units == 1 ? "1 unit" : string.Create(CultureInfo.InvariantCulture, $"{units:N0} units");

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days:N0} days");

    private static string Ordinal(long number) =>
        (number % 100 is 11 or 12 or 13 ? 0 : number % 10) switch
        {
            1 => string.Create(CultureInfo.InvariantCulture, $"{number}st"),
            2 => string.Create(CultureInfo.InvariantCulture, $"{number}nd"),
            3 => string.Create(CultureInfo.InvariantCulture, $"{number}rd"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{number}th"),
        };
}
