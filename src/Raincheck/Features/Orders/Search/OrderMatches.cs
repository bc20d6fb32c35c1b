using Raincheck.Storage;

namespace Raincheck.Features.Orders.Search;

/// <summary>
/// The orders in which a text may stand: by the index, where every piece of the text stands; and behind the index, where it was
/// looked for.
/// </summary>
internal sealed class OrderMatches
{
    private readonly string folded;
    private readonly Dictionary<(int Level, long Block), byte[]> indexed = [];
    private readonly HashSet<long> found = [];
    private long indexedBefore;

    private OrderMatches(string text) => folded = Grams.Fold(text);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public IEnumerable<long> Ids =>
        indexed.SelectMany(b => PostingList.Places(b.Value).Select(p => SearchBlocks.FirstId(b.Key.Block, b.Key.Level) + p)).Union(found);

    public bool Contains(long orderId) => found.Contains(orderId) || IsIndexed(orderId);

    /// <summary>Whether the text really stands in the order.</summary>
    public bool IsIn(OrderText order) => order.Has(folded);

    public static async Task<OrderMatches> FindAsync(RaincheckDb db, string text, CancellationToken cancel)
    {
        var matches = new OrderMatches(text);
        await matches.LookUpAsync(db, cancel);
        await matches.ReadOnAsync(db, cancel);
        matches.Count = matches.indexed.Values.Sum(PostingList.Count) + matches.found.Count;
        return matches;
    }

    private bool IsIndexed(long orderId) =>
        indexed.TryGetValue((SearchBlocks.Large, SearchBlocks.BlockOf(orderId, SearchBlocks.Large)), out var large)
            ? PostingList.Contains(large, SearchBlocks.PlaceOf(orderId, SearchBlocks.Large))
            : indexed.TryGetValue((SearchBlocks.Small, SearchBlocks.BlockOf(orderId, SearchBlocks.Small)), out var small)
                && PostingList.Contains(small, SearchBlocks.PlaceOf(orderId, SearchBlocks.Small));

    private async Task LookUpAsync(RaincheckDb db, CancellationToken cancel)
    {
        var sought = Grams.Sought(folded);
        var seen = new Dictionary<(int, long), int>();
        await foreach (
            var (level, block, places) in db.StreamAsync(
                "SELECT level, block, places FROM search_grams WHERE gram IN {sought}",
                [("sought", sought.ToArray())],
                row => (row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
                cancel
            )
        )
        {
            var key = (level, block);
            seen[key] = seen.GetValueOrDefault(key) + 1;
            if (!indexed.TryGetValue(key, out var bits))
            {
                indexed.Add(key, bits = new byte[SearchBlocks.SizeOf(level) / 8]);
                Array.Fill(bits, byte.MaxValue);
            }
            PostingList.Intersect(bits, places);
        }
        foreach (var (key, pieces) in seen)
        {
            if (pieces < sought.Count)
                indexed.Remove(key);
        }
        indexedBefore = await SearchIndex.EndAsync(db, cancel);
    }

    /// <summary>Looks at the orders that came in since, and at those that were corrected since, one by one.</summary>
    private async Task ReadOnAsync(RaincheckDb db, CancellationToken cancel)
    {
        await foreach (
            var order in db.StreamAsync(
                $"SELECT {OrderText.Columns} FROM orders WHERE id >= @first UNION ALL "
                    + $"SELECT {OrderText.Columns} FROM orders WHERE id < @first AND id IN (SELECT order_id FROM search_changes)",
                [("first", indexedBefore)],
                OrderText.Read,
                cancel
            )
        )
        {
            if (IsIn(order))
                found.Add(order.Id);
        }
    }
}
