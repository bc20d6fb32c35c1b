using Raincheck.Platform.Http;

namespace Raincheck.Hosting;

/// <summary>Whether the process lives, and whether it can do its work. Anybody may ask.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => new HealthView("live")).WithTags("Health").WithSummary("The process runs.");
        app.MapGet("/health/ready", ReadyAsync)
            .WithTags("Health")
            .WithSummary("The database answers and has the schema of this version, and the periodic pass is not overdue.")
            .Produces<HealthView>()
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.ContentType);
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancel) =>
        await readiness.CheckAsync(cancel) is { } fault
            ? Problems.Of(ProblemCode.NotReady, fault.Detail, fault.Check)
            : TypedResults.Ok(new HealthView("ready"));
}

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);
