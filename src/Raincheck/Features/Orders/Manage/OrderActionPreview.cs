using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Manage;

/// <summary>What an action would do to the orders that were chosen.</summary>
/// <param name="Applies">Orders that it can be done to.</param>
/// <param name="Others">Orders that it cannot be done to, by their status.</param>
/// <param name="OpenQty">Open units of those that it can be done to.</param>
/// <param name="BackOrderedQty">Of these, the back-ordered ones.</param>
/// <param name="Marked">How many of those orders carry the <i>Back Order</i> status.</param>
public sealed record OrderActionPreview(int Applies, int Others, long OpenQty, long BackOrderedQty, int Marked)
{
    /// <summary>Open units that they hold.</summary>
    public long HeldQty => OpenQty - BackOrderedQty;

    internal static Task<OrderActionPreview> MakeAsync(
        ClientDatabase database,
        OrderAction action,
        IReadOnlyCollection<string> numbers,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            async db =>
            {
                var preview = new OrderActionPreview(0, 0, 0, 0, 0);
                foreach (var chunk in numbers.Chunk(500))
                {
                    var heads = await db
                        .Orders.Where(o => chunk.Contains(o.Number))
                        .Select(o => new
                        {
                            o.Status,
                            o.OpenQty,
                            o.BackOrderedQty,
                            o.Marked,
                        })
                        .ToListAsync(cancel);
                    var applies = heads.FindAll(o => OrderActions.Applies(action, o.Status, o.BackOrderedQty, o.OpenQty));
                    preview = new OrderActionPreview(
                        preview.Applies + applies.Count,
                        preview.Others + chunk.Length - applies.Count,
                        preview.OpenQty + applies.Sum(o => o.OpenQty),
                        preview.BackOrderedQty + applies.Sum(o => o.BackOrderedQty),
                        preview.Marked + applies.Count(o => o.Marked)
                    );
                }
                return preview;
            },
            cancel
        );
}
