using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Raincheck.Features.Accounts;

namespace Raincheck.WebConsole;

/// <summary>
/// A console stays open for hours, and no request comes by that would look at its cookie: every few seconds it is looked whether
/// its person may still do what they could when they came. Who is disabled or has another role or password is signed out.
/// </summary>
internal sealed class ConsoleSession(ILoggerFactory logs, Credentials credentials) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => Credentials.Kept;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        var shown = authenticationState.User;
        if (shown.Identity is not { IsAuthenticated: true })
            return true;
        var now = await credentials.RefreshAsync(shown, cancellationToken);
        return now?.FindFirst(Callers.Role)?.Value == shown.FindFirst(Callers.Role)?.Value;
    }
}
