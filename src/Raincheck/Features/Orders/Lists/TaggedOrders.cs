using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Lists;

/// <summary>The orders with a tag: all of them where they are few, else those among some.</summary>
internal sealed class TaggedOrders
{
    private readonly RaincheckDb db;
    private readonly string tag;

    private TaggedOrders(RaincheckDb db, string tag) => (this.db, this.tag) = (db, Tags.Fold(tag));

    /// <summary>All ids, if they are few; else null.</summary>
    public long[]? Few { get; private set; }

    public static async Task<TaggedOrders> FindAsync(RaincheckDb db, string tag, int fewMax, CancellationToken cancel)
    {
        var found = new TaggedOrders(db, tag);
        var ids = await db.QueryAsync(
            $"SELECT order_id FROM order_tags WHERE tag = @tag LIMIT {fewMax + 1}",
            [("tag", found.tag)],
            row => row.GetInt64(0),
            cancel
        );
        found.Few = ids.Count <= fewMax ? [.. ids] : null;
        return found;
    }

    /// <summary>Those of some orders that have the tag.</summary>
    public async Task<HashSet<long>> AmongAsync(long[] ids, CancellationToken cancel) =>
        Few is not null
            ? [.. Few.Intersect(ids)]
            :
            [
                .. await db.QueryAsync(
                    "SELECT order_id FROM order_tags WHERE tag = @tag AND order_id IN {ids}",
                    [("tag", tag), ("ids", ids)],
                    row => row.GetInt64(0),
                    cancel
                ),
            ];
}
