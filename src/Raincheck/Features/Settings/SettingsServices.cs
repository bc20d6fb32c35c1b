using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Settings;

/// <summary>Client settings: their services.</summary>
internal static class SettingsServices
{
    public static void AddSettings(this IServiceCollection services)
    {
        services.AddJobHandler<SettingsJob>();
        services.AddSingleton<ISettingsFollower, SettingsWorker>();
    }
}
