using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Raincheck.Platform.Ui;

/// <summary>The web console within the host.</summary>
internal static class ConsoleHost
{
    public const string NotFoundPath = "/not-found";
    public const string ErrorPath = "/error";

    /// <summary>How long a disconnected console is kept for a reconnect.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    /// <summary>More of them than this are given up, the oldest first: each holds what its page shows.</summary>
    private const int KeptMax = 200;

    /// <summary>The limit of the state that a browser sends back after prerendering: enough for an order of a thousand lines.</summary>
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
        services.AddSingleton<SavedViews>();
        services.AddSingleton<LiveChanges>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveChanges>());
    }

    public static void MapConsole(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            // The host's own policy says who may frame a page.
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
