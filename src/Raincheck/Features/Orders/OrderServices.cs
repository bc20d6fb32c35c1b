using Raincheck.Features.Orders.Search;

namespace Raincheck.Features.Orders;

/// <summary>Orders: their services, and their part of the API.</summary>
internal static class OrderServices
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<OrderReader>();
        services.AddSingleton<SearchIndex>();
        services.AddHostedService<SearchIndexer>();
    }

    public static void MapOrders(this RouteGroupBuilder api)
    {
        api.MapWholeOrders();
        api.MapOrderLines();
    }
}
