using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Accounts.Page;

/// <summary>A dialog that changes users or API keys. It shows refusals and stays open.</summary>
public abstract class AccountDialog : ComponentBase
{
    [Inject]
    private AccountChanges Accounts { get; set; } = null!;

    [Inject]
    private ConsoleLedger Console { get; set; } = null!;

    [CascadingParameter]
    private protected OpenDialog Dialog { get; set; } = null!;

    /// <summary>The reason of the failure.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Executes it as the signed-in user; false if it was refused.</summary>
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
