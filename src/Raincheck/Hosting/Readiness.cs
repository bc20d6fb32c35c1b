using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Hosting;

/// <summary>The reason why a process is not ready.</summary>
/// <param name="Check">Which check fails: <c>database</c>, <c>migrations</c> or <c>periodicPass</c>.</param>
/// <param name="Detail">The same in a sentence, without anything that strangers must not know.</param>
internal sealed record ReadinessFault(string Check, string Detail);

/// <summary>
/// Whether this process can do its work: its database answers, has every migration of this version, and gets its periodic
/// pass, by whichever process. The checks build on each other, so that one at the most fails.
/// </summary>
internal sealed class Readiness(ClientDatabase database, WriteProbe probe, TimeProvider time, ILogger<Readiness> log)
{
    /// <summary>How much longer than its interval the periodic pass may take to end before it is overdue.</summary>
    public static readonly TimeSpan PassGrace = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly long began = time.GetTimestamp();
    private readonly Lock gate = new();
    private Task<ReadinessFault?>? running;

    /// <summary>Why the process is not ready; null if it is.</summary>
    public Task<ReadinessFault?> CheckAsync(CancellationToken cancel)
    {
        // Anybody may ask, and many at once: the database is asked once for all of them.
        lock (gate)
        {
            if (running is null or { IsCompleted: true })
                running = RunAsync();
            return running.WaitAsync(cancel);
        }
    }

    private async Task<ReadinessFault?> RunAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await using var db = database.CreateContext();
            await db.Clients.AnyAsync(patience.Token);
            if (await SchemaFaultAsync(db, patience.Token) is { } fault)
                return fault;
            await probe.RunAsync(patience.Token);
            return await PassFaultAsync(db, patience.Token);
        }
        catch (Exception e) when (database.Troubles.Note(e) is { } trouble)
        {
            log.LogWarning("Not ready: {Reason}", e.GetBaseException().Message);
            return new ReadinessFault("database", $"{DatabaseTroubles.Describe(trouble)} ({EnumName.OfCode(trouble)})");
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            log.LogWarning("Not ready: {Reason}", e.GetBaseException().Message);
            return new ReadinessFault("database", "The database does not answer.");
        }
    }

    private static async Task<ReadinessFault?> SchemaFaultAsync(RaincheckDb db, CancellationToken cancel)
    {
        var schema = await SchemaState.ReadAsync(db, cancel);
        if (schema.NewerMigration is { } newer)
            return new ReadinessFault("migrations", new NewerSchemaException(newer).Message);
        return schema.Pending.Count == 0
            ? null
            : new ReadinessFault("migrations", $"The database is missing migrations: {string.Join(", ", schema.Pending)}.");
    }

    private async Task<ReadinessFault?> PassFaultAsync(RaincheckDb db, CancellationToken cancel)
    {
        var interval = TimeSpan.FromMinutes((await Catalogue.SettingsAsync(db, cancel)).PassMinutes);
        var pass = await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == JobKinds.PeriodicPass, cancel);
        var now = time.GetUtcNow();
        // A running pass is late at worst, not overdue.
        if (pass is { State: JobState.Running, LeaseUntil: { } until } && until >= Micros.Of(now) && until <= Latest(JobLease.Term))
            return null;
        // Where none ended yet, or only under a clock that was ahead, the process has waited for one since it began.
        var ended = pass?.FinishedAt is { } at && at <= Latest(TimeSpan.Zero) ? Micros.ToTime(at) : now - time.GetElapsedTime(began);
        return now - ended <= interval + PassGrace
            ? null
            : new ReadinessFault(
                "periodicPass",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The periodic pass is overdue: it should run every {interval.TotalMinutes} minutes and last finished at {ended.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}."
                )
            );

        long Latest(TimeSpan ahead) => StoredTime.LatestAt(Micros.Of(now), ahead);
    }
}
