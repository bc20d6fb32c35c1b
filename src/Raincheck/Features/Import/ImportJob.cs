using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>An import. Stored as the request of its job.</summary>
/// <param name="File">The file's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has, for the progress.</param>
/// <param name="Map">Our column by the file's own name for it; an empty one leaves the file's column out.</param>
/// <param name="Encoding">The encoding of a file without a byte order mark; UTF-8 where null.</param>
/// <param name="Actor">The actor, recorded in the journal.</param>
public sealed record ImportRequest(
    string File,
    string Name,
    long Rows,
    IReadOnlyDictionary<string, string> Map,
    string? Encoding,
    string Actor
)
{
    /// <summary>The decimal separator is a comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The order of day and month, as <see cref="ImportFormat.ParseDates"/> reads it.</summary>
    public string? Dates { get; init; }

    /// <summary>A row without a number continues the order of the row before it.</summary>
    public bool EmptyNumberContinues { get; init; }

    /// <summary>Rows of the same product and warehouse are added up.</summary>
    public bool AddsUp { get; init; }

    public static ImportRequest Of(JobRow job) => JsonSerializer.Deserialize<ImportRequest>(job.Request, LedgerJson.Options)!;

    internal ImportOptions ToOptions() =>
        ImportOptions.Parse(Encoding, []).Value with
        {
            Map = new Dictionary<string, string>(Map, StringComparer.OrdinalIgnoreCase),
            Format = new ImportFormat(DecimalComma, ImportFormat.ParseDates(Dates).Value),
            EmptyNumberContinues = EmptyNumberContinues,
            AddsUp = AddsUp,
        };
}

/// <summary>The result of an import, partial or final. An order or purchase order of many rows counts once.</summary>
internal sealed record ImportReport(
    long Rows,
    long Imported,
    long Changed,
    long AlreadyThere,
    long RejectedRows,
    string? Remark,
    bool IsAgain
)
{
    public static ImportReport? Of(JobRow job) =>
        job.Report is null ? null : JsonSerializer.Deserialize<ImportReport>(job.Report, LedgerJson.Options);
}

/// <summary>
/// Imports a file, some rows at a time, so that everybody else's commands come through in between. After an interruption it begins
/// again: what came in before is there already, so nothing comes in twice.
/// </summary>
internal sealed class ImportJob(ImportFiles files, ClientLedger ledger, ClientDatabase database) : IJobHandler
{
    private const int BatchMax = 250;
    private const int RememberedJobs = 20;
    private const int RecentMax = 10;

    public IReadOnlyList<string> Kinds { get; } = [.. ImportKind.All.Select(k => k.JobKind)];

    public JobLane Lane { get; } = new("imports", 1);

    /// <returns>How many things came in or changed.</returns>
    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        var job = lease.Job;
        var kind = ImportKind.OfJob(job.Kind)!;
        var request = ImportRequest.Of(job);
        var file =
            await files.FindAsync(request.File, cancel)
            ?? throw new InvalidOperationException("The file was deleted; files are kept for some days.");
        var target = new ImportTarget(ledger, database, request.Actor, cancel) { Key = $"import-{job.Id}" };
        var opened = kind.Open(files.Open(file), request.ToOptions(), target);
        if (opened.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Detail);
        using var run = opened.Value;
        var rejects = await files.BeginAsync(job.Id, kind, RejectsNameOf(request.Name), request.Actor, cancel);
        await using var text = new StringWriter();
        using var writer = new RejectsWriter(text, run.Header);
        await run.RunAsync(
            BatchMax,
            async rejected =>
            {
                writer.Write(rejected);
                if (rejected.Count > 0)
                    await rejects.AppendAsync(BytesOf(text, isFirst: rejects.Row.Bytes == 0), cancel);
                await lease.ProgressAsync(run.Rows, Math.Max(run.Rows, request.Rows), cancel, Report());
            }
        );
        if (writer.Count > 0)
            await rejects.EndAsync(cancel);
        return new JobResult(run.Counts.Imported + run.Counts.Changed);

        string Report() =>
            JsonSerializer.Serialize(
                new ImportReport(
                    run.Rows,
                    run.Counts.Imported,
                    run.Counts.Changed,
                    run.Counts.AlreadyThere,
                    writer.Count,
                    run.Remark,
                    IsAgain: job.Report is not null
                ),
                LedgerJson.Options
            );
    }

    /// <summary>Validates a file without changes.</summary>
    public Task<Outcome<ImportPreview>> PreviewAsync(
        ImportKind kind,
        ImportFileRow file,
        ImportOptions options,
        CancellationToken cancel
    ) => kind.PreviewAsync(files.Open(file), options, new ImportTarget(ledger, database, "", cancel));

    /// <summary>Earlier column mappings of such files, latest first.</summary>
    public async Task<Dictionary<string, string>> RememberedAsync(ImportKind kind, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var before = await db
            .Jobs.AsNoTracking()
            .Where(j => j.Kind == kind.JobKind)
            .OrderByDescending(j => j.CreatedAt)
            .Take(RememberedJobs)
            .ToListAsync(cancel);
        var chosen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, ours) in before.SelectMany(j => ImportRequest.Of(j).Map))
            chosen.TryAdd(name, ours);
        return chosen;
    }

    /// <summary>The last imports, the newest first.</summary>
    public async Task<IReadOnlyList<(JobRow Job, ImportKind Kind, ImportRequest Request, ImportReport? Report)>> RecentAsync(
        CancellationToken cancel
    )
    {
        var kinds = ImportKind.All.Select(k => k.JobKind).ToList();
        await using var db = database.CreateContext();
        var rows = await db
            .Jobs.AsNoTracking()
            .Where(j => kinds.Contains(j.Kind))
            .OrderByDescending(j => j.CreatedAt)
            .Take(RecentMax)
            .ToListAsync(cancel);
        return [.. rows.Select(j => (j, ImportKind.OfJob(j.Kind)!, ImportRequest.Of(j), ImportReport.Of(j)))];
    }

    private static string RejectsNameOf(string name) => Path.GetFileNameWithoutExtension(name) + ".rejects.csv";

    /// <summary>What was written since the last time. Spreadsheets take a file for UTF-8 only where it begins so.</summary>
    private static byte[] BytesOf(StringWriter text, bool isFirst)
    {
        var made = text.ToString();
        text.GetStringBuilder().Clear();
        return Encoding.UTF8.GetBytes(isFirst ? '\uFEFF' + made : made);
    }
}
