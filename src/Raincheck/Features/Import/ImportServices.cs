using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Import;

/// <summary>Imports: their services.</summary>
internal static class ImportServices
{
    public static void AddImport(this IServiceCollection services)
    {
        services.AddSingleton<ImportFiles>();
        services.AddJobHandler<ImportJob>();
        services.AddHostedService<ImportRetention>();
    }
}
