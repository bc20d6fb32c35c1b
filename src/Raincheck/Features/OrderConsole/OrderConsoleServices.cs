using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Features.OrderConsole.Page;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.OrderConsole;

/// <summary>The pages on which people work with orders, and what they do to many at once: their services.</summary>
internal static class OrderConsoleServices
{
    public static void AddOrderConsole(this IServiceCollection services)
    {
        services.AddSingleton<OrderGrid>();
        services.AddSingleton<LineLocations>();
        services.AddSingleton<OrderDetails>();
        services.AddSingleton<Timeline>();
        services.AddSingleton<OrderActionCommands>();
        services.AddSingleton<OrderActionForecasts>();
        services.AddSingleton<OrderActionStep>();
        services.AddJobHandler<OrderActionJob>();
    }

    /// <summary>Files that the pages offer.</summary>
    public static void MapOrderDownloads(this WebApplication app)
    {
        app.MapOrderExport();
        app.MapOrderRefusals();
    }
}
