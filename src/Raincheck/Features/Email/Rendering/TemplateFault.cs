namespace Raincheck.Features.Email.Rendering;

/// <summary>The errors of a template, with positions.</summary>
/// <param name="Message">In words.</param>
/// <param name="Line">From 1; null if the fault has no place.</param>
/// <param name="Column">From 1.</param>
public sealed record TemplateFault(string Message, int? Line = null, int? Column = null)
{
    public override string ToString() => Line is null ? Message : $"line {Line}, column {Column}: {Message}";

    /// <summary>The same at an offset of the text.</summary>
    public static TemplateFault At(string text, int offset, string message)
    {
        var before = text.AsSpan(0, offset);
        return new TemplateFault(message, before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
    }
}

/// <summary>A template fails while it is rendered: a value that it cannot work with, or more of something than it may have.</summary>
public sealed class TemplateFailedException(string message, Exception? inner = null) : Exception(message, inner);
