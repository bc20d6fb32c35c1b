using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Raincheck.Core;
using Raincheck.Features.Jobs;
using Raincheck.Features.Promises.Compare;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Platform.Jobs;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.WhatIf;

/// <summary><c>/what-if</c>: comparisons of the projection before and after hypothetical changes.</summary>
internal static class WhatIfEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;

    public static void AddWhatIf(this IServiceCollection services)
    {
        services.AddSingleton<WhatIfDesk>();
        services.AddJobHandler<WhatIfJob>();
    }

    public static void MapWhatIf(this RouteGroupBuilder api)
    {
        var whatIf = api.MapGroup("/what-if").WithTags("What if");
        whatIf
            .MapPost("", AskAsync)
            .RequireAuthorization(Policies.Read)
            .WithSummary(
                "Compares units and dates before and after hypothetical changes; changes nothing. Large comparisons are a job of the same id."
            )
            .Refuses(InvalidValue, NoLines, TooMany, ChangeRefused)
            .WithExample("""{"changes":[{"kind":"supplyDate","purchaseOrder":"PO-1","sku":"MUG","expectedAt":"2026-02-01"}]}""")
            .Produces<WhatIfView>()
            .Produces<JobView>(StatusCodes.Status202Accepted);
        whatIf
            .MapGet("/{id}", GetAsync)
            .WithSummary("Returns a comparison, with the next lines.")
            .WithQuery()
            .Refuses(WhatIfNotFound)
            .Produces<WhatIfView>();
        whatIf
            .MapPost("/{id}/apply", ApplyAsync)
            .WithSummary("Carries the changes of a comparison out, once, if nothing that it rests on has changed since.")
            .Refuses(TooMany, WhatIfNotFound, BasisMoved)
            .Produces<WhatIfApplied>();
    }

    private static async Task<IResult> AskAsync(
        WhatIfRequest request,
        HttpContext http,
        WhatIfDesk desk,
        ClientLedger ledger,
        Comparer comparer,
        JobWorker jobs
    )
    {
        if (request.Limit is { } limit and (< 1 or > LimitMax))
            return Problems.Of(new Refusal(InvalidValue, $"limit is {limit}; it must be from 1 to {LimitMax}.", "limit"));
        var outcome = await ledger.OnceAsync(http, "whatIf", () => MakeAsync(request, http, desk, comparer, jobs));
        if (outcome.Refusal is { } refusal)
            return Problems.Of(refusal);
        return outcome.Value.Job is { } job
            ? TypedResults.Accepted($"{http.Request.PathBase}/api/v1/jobs/{job.Id}", job)
            : TypedResults.Ok(outcome.Value.View);
    }

    private static async Task<Outcome<Answer>> MakeAsync(
        WhatIfRequest request,
        HttpContext http,
        WhatIfDesk desk,
        Comparer comparer,
        JobWorker jobs
    )
    {
        var (id, actor) = (WhatIfDesk.NewId(), Actor(http));
        var detail = request.Detail ?? WhatIfDetail.Orders;
        try
        {
            var asked = await desk.AskAsync(id, request.Changes, detail, actor, comparer.LinesAtOnceMax, http.RequestAborted);
            return asked.Refusal is { } refusal ? refusal : new Answer(View(id, asked.Value, 0, request.Limit ?? LimitDefault), null);
        }
        catch (TooManyLinesException)
        {
            var job = new WhatIfJobRequest(request.Changes, detail, actor);
            return new Answer(null, JobView.Make(await jobs.StartAsync(JobKinds.WhatIf, job, http.RequestAborted, id)));
        }
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, WhatIfDesk desk)
    {
        var query = new ListQuery(http, ListOf(id));
        var after = query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : 0;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        return await desk.FindAsync(id, http.RequestAborted) is { } kept
            ? TypedResults.Ok(View(id, kept, (int)Math.Clamp(after, 0, int.MaxValue), query.PageSize))
            : NotFound(id);
    }

    private static async Task<IResult> ApplyAsync(
        string id,
        HttpContext http,
        WhatIfDesk desk,
        ClientLedger ledger,
        Comparer comparer,
        IAuthorizationService rights
    )
    {
        if (await desk.FindAsync(id, http.RequestAborted) is not { } kept)
            return NotFound(id);
        if (
            WhatIfCommands.Of(kept.Changes, id).Value.IsAdministrative
            && !(await rights.AuthorizeAsync(http.User, Policies.Administer)).Succeeded
        )
            return Problems.Of(ProblemCode.Forbidden, "Only an administrator may change settings.");
        var outcome = await ledger.OnceAsync(http, "whatIfApplied", () => desk.ApplyAsync(id, kept, Actor(http), http.RequestAborted));
        if (outcome.Refusal is not { } refusal)
            return TypedResults.Ok(outcome.Value);
        if (refusal.Code != BasisMoved)
            return Problems.Of(refusal);
        // The comparison as it would be now, to look at and to apply instead.
        var again = WhatIfDesk.NewId();
        var asked = await desk.AskAsync(again, kept.Changes, kept.Detail, Actor(http), comparer.LinesAtOnceMax, http.RequestAborted);
        var problem = Problems.Make(refusal);
        return Problems.Of(
            asked.Refusal is not null
                ? problem
                : problem with
                {
                    Comparison = JsonSerializer.SerializeToElement(View(again, asked.Value, 0, LimitDefault), ApiJson.Options),
                }
        );
    }

    private static WhatIfView View(string id, KeptWhatIf kept, int after, int count)
    {
        var lines = kept.Comparison.Lines.Skip(after).Take(count).ToList();
        var shown = Math.Min(after, kept.Comparison.Lines.Count) + lines.Count;
        return new WhatIfView(
            id,
            kept.Comparison.Basis,
            kept.Comparison.Now,
            kept.Comparison.Dates,
            kept.Comparison.Skus,
            lines,
            kept.Total,
            shown < kept.Comparison.Lines.Count ? Cursor.Write(Cursor.Fingerprint(ListOf(id), []), shown) : null
        );
    }

    private static string ListOf(string id) => "what-if/" + id;

    private static string Actor(HttpContext http) => http.Context().Actor;

    private static IResult NotFound(string id) => Problems.Of(new Refusal(WhatIfNotFound, $"There is no comparison {id}."));

    /// <summary>The comparison, or the job that makes it.</summary>
    private sealed record Answer(WhatIfView? View, JobView? Job);
}
