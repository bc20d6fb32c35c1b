using System.Text.Json;
using Raincheck.Storage;
using Raincheck.WebConsole;
using Raincheck.WebConsole.Components;

namespace Raincheck.Features.Orders.Page;

/// <summary>The words of journal entries.</summary>
internal static class TimelineWords
{
    public static TimelineEntry Of(JournalEntry entry)
    {
        var data = JsonElement.Parse(entry.Data);
        var lines = data.TryGetProperty("lines", out var found) ? found.EnumerateArray().ToList() : [];
        var gained = lines.Sum(l => Number(l, "own") + Number(l, "replacement"));
        return new TimelineEntry(
            entry.Id,
            Micros.ToTime(entry.At),
            entry.Actor,
            What(entry.Kind, gained),
            [.. Head(data), .. lines.Select(Line).OfType<string>()],
            IsOfItself(entry) ? null : entry.Cause,
            entry.Kind switch
            {
                "unmarked" => "good",
                "marked" => "bad",
                "allocated" => gained > 0 ? "good" : "bad",
                _ => "plain",
            }
        );
    }

    private static string What(string kind, int gained) =>
        kind switch
        {
            "created" => "Order taken",
            "confirmed" => "Order confirmed",
            "held" => "Put on hold",
            "released" => "Released from hold",
            "cancelled" => "Cancelled",
            "shipped" => "Shipped",
            "recalculated" => "Recalculated",
            "changed" => "Changed",
            "markChosen" => "Mark chosen by hand",
            "marked" => "Marked as back order",
            "unmarked" => "No longer a back order",
            "lineAdded" => "Line added",
            "quantityChanged" => "Quantity changed",
            "itemReplaced" => "Item replaced",
            "split" => "Split",
            "delayed" => "Shipping delayed",
            "dropshipped" => "Handed to the vendor",
            "pinned" => "Units pinned",
            "mailQueued" => "E-mail queued",
            "mailSent" => "E-mail sent",
            "mailFailed" => "E-mail given up",
            "mailCancelled" => "E-mail not sent",
            "mailNotNeeded" => "E-mail no longer needed",
            "pinLifted" => "Pin lifted",
            "pinExpired" => "Pin over",
            "linked" => "Linked to a purchase order",
            "unlinked" => "Link removed",
            "received" => "Goods came on a purchase order",
            "purchaseOrderCancelled" => "Purchase order cancelled",
            "purchaseOrderChanged" => "Purchase order changed",
            "dropshipStatusChanged" => "Answer of the vendor",
            "settingsSaved" => "Settings changed",
            "productSaved" => "Product changed",
            "warehouseSaved" => "Warehouse changed",
            "stockCounted" or "stockAdjusted" or "stockTransferred" => "Stock changed",
            "repaired" => "Repaired by the audit",
            "allocated" when gained > 0 => "Units came",
            "allocated" when gained < 0 => "Units went to others",
            "allocated" => "Units changed",
            _ => Spaced(kind),
        };

    /// <summary>The cause repeats what the entry says, except where something else brought it about.</summary>
    private static bool IsOfItself(JournalEntry entry) =>
        entry.Kind is not ("allocated" or "marked" or "unmarked") || entry.Cause.Length == 0;

    private static IEnumerable<string> Head(JsonElement data)
    {
        foreach (var member in data.EnumerateObject().Where(m => m.Name is not ("lines" or "messageId") && m.Value.ToString() != "0"))
        {
            var value = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.ToString();
            yield return member.Name switch
            {
                "status" => $"status: {Spaced(value)}",
                "paymentStatus" => $"payment: {Spaced(value)}",
                "dropshipStatus" => $"dropship status: {Spaced(value)}",
                "backOrdered" => $"{value} {(value == "1" ? "unit" : "units")} back-ordered",
                "queuedAt" => $"in the queue since {Time(value)}",
                "expectedShipDate" => $"expected to ship {Time(value)}",
                "until" => $"until {Time(value)}",
                "notice" => "its customer is told by e-mail",
                "event" => value,
                _ => $"{Spaced(member.Name)}: {value}",
            };
        }
    }

    private static string? Line(JsonElement line)
    {
        var parts = new List<string>();
        foreach (var member in line.EnumerateObject())
        {
            switch (member.Name)
            {
                case "line":
                    break;
                case "sku":
                    parts.Add(member.Value.GetString()!);
                    break;
                case "replacementSku":
                    parts.Add($"in its place {member.Value.GetString()}");
                    break;
                default:
                    if (member.Value.ValueKind == JsonValueKind.Number)
                        parts.Add(Units(member.Name, member.Value.GetInt32()));
                    break;
            }
        }
        return parts.Count == 0 ? null : $"line {Number(line, "line")}: {string.Join(", ", parts)}";
    }

    private static string Units(string name, int delta) =>
        name switch
        {
            "ordered" => delta > 0 ? $"{delta} ordered" : $"{-delta} fewer ordered",
            "shipped" => $"{delta} shipped",
            "cancelled" => $"{delta} cancelled",
            "dropshipped" => delta > 0 ? $"{delta} to the dropship vendor" : $"{-delta} back from the dropship vendor",
            "own" => delta > 0 ? $"{delta} allocated" : $"{-delta} given up",
            "replacement" => delta > 0 ? $"{delta} of the replacement allocated" : $"{-delta} of the replacement given up",
            "firm" => delta > 0 ? $"{delta} firm" : $"{-delta} no longer firm",
            "firmWanted" => delta > 0 ? $"{delta} kept for this order" : $"{-delta} no longer kept for this order",
            "pinned" => delta > 0 ? $"{delta} pinned" : $"{-delta} no longer pinned",
            "linked" => delta > 0 ? $"{delta} to come on the purchase order" : $"{-delta} no longer to come on it",
            _ => $"{Spaced(name)} {delta:+0;-0}",
        };

    private static int Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    private static string Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? LocalTime.Day(at) : text;

    /// <summary><c>inProcess</c> as <c>in process</c>.</summary>
    private static string Spaced(string camel) =>
        string.Concat(camel.Select((c, i) => char.IsUpper(c) && i > 0 ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
