using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;

namespace Raincheck.Features.Products.Page;

/// <summary>The history of a product for users, newest first. A shadow's stock is its parent's.</summary>
internal sealed class ProductTimeline(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The entries before <paramref name="before"/>; one more than <paramref name="count"/> where there are more.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(string sku, long before, int count, CancellationToken cancel)
    {
        if ((await ledger.CatalogueAsync(cancel)).FindProduct(sku) is not { } product)
            return [];
        var ids = new[] { product.Id, product.PoolId }.Distinct().ToArray();
        return await database.ReadAsync<IReadOnlyList<TimelineEntry>>(
            async db =>
            {
                var rows = new List<JournalEntry>();
                // Each by itself, so that each is the end of one stretch of the index.
                foreach (var id in ids)
                    rows.AddRange(
                        await db
                            .Journal.Where(j => j.SkuId == id && j.Id < before)
                            .OrderByDescending(j => j.Id)
                            .Take(count + 1)
                            .ToListAsync(cancel)
                    );
                return [.. rows.OrderByDescending(r => r.Id).Take(count + 1).Select(Of)];
            },
            cancel
        );
    }

    private static TimelineEntry Of(JournalEntry entry)
    {
        var data = JsonElement.Parse(entry.Data);
        var delta = data.TryGetProperty("delta", out var number) ? number.GetInt64() : 0;
        return new TimelineEntry(
            entry.Id,
            Micros.ToTime(entry.At),
            entry.Actor,
            What(entry.Kind, delta),
            [.. Details(entry.Kind, data, delta)],
            null,
            entry.Kind is "stockShipped" ? "plain"
                : delta > 0 ? "good"
                : delta < 0 ? "bad"
                : "plain"
        );
    }

    private static string What(string kind, long delta) =>
        kind switch
        {
            "stockCounted" => "Stock count",
            "stockAdjusted" => delta > 0 ? "Units added" : "Units removed",
            "stockTransferred" => delta > 0 ? "Transferred in" : "Transferred out",
            "stockReceived" => "Received",
            "stockShipped" => "Shipped",
            _ => JournalKinds.Of(kind),
        };

    private static IEnumerable<string> Details(string kind, JsonElement data, long delta)
    {
        if (data.TryGetProperty("warehouse", out var warehouse) && data.TryGetProperty("onHand", out var onHand))
        {
            yield return $"{delta:+#,##0;−#,##0} in {warehouse.GetString()}, now {onHand.GetInt64():N0}";
            if (data.TryGetProperty("reason", out var reason) && reason.GetString() is { Length: > 0 } why)
                yield return kind == "stockReceived" ? $"receipt {why}" : why;
        }
        else if (data.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, word) in Saved)
            {
                if (data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    yield return $"{word} {value}";
            }
            if (data.TryGetProperty("components", out var parts) && parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() > 0)
                yield return "kit of "
                    + string.Join(", ", parts.EnumerateArray().Select(c => $"{c.GetProperty("quantity")} × {c.GetProperty("sku")}"));
        }
    }

    private static readonly (string Name, string Word)[] Saved =
    [
        ("name", "name"),
        ("replacementSku", "replaced by"),
        ("shadowOf", "shadow of"),
        ("vendor", "vendor"),
        ("packSize", "packs of"),
        ("minimumOrder", "at least"),
        ("cost", "cost"),
    ];
}
