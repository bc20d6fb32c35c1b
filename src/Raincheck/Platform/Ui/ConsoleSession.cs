using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Raincheck.Platform.Access;

namespace Raincheck.Platform.Ui;

/// <summary>
/// A console stays open for hours, and no request comes by that would look at its cookie: every few seconds it is looked whether
/// its person may still do what they could when they came. Who is disabled or has another role or password is signed out.
/// </summary>
internal sealed class ConsoleSession(ILoggerFactory logs, Credentials credentials, IHostApplicationLifetime host)
    : RevalidatingServerAuthenticationStateProvider(logs)
{
    private readonly ILogger log = logs.CreateLogger<ConsoleSession>();
    private bool couldAsk = true;

    protected override TimeSpan RevalidationInterval => Credentials.Kept;

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => MayStayAsync(authenticationState.User, cancellationToken);

    /// <summary>Whether the user of a page is still authorized.</summary>
    internal async Task<bool> MayStayAsync(ClaimsPrincipal shown, CancellationToken cancel)
    {
        if (shown.Identity is not { IsAuthenticated: true })
            return true;
        // Its pages may outlive a host in the process of another.
        if (host.ApplicationStopped.IsCancellationRequested)
            return false;
        try
        {
            var now = await credentials.RefreshAsync(shown, cancel);
            couldAsk = true;
            return now?.FindFirst(Callers.Role)?.Value == shown.FindFirst(Callers.Role)?.Value;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // A database that is not available signs no user out; each command checks again. Logged once.
            if (couldAsk)
                log.LogWarning("Whether {User} is still signed in could not be asked: {Reason}", shown.Identity.Name, e.Message);
            couldAsk = false;
            return true;
        }
    }
}
