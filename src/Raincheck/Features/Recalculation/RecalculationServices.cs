using Raincheck.Platform.Figures;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Recalculation;

/// <summary>The periodic pass, recalculations and verifications: their services.</summary>
internal static class RecalculationServices
{
    public static void AddRecalculation(this IServiceCollection services)
    {
        services.AddSingleton<PeriodicPass>();
        services.AddSingleton<ISettingsFollower, PassWorker>();
        services.AddJobHandler<RecalculationJob>();
        services.AddJobHandler<VerificationJob>();
        services.AddSingleton<StoredFigures, PassFigures>();
    }
}
