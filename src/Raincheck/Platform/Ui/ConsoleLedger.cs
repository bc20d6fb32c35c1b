using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Raincheck.Ledger;
using Raincheck.Platform.Access;

namespace Raincheck.Platform.Ui;

/// <summary>The result of a command of a page: its value, or the message of a refusal.</summary>
public readonly record struct Answer<T>(T? Value, string? Problem)
{
    public bool IsDone => Problem is null;
}

/// <summary>Carries out the commands of one console in the name of the person who sits at it, as far as they may.</summary>
public sealed class ConsoleLedger(
    ClientLedger ledger,
    AuthenticationStateProvider who,
    Credentials credentials,
    IAuthorizationService rights,
    ILogger<ConsoleLedger> log
)
{
    public async Task<Answer<T>> RunAsync<T>(LedgerCommand<T> command, CancellationToken cancel = default)
    {
        var actor = await ActorAsync(command.IsAdministrative ? Policies.Administer : Policies.Work, cancel);
        if (!actor.IsDone)
            return new(default, actor.Problem);
        try
        {
            var outcome = await ledger.ExecuteAsync(command, new CommandContext(actor.Value!), cancel);
            return outcome.Refusal is { } refusal ? new(default, refusal.Detail) : new(outcome.Value, null);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return new(default, unavailable.Message);
        }
    }

    /// <summary>The settings, and the names of products, companies, vendors and warehouses.</summary>
    public Task<Catalogue> CatalogueAsync(CancellationToken cancel = default) => ledger.CatalogueAsync(cancel);

    /// <summary>
    /// Whether the person who sits here may do what a policy asks for, looked up now. Previews that cost much ask before they start:
    /// a field that a page shows as read-only is written all the same by a browser that wants to.
    /// </summary>
    public async Task<bool> MayAsync(string policy, CancellationToken cancel = default) =>
        await LookUpAsync(cancel) is { } now && (await rights.AuthorizeAsync(now, policy)).Succeeded;

    /// <summary>
    /// Who sits here, to do what a policy asks for. What they may is looked up each time: a page that is open outlives a right, and
    /// a browser sends what no button offers.
    /// </summary>
    public async Task<Answer<string>> ActorAsync(string policy, CancellationToken cancel = default)
    {
        if (await LookUpAsync(cancel) is not { } now)
            return new(
                null,
                "You are signed out. You signed out in another window, your password was changed, or your account was disabled."
            );
        if ((await rights.AuthorizeAsync(now, policy)).Succeeded)
            return new(now.Identity!.Name, null);
        log.LogWarning("{Actor} was denied an action that needs the right to {Policy}", now.Identity!.Name, policy);
        return new(null, "Your role does not include this.");
    }

    private async ValueTask<ClaimsPrincipal?> LookUpAsync(CancellationToken cancel) =>
        await credentials.RefreshAsync((await who.GetAuthenticationStateAsync()).User, cancel);
}
