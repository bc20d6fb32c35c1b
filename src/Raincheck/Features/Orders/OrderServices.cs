using Raincheck.Features.Orders.Manage;
using Raincheck.Features.Orders.Page;
using Raincheck.Features.Orders.Search;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Orders;

/// <summary>Orders: their services, and their part of the API.</summary>
internal static class OrderServices
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<OrderReader>();
        services.AddSingleton<OrderGrid>();
        services.AddSingleton<OrderDetails>();
        services.AddSingleton<Timeline>();
        services.AddSingleton<LinePlaces>();
        services.AddSingleton<OrderActionCommands>();
        services.AddSingleton<OrderActionForecasts>();
        services.AddSingleton<OrderActionStep>();
        services.AddJobHandler<OrderActionJob>();
        services.AddSingleton<SearchIndex>();
        services.AddHostedService<SearchIndexer>();
    }

    public static void MapOrders(this RouteGroupBuilder api)
    {
        api.MapWholeOrders();
        api.MapOrderLines();
    }

    /// <summary>Files that the console offers.</summary>
    public static void MapOrderDownloads(this WebApplication app)
    {
        app.MapOrderExport();
        app.MapOrderRefusals();
    }
}
