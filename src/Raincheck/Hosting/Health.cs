using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Raincheck.Api;
using Raincheck.Storage;

namespace Raincheck.Hosting;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => new HealthView("live")).WithTags("Health").WithSummary("The process runs.");
        app.MapGet("/health/ready", ReadyAsync)
            .WithTags("Health")
            .WithSummary("The database answers.")
            .Produces<HealthView>()
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.ContentType);
    }

    private static async Task<IResult> ReadyAsync(ClientDatabase database, ILogger<HealthView> log, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await using var db = database.CreateContext();
            if (await db.Clients.AnyAsync(patience.Token))
                return TypedResults.Ok(new HealthView("ready"));
        }
        catch (Exception e)
            when (e is DbException or InvalidOperationException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            log.LogWarning("Not ready: {Reason}", e.GetBaseException().Message);
        }
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, "not_ready", "The database does not answer.");
    }
}

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);
