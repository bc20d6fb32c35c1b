using Raincheck.Ledger;
using Raincheck.Platform.Http;

namespace Raincheck.Features.Events;

/// <summary>The feed of events for programs that follow orders.</summary>
internal static class EventServices
{
    private const int WaitSecondsMax = 30;

    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<JournalHorizon>();
        services.AddSingleton<EventFeed>();
    }

    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapGet("/events", ListAsync)
            .WithTags("Events")
            .WithSummary("Returns what happened to orders and purchase orders, in order and without gaps.")
            .WithParameters(
                QueryParameter.Number("after", "next of the part before. Default: 0, the beginning.", 0, long.MaxValue),
                new("types", $"Types, separated by commas. Default: all. {string.Join(", ", EventTypes.All)}."),
                QueryParameter.Number("wait", "Seconds to wait for an event if there is none yet. Default: 0.", 0, WaitSecondsMax),
                QueryParameter.Number("pageSize", $"Events at most. Default: {ListQuery.PageSizeDefault}.", 1, ListQuery.PageSizeMax)
            )
            .Produces<EventPage>();

    private static async Task<IResult> ListAsync(HttpContext http, EventFeed feed)
    {
        var query = new ListQuery(http, "events", "after", "types", "wait");
        var after = query.Number("after", 0, long.MaxValue) ?? 0;
        var wait = query.Number("wait", 0, WaitSecondsMax) ?? 0;
        var types = query.SeveralOf("types", EventTypes.All);
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        return TypedResults.Ok(await feed.ReadAsync(after, types, query.PageSize, TimeSpan.FromSeconds(wait), http.RequestAborted));
    }
}
