namespace Raincheck.Platform.Jobs;

/// <summary>The services of jobs.</summary>
internal static class JobServices
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddHostedService<SettingsPoll>();
        services.AddHostedService<KeyRetention>();
        services.AddHostedService<JobRetention>();
    }

    /// <summary>Registers the handler of some kinds of jobs, also as a service of its own.</summary>
    public static void AddJobHandler<T>(this IServiceCollection services)
        where T : class, IJobHandler
    {
        services.AddSingleton<T>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<T>());
    }
}
