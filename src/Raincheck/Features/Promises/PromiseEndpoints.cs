using Raincheck.Ledger;
using Raincheck.Platform.Http;

namespace Raincheck.Features.Promises;

/// <summary>Projected ship dates and wait reasons.</summary>
internal static class PromiseEndpoints
{
    public static void AddPromises(this IServiceCollection services)
    {
        services.AddSingleton<OutlookReader>();
        services.AddSingleton<ProductPromises>();
        services.AddSingleton<Compare.Comparer>();
        services.AddSingleton<PurchaseOrderServes>();
        services.AddSingleton<PromiseHistory>();
        services.AddSingleton<PromiseJob>();
        services.AddHostedService<PromiseWorker>();
        services.AddSingleton<VendorLatenessReader>();
    }

    public static void MapPromises(this RouteGroupBuilder api)
    {
        var order = api.MapGroup("/orders/{number}").WithTags("Promises");
        order
            .MapGet("/outlook", OutlookAsync)
            .WithSummary("Returns when an order is projected to ship, and why it waits.")
            .Produces<OutlookView>();
        order
            .MapGet("/promises", PromisesAsync)
            .WithSummary("Returns the promised ship dates of an order, with what set and moved them.")
            .Produces<OrderPromisesView>();
        api.MapProductPromises();
        api.MapPurchaseOrderServes();
    }

    private static async Task<IResult> PromisesAsync(string number, HttpContext http, PromiseHistory history) =>
        await history.FindAsync(number, http.RequestAborted) is { } promises
            ? TypedResults.Ok(promises)
            : Problems.Of(Outcomes.OrderNotFound(number));

    private static async Task<IResult> OutlookAsync(string number, HttpContext http, OutlookReader reader) =>
        await reader.FindAsync(number, http.RequestAborted) is { } outlook
            ? TypedResults.Ok(outlook)
            : Problems.Of(Outcomes.OrderNotFound(number));
}
