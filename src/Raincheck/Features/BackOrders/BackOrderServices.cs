namespace Raincheck.Features.BackOrders;

/// <summary>Pins, links and the other back order actions: their services.</summary>
internal static class BackOrderServices
{
    public static void AddBackOrders(this IServiceCollection services)
    {
        services.AddSingleton<PinExpiry>();
        services.AddHostedService<PinWorker>();
    }
}
