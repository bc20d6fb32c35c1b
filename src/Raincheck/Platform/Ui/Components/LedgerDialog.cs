using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;

namespace Raincheck.Platform.Ui.Components;

/// <summary>A question whose answer is a command. What it came to is told when it closes; what was refused is said in it, and it stays open.</summary>
public abstract class LedgerDialog : ComponentBase
{
    [Inject]
    private protected ConsoleLedger Console { get; set; } = null!;

    [CascadingParameter]
    private protected OpenDialog Dialog { get; set; } = null!;

    /// <summary>Why it was not done.</summary>
    protected string? Problem { get; set; }

    private protected async Task DoAsync<T>(LedgerCommand<T> command, Func<T, string> done)
    {
        var answer = await Console.RunAsync(command);
        Problem = answer.Problem;
        if (answer.IsDone)
            Dialog.Close(done(answer.Value!));
    }
}
