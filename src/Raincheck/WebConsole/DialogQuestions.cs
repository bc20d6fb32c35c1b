using Microsoft.AspNetCore.Components;
using MudBlazor;
using Raincheck.WebConsole.Components;

namespace Raincheck.WebConsole;

/// <summary>Dialogs that carry something out and close with a sentence that says so.</summary>
internal static class DialogQuestions
{
    /// <inheritdoc cref="AskAsync(IDialogService, ISnackbar, Type, DialogParameters)"/>
    public static Task<bool> AskAsync<TDialog>(this IDialogService dialogs, ISnackbar toasts, DialogParameters parameters)
        where TDialog : IComponent => dialogs.AskAsync(toasts, typeof(TDialog), parameters);

    /// <summary>Shows a dialog, waits until it is closed, and says what was done.</summary>
    /// <returns>Whether anything was done.</returns>
    public static async Task<bool> AskAsync(this IDialogService dialogs, ISnackbar toasts, Type dialog, DialogParameters parameters)
    {
        var shown = await dialogs.ShowAsync(dialog, null, parameters);
        if (await shown.Result is not { Canceled: false, Data: string done })
            return false;
        toasts.Add(done, Severity.Success);
        return true;
    }

    /// <summary>Asks whether to do something that cannot be taken back.</summary>
    public static async Task<bool> ConfirmAsync(this IDialogService dialogs, DialogParameters<ConfirmDialog> question)
    {
        var shown = await dialogs.ShowAsync<ConfirmDialog>(null, question);
        return await shown.Result is { Canceled: false };
    }
}
