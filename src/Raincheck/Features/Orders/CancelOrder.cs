using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>So many units of a line; all that are open where no quantity is said.</summary>
public sealed record LineQuantity(int Line, int? Quantity = null);

internal static class LineQuantities
{
    /// <summary>What is wrong with them, whatever the order is like; leaving them out is fine.</summary>
    public static Refusal? Check(IReadOnlyList<LineQuantity>? lines)
    {
        if (lines is null)
            return null;
        if (Members.Check(lines, "lines") is { } missing)
            return missing;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Quantity is { } quantity && Quantity.Check(quantity, $"lines[{i}].quantity") is { } bad)
                return bad;
        }
        return null;
    }

    /// <summary>A refusal where the order does not have one of them.</summary>
    public static Refusal? CheckFound(IReadOnlyList<LineQuantity> lines, LoadedOrder order)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (order.FindLine(lines[i].Line) is null)
                return Outcomes.LineNotFound(order.Order.Number, lines[i].Line, $"lines[{i}].line");
        }
        return null;
    }

    /// <summary>A refusal where a line stands there twice.</summary>
    public static Refusal? CheckOnce(IReadOnlyList<LineQuantity> lines)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (!seen.Add(lines[i].Line))
                return new Refusal(RefusalCode.DuplicateEntry, $"Line {lines[i].Line} stands in the request twice.", $"lines[{i}].line");
        }
        return null;
    }
}

/// <summary>What to cancel.</summary>
/// <param name="Lines">These units; everything open where it is left out.</param>
/// <param name="BackOrderedOnly">Only the back-ordered ones.</param>
public sealed record CancelRequest(IReadOnlyList<LineQuantity>? Lines = null, bool BackOrderedOnly = false);

/// <summary>Cancels open units; those that the order held go to the next in the queue.</summary>
public sealed class CancelOrder(string number, CancelRequest request) : OrderCommand(number)
{
    protected internal override string Kind => "cancelled";

    private protected override Refusal? CheckRequest() => LineQuantities.Check(request.Lines);

    private protected override Refusal? Decide(Batch batch, LoadedOrder order)
    {
        var wanted = request.Lines ?? [.. order.Lines.Where(l => l.Open > 0).Select(l => new LineQuantity(l.Line))];
        if ((LineQuantities.CheckFound(wanted, order) ?? LineQuantities.CheckOnce(wanted)) is { } bad)
            return bad;
        if (!order.IsLive())
            return Outcomes.StatusForbids(order, "cancelled");

        var units = new Dictionary<int, int>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var line = order.FindLine(wanted[i].Line)!;
            var most = request.BackOrderedOnly ? line.BackOrdered : line.Open;
            var quantity = wanted[i].Quantity ?? most;
            if (quantity > most)
            {
                return new Refusal(
                    RefusalCode.NotEnoughOpen,
                    $"Line {line.Line} of order {Number} has {most} {(request.BackOrderedOnly ? "back-ordered" : "open")} units; {quantity} cannot be cancelled.",
                    $"lines[{i}].quantity"
                );
            }
            if (quantity > 0)
                units.Add(line.Line, quantity);
        }
        if (units.Count == 0)
            return new Refusal(
                RefusalCode.NotEnoughOpen,
                $"Order {Number} has no {(request.BackOrderedOnly ? "back-ordered" : "open")} units to cancel."
            );

        foreach (var (lineNumber, quantity) in units)
        {
            var line = order.FindLine(lineNumber)!;
            batch.Touch(order, line);
            line.Cancelled += quantity;
        }
        CloseIfDone(batch, order);
        return null;
    }
}
