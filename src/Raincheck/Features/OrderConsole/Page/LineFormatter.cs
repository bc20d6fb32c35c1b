using System.Text.Json;
using Raincheck.Platform;

namespace Raincheck.Features.OrderConsole.Page;

/// <summary>
/// What an entry of the journal says of a line, in words. The journal keeps each quantity's difference; what follows from another
/// one goes without saying: units that ship are held no more, and were not given up.
/// </summary>
internal static class LineFormatter
{
    /// <summary>The quantities that have words.</summary>
    public static IReadOnlyCollection<string> Quantities { get; } =
    ["ordered", "shipped", "cancelled", "dropshipped", "firmWanted", "pinned", "linked", "own", "firm", "replacement"];

    /// <returns>Null if there is nothing to say of the line.</returns>
    public static string? Of(string kind, JsonElement line)
    {
        var parts = new List<string>();
        var ordered = Number(line, "ordered");
        if (line.TryGetProperty("sku", out var sku))
            parts.Add(kind == "itemReplaced" ? $"now {sku.GetString()}" : sku.GetString()!);
        if (ordered != 0)
            parts.Add(Ordered(kind, ordered));
        var vendorShipped = AddVendor(parts, line);
        AddHeld(parts, kind, line, Number(line, "shipped") - vendorShipped);
        foreach (var member in line.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number && !IsKnown(m.Name)))
            parts.Add($"{JournalKinds.Spaced(member.Name)} {member.Value.GetInt32():+0;-0}");
        return parts.Count == 0 ? null : $"line {Number(line, "line")}: {string.Join(", ", parts)}";
    }

    /// <summary>The changes of the units that the line holds.</summary>
    private static void AddHeld(List<string> parts, string kind, JsonElement line, int shipped)
    {
        var (cancelled, linked) = (Number(line, "cancelled"), Number(line, "linked"));
        Add(shipped, n => $"{n} shipped");
        Add(cancelled, n => n > 0 ? $"{n} cancelled" : $"{-n} no longer cancelled");
        var (own, replacement) = (Number(line, "own"), Number(line, "replacement"));
        var gone = Gone(line, shipped);
        // Only units that are held ship: what it holds beyond that came at the same moment.
        if (shipped > 0 && shipped > -(own + replacement))
            (own, replacement) = (own + replacement + shipped, 0);
        else
            (own, replacement) = (WithoutGone(own, ref gone), WithoutGone(replacement, ref gone));
        Add(own, n => n > 0 ? $"{n} allocated" : $"{-n} released");
        Add(replacement, n => n > 0 ? $"{n} of the replacement allocated" : $"{-n} of the replacement released");
        if (line.TryGetProperty("replacementSku", out var sku))
            parts.Add($"replaced by {sku.GetString()}");

        gone = Gone(line, shipped);
        var left = gone;
        var pinned = WithoutGone(Number(line, "pinned"), ref left);
        left = gone;
        var kept = WithoutGone(Number(line, "firmWanted"), ref left);
        left = gone;
        var firm = WithoutGone(Number(line, "firm"), ref left);
        left = gone;
        linked = WithoutGone(linked, ref left);
        if (kind == "received" && linked < 0 && kept == -linked)
        {
            parts.Add($"{kept} received for this order");
            (linked, kept, firm) = (0, 0, firm == kept ? 0 : firm);
        }
        Add(linked, n => n > 0 ? $"{n} linked to the purchase order" : $"{-n} no longer linked");
        Add(pinned, n => n > 0 ? $"{n} pinned" : $"{-n} no longer pinned");
        Add(kept == pinned ? 0 : kept, n => n > 0 ? $"{n} reserved for this order" : $"{-n} no longer reserved");
        Add(firm == kept ? 0 : firm, n => n > 0 ? $"{n} firm" : $"{-n} no longer firm");

        void Add(int delta, Func<int, string> words)
        {
            if (delta != 0)
                parts.Add(words(delta));
        }
    }

    /// <summary>Units that left the line.</summary>
    private static int Gone(JsonElement line, int shipped) =>
        Math.Max(0, shipped)
        + Math.Max(0, Number(line, "cancelled"))
        + Math.Max(0, Number(line, "dropshipped"))
        + Math.Max(0, -Number(line, "ordered"));

    /// <returns>Units that the vendor shipped: they were with the vendor until then.</returns>
    private static int AddVendor(List<string> parts, JsonElement line)
    {
        var dropshipped = Number(line, "dropshipped");
        if (dropshipped > 0)
            parts.Add($"{dropshipped} sent to the dropship vendor");
        if (dropshipped >= 0)
            return 0;
        var shipped = Math.Min(-dropshipped, Number(line, "shipped"));
        if (shipped > 0)
            parts.Add($"{shipped} shipped by the vendor");
        if (-dropshipped > shipped)
            parts.Add($"{-dropshipped - shipped} returned from the dropship vendor");
        return shipped;
    }

    private static string Ordered(string kind, int units) =>
        (kind, units) switch
        {
            ("split", > 0) => $"{units} moved here",
            ("split", _) => $"{-units} moved to the child order",
            (_, > 0) => $"{units} ordered",
            _ => $"{-units} removed",
        };

    /// <summary>A difference without the units that left the line, which explain that much of a loss.</summary>
    private static int WithoutGone(int delta, ref int gone)
    {
        var explained = Math.Clamp(-delta, 0, gone);
        gone -= explained;
        return delta + explained;
    }

    private static bool IsKnown(string name) => name == "line" || Quantities.Contains(name);

    private static int Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
}
