using System.Runtime.InteropServices;
using System.Text.Json;

namespace Raincheck.Ledger.Audit;

/// <summary>The quantities of a line that the journal keeps the differences of.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineQuantities(
    string? Sku,
    int Ordered,
    int Shipped,
    int Cancelled,
    int Dropshipped,
    int FirmWanted,
    int Pinned,
    int Linked,
    int Own,
    int Firm,
    int Replacement
)
{
    /// <summary>There is nothing left of the line: it went to another order as a whole.</summary>
    public bool IsGone => this == new LineQuantities(Sku, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>Adds up the differences that journal entries have, to the state that they lead to.</summary>
internal static class JournalReplay
{
    /// <summary>Adds one entry.</summary>
    /// <param name="order">The order that the entry is about.</param>
    /// <param name="data">The entry's data.</param>
    /// <param name="lines">What the entries so far led to.</param>
    public static void Apply(long order, string data, Dictionary<(long Order, int Line), LineQuantities> lines)
    {
        using var json = JsonDocument.Parse(data);
        if (!json.RootElement.TryGetProperty("lines", out var changes))
            return;
        foreach (var change in changes.EnumerateArray())
        {
            ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(lines, (order, change.GetProperty("line").GetInt32()), out _);
            line = new LineQuantities(
                change.TryGetProperty("sku", out var sku) ? sku.GetString() : line.Sku,
                line.Ordered + Delta("ordered"),
                line.Shipped + Delta("shipped"),
                line.Cancelled + Delta("cancelled"),
                line.Dropshipped + Delta("dropshipped"),
                line.FirmWanted + Delta("firmWanted"),
                line.Pinned + Delta("pinned"),
                line.Linked + Delta("linked"),
                line.Own + Delta("own"),
                line.Firm + Delta("firm"),
                line.Replacement + Delta("replacement")
            );

            int Delta(string name) => change.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
        }
    }
}
