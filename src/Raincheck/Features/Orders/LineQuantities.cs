using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Units of a line; all open units if the quantity is omitted.</summary>
public sealed record LineQuantity(int Line, int? Quantity = null);

internal static class LineQuantities
{
    /// <summary>The product in a sentence about units; empty for all products.</summary>
    public static string Of(string? sku) => sku is null ? "" : $" of {sku}";

    /// <summary>Validates them without the order; null is valid.</summary>
    public static Refusal? Check(IReadOnlyList<LineQuantity>? lines)
    {
        if (lines is null)
            return null;
        return Refusals.First([
            Members.Check(lines, "lines"),
            .. lines.Select((l, i) => l?.Quantity is { } quantity ? Quantity.Check(quantity, $"lines[{i}].quantity") : null),
        ]);
    }

    /// <summary>A refusal if the order does not have one of them, or one is repeated.</summary>
    public static Refusal? CheckLines(IReadOnlyList<LineQuantity> lines, LoadedOrder order) =>
        Refusals.First(CheckFound(lines, order), CheckOnce(lines));

    /// <summary>A refusal if a quantity exceeds the open units of its line. The lines are in the order of the request.</summary>
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
