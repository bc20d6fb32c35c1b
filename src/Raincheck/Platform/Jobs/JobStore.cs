using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Platform.Jobs;

/// <summary>Jobs are rows: any process on the database can take one up, one at a time, and goes on where another died.</summary>
public sealed class JobStore(ClientDatabase database, TimeProvider time)
{
    private long Now => Micros.Of(time.GetUtcNow());

    /// <summary>Adds a job; where there is one of that id, it is that one.</summary>
    public async Task<JobRow> AddAsync(string kind, object request, CancellationToken cancel, string? id = null)
    {
        if (id is not null && await FindAsync(id, cancel) is { } earlier)
            return earlier;
        var job = new JobRow
        {
            Id = id ?? Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            Kind = kind,
            Request = JsonSerializer.Serialize(request, LedgerJson.Options),
            CreatedAt = Now,
        };
        await using var db = database.CreateContext();
        db.Add(job);
        try
        {
            await db.SaveChangesAsync(cancel);
            return job;
        }
        catch (DbUpdateException taken) when (id is not null && DatabaseFaults.Of(taken) == DatabaseFault.Duplicate)
        {
            // Of two that ask for the same job at the same moment, both get it.
            if (await FindAsync(id, cancel) is { } known)
                return known;
            throw;
        }
    }

    public async Task<JobRow?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == id, cancel);
    }

    /// <summary>The jobs, the newest first, behind the one with this id or from the first on; without their requests and reports, which may be long.</summary>
    public async Task<List<JobRow>> ListAsync(string? after, int count, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        IQueryable<JobRow> jobs = db.Jobs.AsNoTracking();
        if (after is not null && await FindAsync(after, cancel) is { CreatedAt: var at })
            jobs = jobs.Where(j => j.CreatedAt < at || (j.CreatedAt == at && string.Compare(j.Id, after) < 0));
        return await jobs.OrderByDescending(j => j.CreatedAt)
            .ThenByDescending(j => j.Id)
            .Take(count)
            .Select(j => new JobRow
            {
                Id = j.Id,
                Kind = j.Kind,
                State = j.State,
                Done = j.Done,
                Total = j.Total,
                Changed = j.Changed,
                Violations = j.Violations,
                Problem = j.Problem,
                CreatedAt = j.CreatedAt,
                FinishedAt = j.FinishedAt,
            })
            .ToListAsync(cancel);
    }

    /// <summary>Whether a job of this kind has not ended, or was asked for since.</summary>
    public async Task<bool> IsAskedForAsync(string kind, DateTimeOffset since, CancellationToken cancel)
    {
        var asked = Micros.Of(since);
        await using var db = database.CreateContext();
        return await db.Jobs.AnyAsync(j => j.Kind == kind && (j.State < JobState.Succeeded || j.CreatedAt > asked), cancel);
    }

    /// <summary>The failed items of a job, in order.</summary>
    public async Task<List<JobRefusal>> RefusalsAsync(string id, int count, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db.JobRefusals.AsNoTracking().Where(r => r.JobId == id).OrderBy(r => r.Place).Take(count).ToListAsync(cancel);
    }

    /// <summary>How many things that is.</summary>
    public async Task<int> CountRefusalsAsync(string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db.JobRefusals.CountAsync(r => r.JobId == id, cancel);
    }

    /// <summary>What these jobs work on, as JSON, by their ids.</summary>
    public async Task<Dictionary<string, string>> RequestsAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
            return [];
        await using var db = database.CreateContext();
        return await db.Jobs.Where(j => ids.Contains(j.Id)).ToDictionaryAsync(j => j.Id, j => j.Request, cancel);
    }

    /// <summary>Takes the oldest job of these kinds that is not leased; null if there is none.</summary>
    public async Task<JobLease?> TakeAsync(Expression<Func<JobRow, bool>> kinds, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var free = Free(db, Now).Where(j => j.State == JobState.Queued || j.State == JobState.Running);
        var candidates = await free.AsNoTracking()
            .Where(kinds)
            // In the words of the index of those that have not ended.
            .Where(j => j.State < JobState.Succeeded)
            .Where(j => j.Kind != JobKinds.PeriodicPass && j.Kind != JobKinds.Promises)
            .OrderBy(j => j.CreatedAt)
            .Take(10)
            .ToListAsync(cancel);
        foreach (var job in candidates)
        {
            if (await LeaseAsync(job, free, cancel) is { } lease)
                return lease;
        }
        return null;
    }

    /// <summary>Takes the periodic pass if it is due and not leased.</summary>
    public Task<JobLease?> TakePassAsync(TimeSpan interval, CancellationToken cancel) =>
        TakeRepeatedAsync(JobKinds.PeriodicPass, interval, cancel);

    /// <summary>Takes a job that is repeated, if it is due and not leased.</summary>
    /// <param name="kind">Its kind, which is its id too.</param>
    /// <param name="interval">The time from one run to the next.</param>
    /// <param name="cancel">Stops the attempt.</param>
    public async Task<JobLease?> TakeRepeatedAsync(string kind, TimeSpan interval, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var now = Now;
        var due = now - (long)interval.TotalMicroseconds;
        if (await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == kind, cancel) is not { } job)
        {
            try
            {
                // The first run comes an interval after the first start.
                db.Add(
                    new JobRow
                    {
                        Id = kind,
                        Kind = kind,
                        State = JobState.Succeeded,
                        CreatedAt = now,
                        FinishedAt = now,
                    }
                );
                await db.SaveChangesAsync(cancel);
            }
            catch (DbUpdateException taken) when (DatabaseFaults.Of(taken) == DatabaseFault.Duplicate)
            {
                // Another process made the row at the same moment.
            }
            return null;
        }
        // One that ended in the future ended under a clock that was ahead, and says nothing of when the next is due.
        var latest = StoredTime.LatestAt(now, TimeSpan.Zero);
        return await LeaseAsync(job, Free(db, now).Where(j => j.FinishedAt <= due || j.FinishedAt > latest), cancel);
    }

    /// <summary>The jobs that no process is at, ended ones included.</summary>
    private static IQueryable<JobRow> Free(RaincheckDb db, long now)
    {
        var latest = StoredTime.LatestAt(now, JobLease.Term);
        return db.Jobs.Where(j => j.State != JobState.Running || j.LeaseUntil < now || j.LeaseUntil > latest);
    }

    /// <summary>Takes a job while it is among these; null if another process was first.</summary>
    private async Task<JobLease?> LeaseAsync(JobRow job, IQueryable<JobRow> free, CancellationToken cancel)
    {
        var until = JobLease.UntilFrom(time);
        var taken = await free.Where(j => j.Id == job.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.State, JobState.Running).SetProperty(j => j.LeaseUntil, until), cancel);
        return taken == 1 ? new JobLease(database, time, job, until) : null;
    }
}

/// <summary>The kinds of jobs.</summary>
public static class JobKinds
{
    public const string PeriodicPass = "periodic-pass";
    public const string Recalculation = "recalculation";
    public const string Verification = "verification";
    public const string Promises = "promises";
    public const string WhatIf = "what-if";
}
