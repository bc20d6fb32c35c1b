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
    private readonly Dictionary<string, string?> corrected = new(StringComparer.Ordinal);

    public OrderStatus? Status { get; private set; }

    public PaymentStatus? PaymentStatus { get; private set; }

    public int? Priority { get; private set; }

    public string? NoteToCustomer { get; private set; }

    public string? ShipBy { get; private set; }

    /// <summary>The tags with commas between them.</summary>
    public string? Tags { get; private set; }

    /// <summary>The lines by their numbers, with the SKU that was ordered.</summary>
    public IReadOnlyList<(int Line, string? Sku, int Quantity)> Lines => [.. lines.Select(l => (l.Key, l.Value.Sku, l.Value.Quantity))];

    /// <summary>Whether an entry of the journal says how the order was described: when it was taken, and when it was imported again.</summary>
    private static bool IsDescription(JournalEntry entry) =>
        entry.Kind == "created" || (entry.Kind == "changed" && entry.Cause.EndsWith(ReviseOrder.CauseEnd, StringComparison.Ordinal));

    /// <summary>How customer or address were described; as they are now where no entry has changed them.</summary>
    /// <param name="member">The member's name in the journal.</param>
    /// <param name="now">The stored text now.</param>
    public string? Described(string member, string? now) => corrected.GetValueOrDefault(member, now);

    /// <summary>Adds the next entry of the order.</summary>
    public void Add(JournalEntry entry)
    {
        var isDescription = IsDescription(entry);
        using var json = JsonDocument.Parse(entry.Data);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
                AddCorrection(member, isDescription);
            else if (isDescription)
                AddDescription(member);
        }
    }

    /// <summary>The order came with the value before its first change.</summary>
    private void AddCorrection(JsonProperty member, bool isDescription)
    {
        var (before, after) = (Text("from"), Text("to"));
        corrected.TryAdd(member.Name, before);
        if (isDescription)
            corrected[member.Name] = member.Name is "shipTo" or "billTo" ? Merge(corrected[member.Name], before, after) : after;

        string? Text(string side) =>
            member.Value.GetProperty(side) is { ValueKind: JsonValueKind.Object } address
                ? address.GetRawText()
                : member.Value.GetProperty(side).GetString();
    }

    /// <summary>An address with the members that a description changed. The others were described earlier, and may have been corrected since.</summary>
    private static string? Merge(string? described, string? before, string? after)
    {
        var values = Values(described).ToArray();
        foreach (var (i, (old, now)) in Values(before).Zip(Values(after)).Index())
        {
            if (old != now)
                values[i] = now;
        }
        return Address.Of(values)?.ToText();

        static IReadOnlyList<string?> Values(string? stored) => (Address.Parse(stored) ?? new Address()).ToValues();
    }

    private void AddDescription(JsonProperty member)
    {
        switch (member.Name)
        {
            case "shipBy":
                ShipBy = member.Value.GetString();
                break;
            case "status":
                Status = Enum.Parse<OrderStatus>(member.Value.GetString()!, ignoreCase: true);
                break;
            case "paymentStatus":
                PaymentStatus = Enum.Parse<PaymentStatus>(member.Value.GetString()!, ignoreCase: true);
                break;
            case "priority":
                Priority = member.Value.GetInt32();
                break;
            case "tags":
                Tags = member.Value.GetString();
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
