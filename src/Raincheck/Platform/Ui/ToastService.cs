using Raincheck.Platform.Ui.Components;

namespace Raincheck.Platform.Ui;

/// <summary>Short messages about what was done or refused, in one console. <see cref="ToastRegion"/> draws them.</summary>
public sealed class ToastService
{
    /// <summary>If more are added, the oldest goes.</summary>
    private const int ShownMax = 5;

    private readonly List<Toast> shown = [];

    /// <summary>Raised when a toast appears or goes.</summary>
    public event EventHandler? Changed;

    /// <summary>The toasts on the screen, the newest last.</summary>
    internal IReadOnlyList<Toast> Shown => shown;

    /// <summary>Says what was done. The toast goes by itself.</summary>
    public void Success(string text) => Add(new(text, isError: false));

    /// <summary>Says why something was not done. The toast stays until it is dismissed.</summary>
    public void Error(string text) => Add(new(text, isError: true));

    internal void Dismiss(Toast toast)
    {
        if (shown.Remove(toast))
            Changed?.Invoke(this, EventArgs.Empty);
    }

    private void Add(Toast toast)
    {
        if (shown.Count == ShownMax)
            shown.RemoveAt(0);
        shown.Add(toast);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>A message on the screen. A class, not a record: two with the same text are two messages.</summary>
public sealed class Toast(string text, bool isError)
{
    /// <summary>A sentence.</summary>
    public string Text { get; } = text;

    /// <summary>Whether something was not done.</summary>
    public bool IsError { get; } = isError;
}
