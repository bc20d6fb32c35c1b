using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Ui.Components;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Page;

/// <summary>The history of an order for users, newest first.</summary>
internal sealed class Timeline(ClientDatabase database)
{
    /// <summary>The entries before <paramref name="before"/>; one more than <paramref name="count"/> where there are more.</summary>
    public Task<IReadOnlyList<TimelineEntry>> ReadAsync(string number, long before, int count, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<TimelineEntry>>(
            async db =>
            {
                var rows = await db
                    .Journal.Where(j => j.Id < before && db.Orders.Any(o => o.Id == j.OrderId && o.Number == number))
                    .OrderByDescending(j => j.Id)
                    .Take(count + 1)
                    .ToListAsync(cancel);
                return rows.ConvertAll(TimelineFormatter.Of);
            },
            cancel
        );
}
