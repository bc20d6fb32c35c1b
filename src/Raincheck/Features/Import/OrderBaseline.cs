using System.Text.Json;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>
/// An order as imports described it last, from its journal. What people and shipments did to it since is no difference between two
/// files, and importing a file again must not undo it.
/// </summary>
internal sealed class OrderBaseline
{
    private readonly SortedDictionary<int, (string? Sku, int Quantity)> lines = [];

    public OrderStatus? Status { get; private set; }

    public PaymentStatus? PaymentStatus { get; private set; }

    public int? Priority { get; private set; }

    public string? NoteToCustomer { get; private set; }

    /// <summary>The lines by their numbers, with the SKU that was ordered.</summary>
    public IReadOnlyList<(int Line, string? Sku, int Quantity)> Lines => [.. lines.Select(l => (l.Key, l.Value.Sku, l.Value.Quantity))];

    /// <summary>Whether an entry of the journal says how the order was described: when it was taken, and when it was imported again.</summary>
    public static bool IsDescription(JournalEntry entry) =>
        entry.Kind == "created" || (entry.Kind == "changed" && entry.Cause.EndsWith(ReviseOrder.CauseEnd, StringComparison.Ordinal));

    /// <summary>Adds the next description.</summary>
    public void Add(JournalEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Data);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "status":
                    Status = Enum.Parse<OrderStatus>(member.Value.GetString()!, ignoreCase: true);
                    break;
                case "paymentStatus":
                    PaymentStatus = Enum.Parse<PaymentStatus>(member.Value.GetString()!, ignoreCase: true);
                    break;
                case "priority":
                    Priority = member.Value.GetInt32();
                    break;
                case "noteToCustomer":
                    NoteToCustomer = member.Value.GetString();
                    break;
                case "lines":
                    foreach (var line in member.Value.EnumerateArray())
                        Add(line);
                    break;
                default:
                    break;
            }
        }
    }

    private void Add(JsonElement change)
    {
        var number = change.GetProperty("line").GetInt32();
        var (sku, quantity) = lines.GetValueOrDefault(number);
        sku ??= change.TryGetProperty("sku", out var named) ? named.GetString() : null;
        if (change.TryGetProperty("ordered", out var ordered))
            quantity += ordered.GetInt32();
        if (sku is not null)
            lines[number] = (sku, quantity);
    }
}
