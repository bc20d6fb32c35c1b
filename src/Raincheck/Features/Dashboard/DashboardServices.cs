using Raincheck.Platform.Figures;

namespace Raincheck.Features.Dashboard;

/// <summary>The start page and the figures of back orders: their services.</summary>
internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<TodayReader>();
        services.AddSingleton<StoredFigures, BackOrderFigures>();
    }
}
