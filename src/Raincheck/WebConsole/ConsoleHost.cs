using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Raincheck.Features.Accounts;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Import;
using Raincheck.Features.Orders.Manage;
using Raincheck.Features.Orders.Page;
using Raincheck.Features.Products.List;
using Raincheck.Features.Products.Page;
using Raincheck.Features.Purchasing.Manage;
using Raincheck.Features.Purchasing.Page;
using Raincheck.Features.Purchasing.Receive;

namespace Raincheck.WebConsole;

/// <summary>The web console within the host.</summary>
internal static class ConsoleHost
{
    public const string NotFoundPath = "/not-found";
    public const string ErrorPath = "/error";

    /// <summary>How long a console that lost its connection is kept for its person to come back to.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    /// <summary>More of them than this are given up, the oldest first: each holds what its page shows.</summary>
    private const int KeptMax = 200;

    /// <summary>A browser hands back what the first look showed when it takes over: an order of a thousand lines fits.</summary>
    private const int MessageBytesMax = 2 * 1024 * 1024;

    private static readonly TimeSpan FirstMessage = TimeSpan.FromSeconds(5);

    /// <summary>Browsers say that they are there every 15 seconds.</summary>
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(30);

    public static void AddConsole(this IServiceCollection services)
    {
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(hub =>
            {
                hub.MaximumReceiveMessageSize = MessageBytesMax;
                // A connection says what it is for at once, and never keeps a message unfinished: half of one is held in memory.
                hub.HandshakeTimeout = FirstMessage;
                hub.ClientTimeoutInterval = BetweenMessages;
                hub.MaximumParallelInvocationsPerClient = 1;
            });
        services.Configure<CircuitOptions>(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = Kept;
            circuit.DisconnectedCircuitMaxRetained = KeptMax;
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ConsoleSession>();
        services.AddScoped<LocalTime>();
        services.AddScoped<ConsoleLedger>();
        services.AddScoped<DialogService>();
        services.AddScoped<ToastService>();
        services.AddScoped<Features.Email.Pages.MailQuestion>();
        services.AddSingleton<OrderGrid>();
        services.AddSingleton<LinePlaces>();
        services.AddSingleton<SavedViews>();
        services.AddSingleton<TodayReader>();
        services.AddSingleton<Timeline>();
        services.AddSingleton<OrderDetails>();
        services.AddSingleton<PurchaseOrderGrid>();
        services.AddSingleton<PurchaseOrderDetails>();
        services.AddSingleton<ReceiptAccounts>();
        services.AddSingleton<ProductGrid>();
        services.AddSingleton<ProductDetails>();
        services.AddSingleton<ProductQueue>();
        services.AddSingleton<ProductTimeline>();
        services.AddSingleton<StockHistory>();
        services.AddSingleton<LiveChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveChanges>());
    }

    public static void MapConsole(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapSignOut();
        app.MapOrderExport();
        app.MapOrderRefusals();
        app.MapImportDownloads();
        app.MapRazorComponents<App>()
            // The host's own policy says who may frame a page.
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>Whether a person's browser asks for a page; programs get problem documents instead.</summary>
    public static bool IsForPage(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
