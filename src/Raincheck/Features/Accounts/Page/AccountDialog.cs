using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Accounts.Page;

/// <summary>A question whose answer changes users or API keys. What was refused is said in it, and it stays open.</summary>
public abstract class AccountDialog : ComponentBase
{
    [Inject]
    private AccountChanges Accounts { get; set; } = null!;

    [Inject]
    private ConsoleLedger Console { get; set; } = null!;

    [CascadingParameter]
    private protected OpenDialog Dialog { get; set; } = null!;

    /// <summary>Why it was not done.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Carries it out in the name of whoever sits here; false where it was refused.</summary>
    private protected async Task<bool> DoAsync<T>(AccountCommand<T> command)
    {
        var actor = await Console.ActorAsync(Policies.Administer);
        if (!actor.IsDone)
        {
            Problem = actor.Problem;
            return false;
        }
        var outcome = await Accounts.ExecuteAsync(command, new CommandContext(actor.Value!));
        Problem = outcome.Refusal?.Detail;
        return outcome.Refusal is null;
    }

    private protected async Task DoAsync<T>(AccountCommand<T> command, string done)
    {
        if (await DoAsync(command))
            Dialog.Close(done);
    }
}
