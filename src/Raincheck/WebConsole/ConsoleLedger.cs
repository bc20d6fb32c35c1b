using Microsoft.AspNetCore.Components.Authorization;
using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.WebConsole;

/// <summary>What a command of a page came to: its answer, or the reason in words for which nothing was changed.</summary>
public readonly record struct Answer<T>(T? Value, string? Problem)
{
    public bool IsDone => Problem is null;
}

/// <summary>Carries out the commands of one console in the name of the person who sits at it.</summary>
public sealed class ConsoleLedger(ClientLedger ledger, AuthenticationStateProvider who)
{
    public async Task<Answer<T>> RunAsync<T>(LedgerCommand<T> command, CancellationToken cancel = default)
    {
        try
        {
            var outcome = await ledger.ExecuteAsync(command, new CommandContext(await ActorAsync()), cancel);
            return outcome.Refusal is { } refusal ? new(default, refusal.Detail) : new(outcome.Value, null);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return new(default, unavailable.Message);
        }
    }

    /// <summary>The settings, and the names of products, companies, vendors and warehouses.</summary>
    public Task<Catalogue> CatalogueAsync(CancellationToken cancel = default) => ledger.CatalogueAsync(cancel);

    /// <summary>Who sits here.</summary>
    public async Task<string> ActorAsync() =>
        (await who.GetAuthenticationStateAsync()).User.Identity?.Name ?? throw new InvalidOperationException("a page acted for nobody");
}
