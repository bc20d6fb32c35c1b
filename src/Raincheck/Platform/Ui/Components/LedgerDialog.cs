using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;

namespace Raincheck.Platform.Ui.Components;

/// <summary>A dialog that runs a command. It closes with a message, or shows the refusal and stays open.</summary>
public abstract class LedgerDialog : ComponentBase
{
    [Inject]
    private protected ConsoleLedger Console { get; set; } = null!;

    [CascadingParameter]
    private protected OpenDialog Dialog { get; set; } = null!;

    /// <summary>The reason of the failure.</summary>
    protected string? Problem { get; set; }

    private protected async Task DoAsync<T>(LedgerCommand<T> command, Func<T, string> done)
    {
        var answer = await Console.RunAsync(command);
        Problem = answer.Problem;
        if (answer.IsDone)
            Dialog.Close(done(answer.Value!));
    }
}
