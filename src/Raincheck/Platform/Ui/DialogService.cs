using Raincheck.Platform.Ui.Components;

namespace Raincheck.Platform.Ui;

/// <summary>Opens dialogs in one console. <see cref="DialogHost"/> draws them.</summary>
public sealed class DialogService(ToastService toasts)
{
    private readonly List<OpenDialog> open = [];

    /// <summary>Raised when a dialog opens or closes.</summary>
    public event EventHandler? Changed;

    /// <summary>The open dialogs, the newest last.</summary>
    internal IReadOnlyList<OpenDialog> Open => open;

    /// <inheritdoc cref="AskAsync(Type, DialogParameters)"/>
    public Task<bool> AskAsync<TDialog>(DialogParameters? parameters = null) => AskAsync(typeof(TDialog), parameters);

    /// <summary>Opens a dialog, waits until it closes, and shows a toast with what it did.</summary>
    /// <param name="dialog">A component around an <see cref="ActionDialog"/>.</param>
    /// <param name="parameters">The component's parameters.</param>
    /// <returns>False if the dialog was cancelled.</returns>
    public async Task<bool> AskAsync(Type dialog, DialogParameters? parameters = null)
    {
        var outcome = await ShowAsync(dialog, parameters);
        if (outcome.Result is { } done)
            toasts.Success(done);
        return outcome.IsDone;
    }

    /// <summary>Opens a dialog and waits until it closes.</summary>
    /// <inheritdoc cref="AskAsync(Type, DialogParameters)" path="/param"/>
    public Task<DialogOutcome> ShowAsync(Type dialog, DialogParameters? parameters = null)
    {
        var shown = new OpenDialog(dialog, parameters, Remove);
        open.Add(shown);
        Changed?.Invoke(this, EventArgs.Empty);
        return shown.Outcome;
    }

    /// <inheritdoc cref="ShowAsync(Type, DialogParameters)"/>
    public Task<DialogOutcome> ShowAsync<TDialog>(DialogParameters? parameters = null) => ShowAsync(typeof(TDialog), parameters);

    /// <summary>Cancels every open dialog.</summary>
    public void CancelAll()
    {
        foreach (var dialog in open.ToList())
            dialog.Cancel();
    }

    private void Remove(OpenDialog dialog)
    {
        open.Remove(dialog);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>The parameters of a dialog's component, by name.</summary>
public sealed class DialogParameters() : Dictionary<string, object?>(StringComparer.Ordinal);

/// <summary>How a dialog was closed.</summary>
/// <param name="IsDone">Whether it did what it is for; false if it was cancelled.</param>
/// <param name="Result">What the dialog gave: usually a sentence that says what was done.</param>
public readonly record struct DialogOutcome(bool IsDone, string? Result = null);

/// <summary>An open dialog. Its component gets it as a cascading value, to close itself.</summary>
public sealed class OpenDialog
{
    private readonly TaskCompletionSource<DialogOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<OpenDialog> remove;

    internal OpenDialog(Type component, DialogParameters? parameters, Action<OpenDialog> remove) =>
        (Component, Parameters, this.remove) = (component, parameters ?? [], remove);

    internal Type Component { get; }

    internal DialogParameters Parameters { get; }

    internal Task<DialogOutcome> Outcome => outcome.Task;

    /// <summary>Closes the dialog as done.</summary>
    /// <param name="result">A sentence that says what was done, for a toast.</param>
    public void Close(string? result = null) => End(new(IsDone: true, result));

    /// <summary>Closes the dialog without doing anything.</summary>
    public void Cancel() => End(new(IsDone: false));

    // A second close changes nothing: the browser may send two before it sees the first.
    private void End(DialogOutcome with)
    {
        if (outcome.Task.IsCompleted)
            return;
        remove(this);
        outcome.SetResult(with);
    }
}
