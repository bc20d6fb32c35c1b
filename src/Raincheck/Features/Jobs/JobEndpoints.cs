using System.Text.Json;
using Raincheck.Core;
using Raincheck.Features.Recalculation;
using Raincheck.Ledger;
using Raincheck.Ledger.Audit;
using Raincheck.Platform.Http;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Jobs;

/// <summary>A job as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">A description.</param>
/// <param name="State">Its status.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">Of how much.</param>
/// <param name="Changed">Lines that got other units.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="FinishedAt">When it finished.</param>
/// <param name="Violations">The broken rules that it found; null if it does not look for any, or has not ended.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record JobView(
    string Id,
    string Kind,
    JobState State,
    long Done,
    long Total,
    long Changed,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<Violation>? Violations,
    string? Problem
)
{
    internal static JobView Make(JobRow job) =>
        new(
            job.Id,
            job.Kind,
            job.State,
            job.Done,
            job.Total,
            job.Changed,
            Micros.ToTime(job.CreatedAt),
            Micros.ToTime(job.FinishedAt),
            job.Violations is null ? null : JsonSerializer.Deserialize<IReadOnlyList<Violation>>(job.Violations, LedgerJson.Options),
            job.Problem
        );
}

/// <summary>Work that takes long enough to be watched.</summary>
internal static class JobEndpoints
{
    private const int SkusMax = 1_000;

    public static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("").WithTags("Jobs");
        jobs.MapPost("/recalculations", RecalculateAsync)
            .WithSummary("Recalculates the allocation of these products, or of all.")
            .Refuses(NoLines, TooMany, UnknownSku)
            .WithExample("""{"skus":["MUG"]}""")
            .Produces<JobView>(StatusCodes.Status202Accepted);
        jobs.MapPost("/verifications", VerifyAsync)
            .WithSummary("Verifies every invariant.")
            .Produces<JobView>(StatusCodes.Status202Accepted);
        jobs.MapGet("/jobs/{id}", GetAsync)
            .WithSummary("Returns the status of a job.")
            .Refuses(ProblemCode.JobNotFound)
            .Produces<JobView>();
    }

    private static Task<IResult> RecalculateAsync(RecalculationRequest? request, HttpContext http, ClientLedger ledger, JobWorker worker) =>
        AnswerAsync(
            http,
            ledger,
            async () =>
                await CheckAsync(request?.Skus, ledger, http.RequestAborted) is { } refusal
                    ? refusal
                    : await StartAsync(JobKinds.Recalculation, request ?? new RecalculationRequest(), http, ledger, worker)
        );

    private static Task<IResult> VerifyAsync(HttpContext http, ClientLedger ledger, JobWorker worker) =>
        AnswerAsync(http, ledger, () => StartAsync(JobKinds.Verification, new { }, http, ledger, worker));

    private static async Task<IResult> GetAsync(string id, HttpContext http, JobStore jobs) =>
        await jobs.FindAsync(id, http.RequestAborted) is { } job
            ? TypedResults.Ok(JobView.Make(job))
            : Problems.Of(ProblemCode.JobNotFound, $"There is no job {id}.");

    private static async Task<IResult> AnswerAsync(HttpContext http, ClientLedger ledger, Func<Task<Outcome<JobView>>> start)
    {
        var outcome = await ledger.OnceAsync(http, "jobAsked", start, takesKey: true);
        return outcome.Refusal is { } refusal
            ? Problems.Of(refusal)
            : TypedResults.Accepted($"{http.Request.PathBase}/api/v1/jobs/{outcome.Value.Id}", outcome.Value);
    }

    private static async Task<Outcome<JobView>> StartAsync(
        string kind,
        object request,
        HttpContext http,
        ClientLedger ledger,
        JobWorker worker
    )
    {
        // A call that was cut off and comes again gets the job that it asked for.
        var id = await ledger.KeepAsync(http, "job", Guid.CreateVersion7().ToString("N"));
        if (id.Refusal is { } refusal)
            return refusal;
        return JobView.Make(await worker.StartAsync(kind, request, http.RequestAborted, id.Value));
    }

    private static async Task<Refusal?> CheckAsync(IReadOnlyList<string>? skus, ClientLedger ledger, CancellationToken cancel)
    {
        if (skus is null)
            return null;
        if (skus.Count is 0 or > SkusMax)
        {
            return new Refusal(
                skus.Count == 0 ? RefusalCode.NoLines : RefusalCode.TooMany,
                $"There are {skus.Count} SKUs; 1 to {SkusMax} are allowed. Omit skus to recalculate all.",
                "skus"
            );
        }
        var catalogue = await ledger.CatalogueAsync(cancel);
        return Refusals.First(
            skus.Select(
                (sku, i) =>
                    catalogue.FindProduct(sku) is null
                        ? new Refusal(RefusalCode.UnknownSku, $"There is no product {sku}.", $"skus[{i}]")
                        : null
            )
        );
    }
}
