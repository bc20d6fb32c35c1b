using System.Text.Json;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Page;

/// <summary>The words of journal entries.</summary>
internal static class TimelineFormatter
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
            [.. Head(data), .. lines.Select(l => LineFormatter.Of(entry.Kind, l)).OfType<string>()],
            IsOfItself(entry) ? null : JournalKinds.InWords(entry.Cause),
            entry.Kind switch
            {
                "unmarked" => data.TryGetProperty("unitsCame", out _) ? "plain" : "good",
                "marked" => "bad",
                "allocated" => gained > 0 ? "good" : "bad",
                _ => "plain",
            }
        );
    }

    private static string What(string kind, int gained) =>
        kind switch
        {
            "allocated" when gained > 0 => "Units allocated",
            "allocated" when gained < 0 => "Units reallocated to other orders",
            _ => JournalKinds.Of(kind),
        };

    /// <summary>The cause repeats what the entry says, except where something else brought it about.</summary>
    private static bool IsOfItself(JournalEntry entry) =>
        entry.Kind is not ("allocated" or "marked" or "unmarked") || entry.Cause.Length == 0;

    private static IEnumerable<string> Head(JsonElement data)
    {
        foreach (var member in data.EnumerateObject().Where(m => m.Name is not ("lines" or "messageId") && m.Value.ToString() != "0"))
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                yield return Correction(member);
                continue;
            }
            var value = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.ToString();
            yield return member.Name switch
            {
                "status" => $"status: {JournalKinds.Spaced(value)}",
                "paymentStatus" => $"payment: {JournalKinds.Spaced(value)}",
                "dropshipStatus" => $"dropship status: {JournalKinds.Spaced(value)}",
                "backOrdered" => $"{value} {(value == "1" ? "unit" : "units")} back-ordered",
                "queuedAt" => $"in the queue since {Time(value)}",
                "expectedShipDate" => $"expected to ship {Time(value)}",
                "until" => $"until {Time(value)}",
                "shipBy" when member.Value.ValueKind == JsonValueKind.Null => "ship-by date removed",
                "shipBy" => $"ship by {Time(value)}",
                "note" => value,
                "tags" when member.Value.ValueKind == JsonValueKind.Null => "tags removed",
                "noteToCustomer" when member.Value.ValueKind == JsonValueKind.Null => "note to customer removed",
                "notice" => "customer notified by e-mail",
                "unitsCame" => "no units allocated",
                "mark" => Mark(value),
                "event" => value,
                _ => $"{JournalKinds.Spaced(member.Name)}: {value}",
            };
        }
    }

    private static string Correction(JsonProperty member)
    {
        var name = member.Name switch
        {
            "customerEmail" => "customer e-mail",
            "shipTo" => "shipping address",
            "billTo" => "billing address",
            _ => JournalKinds.Spaced(member.Name),
        };
        return $"{name}: {Shown("from")} → {Shown("to")}";

        string Shown(string side)
        {
            var value = member.Value.GetProperty(side);
            var text =
                value.ValueKind == JsonValueKind.Object
                    ? string.Join(", ", Address.Parse(value.GetRawText())!.ToLines().Append(Phone(value)).OfType<string>())
                    : value.GetString();
            return string.IsNullOrEmpty(text) ? "none" : text;
        }

        static string? Phone(JsonElement address) => address.TryGetProperty("phone", out var phone) ? phone.GetString() : null;
    }

    private static string Mark(string mode) =>
        mode switch
        {
            "marked" => "always marked",
            "notMarked" => "never marked",
            _ => "set automatically",
        };

    private static int Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    private static string Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? NamedDay.Format(at) : text;
}
