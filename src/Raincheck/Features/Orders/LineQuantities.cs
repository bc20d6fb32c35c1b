using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>So many units of a line; all that are open where no quantity is said.</summary>
public sealed record LineQuantity(int Line, int? Quantity = null);

internal static class LineQuantities
{
    /// <summary>Of which product, within a sentence about units; nothing where every product is meant.</summary>
    public static string Of(string? sku) => sku is null ? "" : $" of {sku}";

    /// <summary>What is wrong with them, whatever the order is like; leaving them out is fine.</summary>
    public static Refusal? Check(IReadOnlyList<LineQuantity>? lines)
    {
        if (lines is null)
            return null;
        return Refusals.First([
            Members.Check(lines, "lines"),
            .. lines.Select((l, i) => l?.Quantity is { } quantity ? Quantity.Check(quantity, $"lines[{i}].quantity") : null),
        ]);
    }

    /// <summary>A refusal where the order does not have one of them, or one stands there twice.</summary>
    public static Refusal? CheckLines(IReadOnlyList<LineQuantity> lines, LoadedOrder order) =>
        Refusals.First(CheckFound(lines, order), CheckOnce(lines));

    /// <summary>A refusal where more units of a line are wanted than are open; the lines are those of the request, in its order.</summary>
    public static Refusal? CheckOpen(string number, IReadOnlyList<(OrderLine Line, int Quantity)> units, string what) =>
        Refusals.First(
            units.Select(
                (u, i) =>
                    u.Quantity > u.Line.Open
                        ? new Refusal(
                            RefusalCode.NotEnoughOpen,
                            $"Line {u.Line.Line} of order {number} has {u.Line.Open} open units; {u.Quantity} cannot {what}.",
                            $"lines[{i}].quantity"
                        )
                        : null
            )
        );

    private static Refusal? CheckFound(IReadOnlyList<LineQuantity> lines, LoadedOrder order) =>
        Refusals.First(
            lines.Select(
                (l, i) => order.FindLine(l.Line) is null ? Outcomes.UnknownLine(order.Order.Number, l.Line, $"lines[{i}].line") : null
            )
        );

    private static Refusal? CheckOnce(IReadOnlyList<LineQuantity> lines)
    {
        var seen = new HashSet<int>();
        return Refusals.First(
            lines.Select(
                (l, i) =>
                    seen.Add(l.Line)
                        ? null
                        : new Refusal(RefusalCode.DuplicateEntry, $"Line {l.Line} appears twice in the request.", $"lines[{i}].line")
            )
        );
    }
}
