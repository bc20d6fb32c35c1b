using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Figures;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.Recalculation;

/// <summary>Metrics of pending work of the periodic pass and other jobs.</summary>
internal sealed class PassFigures : StoredFigures
{
    public override IReadOnlyList<StoredFigure> Figures { get; } =
    [
        new("raincheck.pass.age", "s", "Time since the last periodic pass of any process finished."),
        new("raincheck.pass.waiting_products", "{product}", "Products with stock changes that are not yet allocated."),
        new("raincheck.jobs.unfinished", "{job}", "Jobs that have not finished."),
    ];

    public override async Task<IReadOnlyList<double?>> ReadAsync(RaincheckDb db, DateTimeOffset now, CancellationToken cancel)
    {
        var ended = await db.Jobs.Where(j => j.Id == JobKinds.PeriodicPass).Select(j => j.FinishedAt).FirstOrDefaultAsync(cancel);
        return
        [
            (now - Micros.ToTime(ended))?.TotalSeconds,
            await db.StockPools.LongCountAsync(p => p.Stale, cancel),
            await db.Jobs.LongCountAsync(
                j => j.State < JobState.Succeeded && j.Kind != JobKinds.PeriodicPass && j.Kind != JobKinds.Promises,
                cancel
            ),
        ];
    }
}
