using Raincheck.Features.Accounts;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Dashboard;
using Raincheck.Features.DelayConsents;
using Raincheck.Features.Email;
using Raincheck.Features.Events;
using Raincheck.Features.Import;
using Raincheck.Features.Inventory;
using Raincheck.Features.Jobs;
using Raincheck.Features.MasterData;
using Raincheck.Features.OrderConsole;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Promises;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Recalculation;
using Raincheck.Features.Settings;
using Raincheck.Features.WhatIf;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Platform.Jobs;
using Raincheck.Platform.Ui;
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
            kestrel.Limits.MaxRequestBodySize = RequestBody.BytesMax;
        });
        builder.AddQuietLogs();
        // Run from its build folder, pages' files come from where they were built; once published, from beside the program.
        builder.WebHost.UseStaticWebAssets();

        var services = builder.Services;
        services.AddSingleton(options.Time);
        services.AddSingleton(_ => ClientDatabase.Open(options.Database));
        services.AddScoped(provider => provider.GetRequiredService<ClientDatabase>().CreateContext());
        services.AddSingleton<ClientLedger>();
        services.AddSingleton<Rehearsal>();
        services.AddSingleton(options.Key);
        services.AddSingleton(options.PublicAddress);
        services.AddSingleton<WriteProbe>();
        services.AddSingleton<Readiness>();
        services.AddTelemetry();
        services.AddSecurityHeaders();
        services.AddRateLimits(options.RateLimits);
        services.AddApi();
        services.AddJobs();
        services.AddConsole();
        AddFeatures(services, options);

        var app = builder.Build();
        app.UseTrustedHosts(options.Hosts);
        app.UseSecurityHeaders();
        app.UseMiddleware<RequestLog>();
        app.UseExceptionHandler(ConsoleHost.ErrorPath, createScopeForErrors: true);
        app.UseWhen(
            PageRequests.IsForPage,
            page => page.UseStatusCodePagesWithReExecute(ConsoleHost.NotFoundPath, createScopeForStatusCodePages: true)
        );
        app.UseWhen(http => !PageRequests.IsForPage(http), api => api.UseStatusCodePages(Problems.WriteForStatusAsync));
        app.UseRouting();
        app.UseMiddleware<SlashesInNames>();
        app.UseAuthentication();
        app.UseMiddleware<ConsoleConnections>(options.ConsolesOfOneAddressMax);
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMiddleware<Utf8Only>();
        app.UseMiddleware<RequestDigest>();
        app.UseMiddleware<UnreadBodies>();
        app.MapHealth();
        app.MapTelemetry();
        app.MapApiPages();
        MapApi(app);
        app.MapConsole();
        app.MapAccountPages();
        app.MapOrderDownloads();
        app.MapDelayPage();
        app.MapImportDownloads();
        return app;
    }

    /// <summary>Migrates the database and creates the first administrator if there is no user.</summary>
    public static async Task PrepareAsync(WebApplication app, FirstAdministrator administrator, CancellationToken cancel = default)
    {
        var database = app.Services.GetRequiredService<ClientDatabase>();
        if (await database.MigrateAsync(cancel) is { } copy)
            app.Logger.LogInformation("Migrated the database. {File} is a copy from before", copy);
        foreach (var file in PrivateFiles.OpenToOthers(database))
            app.Logger.LogWarning("Other accounts of this machine may read or write {File}: chmod 600 {File}", file, file);
        await app.Services.GetRequiredService<KeysAtRest>().EncryptAsync(cancel);
        await app.Services.GetRequiredService<AccessTokens>().LoadKeyAsync(cancel);
        await administrator.EnsureAsync(app.Services, cancel);
    }

    /// <summary>Serves until the host is told to end, which it may be while it starts.</summary>
    /// <param name="app">The host, prepared.</param>
    /// <param name="started">Told when it listens.</param>
    /// <param name="cancel">Ends it in good order.</param>
    public static async Task ServeAsync(WebApplication app, Func<Task> started, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        // The host hears the same signals, and may have heard this one first.
        catch (Exception e) when (IsStop(e) && (cancel.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested))
        {
            await app.StopAsync(CancellationToken.None);
            return;
        }
        await started();
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>Whether a failure is nothing but the end of work that was cancelled.</summary>
    internal static bool IsStop(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions: { Count: > 0 } all } && all.All(IsStop));

    /// <summary>A description of the database of the host, without a password.</summary>
    public static string DatabaseOf(WebApplication app) => app.Services.GetRequiredService<ClientDatabase>().Description;

    private static void AddFeatures(IServiceCollection services, ServeOptions options)
    {
        services.AddSignIn(options.PasswordRounds);
        services.AddOrders();
        services.AddOrderConsole();
        services.AddBackOrders();
        services.AddPromises();
        services.AddDelayConsents();
        services.AddEvents();
        services.AddProducts();
        services.AddPurchasing();
        services.AddRecalculation();
        services.AddEmail();
        services.AddImport();
        services.AddSettings();
        services.AddWhatIf();
        services.AddDashboard();
    }

    private static void MapApi(WebApplication app)
    {
        var api = app.MapGroup("/api/v1")
            .RequireRoles(toRead: Policies.Read, toChange: Policies.Work)
            .RequireRateLimiting(RateLimiting.Calls);
        api.MapAccounts();
        api.MapMasterData();
        api.MapProducts();
        api.MapInventory();
        api.MapOrders();
        api.MapBackOrders();
        api.MapPromises();
        api.MapDelayConsents();
        api.MapEvents();
        api.MapPurchaseOrders();
        api.MapSettings();
        api.MapWhatIf();
        api.MapEmail();
        api.MapJobs();
    }
}
