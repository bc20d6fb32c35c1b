using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Raincheck.Features.Email.Rendering;

/// <summary>The plain text of a mail in HTML, for readers that show no HTML: rows on lines of their own, links with their addresses.</summary>
internal static class PlainText
{
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "head",
        "style",
        "script",
        "title",
        "template",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p",
        "div",
        "table",
        "tr",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "hr",
        "pre",
    };

    private static readonly HashSet<string> Spaced = new(StringComparer.OrdinalIgnoreCase)
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
    };

    /// <exception cref="TemplateFailedException">The mail takes too much to read.</exception>
    public static string Of(string html)
    {
        var text = new StringBuilder(html.Length / 2);
        using var document = MailHtml.Parser().ParseDocument(html);
        Write(document.Body ?? (INode)document, text);
        return Tidy(text.ToString());
    }

    private static void Write(INode node, StringBuilder text)
    {
        if (node is IText words)
        {
            AppendWords(text, words.Data);
            return;
        }
        if (node is not IElement element)
        {
            WriteChildren(node, text);
            return;
        }
        if (Silent.Contains(element.LocalName) || IsHidden(element))
            return;
        switch (element)
        {
            case IHtmlBreakRowElement:
                text.Append('\n');
                return;
            case IHtmlImageElement { AlternativeText: { Length: > 0 } alternative }:
                AppendWords(text, alternative);
                return;
            case IHtmlAnchorElement anchor:
                WriteLink(anchor, text);
                return;
            default:
                WriteElement(element, text);
                return;
        }
    }

    private static void WriteElement(IElement element, StringBuilder text)
    {
        var block = Blocks.Contains(element.LocalName);
        if (block)
            Break(text, Spaced.Contains(element.LocalName) ? 2 : 1);
        if (element.LocalName == "li")
            text.Append("- ");
        WriteChildren(element, text);
        if (element.LocalName is "td" or "th" && element.NextElementSibling is not null)
            text.Append("  ");
        if (block)
            Break(text, Spaced.Contains(element.LocalName) ? 2 : 1);
    }

    /// <summary>Ends the line, and leaves one empty if two breaks are wanted.</summary>
    private static void Break(StringBuilder text, int breaks)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is ' ' or '\n')
        {
            if (text[--end] == '\n')
                breaks--;
        }
        if (breaks > 0)
            text.Append('\n', breaks);
    }

    private static void WriteLink(IHtmlAnchorElement anchor, StringBuilder text)
    {
        var before = text.Length;
        WriteChildren(anchor, text);
        var shown = text.ToString(before, text.Length - before).Trim();
        if (anchor.GetAttribute("href") is { Length: > 0 } address && !address.EndsWith(shown, StringComparison.Ordinal))
            text.Append(" (").Append(address).Append(')');
    }

    private static void WriteChildren(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
            Write(child, text);
    }

    /// <summary>The line that shows beside the subject in a list of mails, and nowhere in the mail.</summary>
    private static bool IsHidden(IElement element) =>
        element
            .GetAttribute("style")
            ?.Replace(" ", "", StringComparison.Ordinal)
            .Contains("display:none", StringComparison.OrdinalIgnoreCase) == true;

    private static void AppendWords(StringBuilder text, string words)
    {
        foreach (var c in words)
        {
            if (!char.IsWhiteSpace(c) || c == '\u00a0')
                text.Append(c == '\u00a0' ? ' ' : c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
        }
    }

    /// <summary>No spaces at the ends of lines, and never more than one empty line.</summary>
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 2;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            empty = trimmed.Length == 0 ? empty + 1 : 0;
            if (empty < 2)
                tidy.Append(trimmed).Append('\n');
        }
        return tidy.ToString().Trim() + "\n";
    }
}
