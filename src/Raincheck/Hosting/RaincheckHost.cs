using Raincheck.Api;
using Raincheck.Features.Accounts;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Jobs;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Hosting;

/// <summary>The host: what it consists of, and in which order a request goes through it.</summary>
public static class RaincheckHost
{
    /// <summary>Puts the host together; it does not listen yet.</summary>
    public static WebApplication Build(ServeOptions options)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "raincheck", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServeOptions.BodyBytesMax;
        });
        builder.AddQuietLogs();

        var services = builder.Services;
        services.AddSingleton(options.Time);
        services.AddSingleton(_ => ClientDatabase.Open(options.Database));
        services.AddScoped(provider => provider.GetRequiredService<ClientDatabase>().CreateContext());
        services.AddSingleton<ClientLedger>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<PeriodicPass>();
        services.AddSingleton<JobWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddSingleton<OrderReader>();
        services.AddSingleton<ProductReader>();
        services.AddSingleton<PurchaseOrderReader>();
        services.AddAccounts();
        services.AddApi();
        services.AddTelemetry();

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages(Problems.WriteForStatusAsync);
        app.UseRouting();
        app.UseMiddleware<SlashesInNames>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RequestDigest>();
        app.MapHealth();
        app.MapTelemetry();
        app.MapApiPages();
        MapApi(app);
        return app;
    }

    /// <summary>Brings the database up to date, and makes sure that somebody can sign in.</summary>
    public static async Task PrepareAsync(WebApplication app, FirstAdministrator administrator, CancellationToken cancel = default)
    {
        await app.Services.GetRequiredService<ClientDatabase>().MigrateAsync(cancel);
        await app.Services.GetRequiredService<AccessTokens>().LoadKeyAsync(cancel);
        await administrator.EnsureAsync(app.Services, cancel);
    }

    /// <summary>Which database the host works on, in words, without a password.</summary>
    public static string DatabaseOf(WebApplication app) => app.Services.GetRequiredService<ClientDatabase>().Description;

    private static void MapApi(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization().WithProblems();
        api.MapToken();
        api.MapPlaces();
        api.MapProducts();
        api.MapInventory();
        api.MapOrders();
        api.MapOrderLines();
        api.MapPurchaseOrders();
        api.MapSettings();
        api.MapJobs();
    }
}
