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
