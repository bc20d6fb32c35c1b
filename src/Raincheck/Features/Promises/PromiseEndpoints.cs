using Raincheck.Core.Promises;
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
        services.AddSingleton<IVendorLateness, UnknownLateness>();
        services.AddSingleton<PromiseJob>();
        services.AddHostedService<PromiseWorker>();
    }

    public static void MapPromises(this RouteGroupBuilder api)
    {
        api.MapGroup("/orders/{number}")
            .WithTags("Promises")
            .MapGet("/outlook", OutlookAsync)
            .WithSummary("Returns when an order is projected to ship, and why it waits.")
            .Produces<OutlookView>();
        api.MapProductPromises();
        api.MapPurchaseOrderServes();
    }

    private static async Task<IResult> OutlookAsync(string number, HttpContext http, OutlookReader reader) =>
        await reader.FindAsync(number, http.RequestAborted) is { } outlook
            ? TypedResults.Ok(outlook)
            : Problems.Of(Outcomes.OrderNotFound(number));
}
