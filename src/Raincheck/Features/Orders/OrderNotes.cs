using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Platform;

namespace Raincheck.Features.Orders;

/// <summary>Checks the note of an order to its customer.</summary>
internal static class OrderNotes
{
    public static Refusal? Check(string? note) => Text.Check(note, "noteToCustomer", Order.NoteLengthMax, severalLines: true);
}
