using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace Raincheck.Features.Email.Rendering;

/// <summary>
/// Reads the HTML of a mail within bounds. Elements that never end are repeated in each paragraph that follows, so a short text can
/// become millions of them; styles nest by recursion.
/// </summary>
internal static class MailHtml
{
    /// <summary>Elements that stand in each other; the parser puts those that are deeper beside each other.</summary>
    private const int DepthMax = 200;

    /// <summary>The memory limit for parsing one e-mail, ten times the need of the longest e-mail.</summary>
    private const long AllocatedBytesMax = 256L * 1024 * 1024;

    /// <summary>
    /// At every tag the parser searches what is open, so many elements that stand in each other take long: so many steps are taken,
    /// which a sound mail of the greatest length needs a tenth of.
    /// </summary>
    private const long StepsMax = 20_000_000;

    /// <summary>Opening brackets within one style sheet, or one style of an element.</summary>
    private const int StyleBracketsMax = 1_000;

    /// <summary>A parser for one mail, on this thread.</summary>
    /// <param name="styles">The parser of styles; null keeps them unchanged.</param>
    public static HtmlParser Parser(IBrowsingContext? styles = null)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var open = new OpenElements();
        var isInStyle = false;
        var options = new HtmlParserOptions
        {
            // What a browser without scripts would show is no markup to one with them: the sanitizer must see it as text.
            IsScripting = styles is not null,
            MaximumDepth = DepthMax,
            OnToken = (token, _) =>
            {
                if (GC.GetAllocatedBytesForCurrentThread() - before > AllocatedBytesMax)
                    throw new TemplateFailedException("The mail becomes more elements than can be read: some are opened again and again.");
                if (open.StepsTo(token) > StepsMax)
                    throw new TemplateFailedException("The mail has more elements that stand in each other than can be read.");
                if (isInStyle)
                    CheckBrackets(token.Data);
                isInStyle = token.IsStartTag(TagNames.Style);
                if (token.Type == HtmlTokenType.StartTag)
                    CheckBrackets(token.AsTag().GetAttribute(AttributeNames.Style));
            },
        };
        return styles is null ? new HtmlParser(options) : new HtmlParser(options, styles);
    }

    /// <summary>All that open are counted: which of them close is for the reader of styles to say.</summary>
    private static void CheckBrackets(string? style)
    {
        if (style is not null && style.AsSpan().Count('(') + style.AsSpan().Count('[') + style.AsSpan().Count('{') > StyleBracketsMax)
            throw new TemplateFailedException($"A style has more than {StyleBracketsMax} brackets.");
    }

    /// <summary>An estimate of the open elements, by tags alone.</summary>
    private sealed class OpenElements
    {
        /// <summary>Elements that end by themselves.</summary>
        private static readonly HashSet<string> Ending = new(
            "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr".Split(' '),
            StringComparer.Ordinal
        );

        private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
        private int count;
        private long steps;

        /// <summary>The steps that reading takes up to this token.</summary>
        public long StepsTo(HtmlToken token)
        {
            steps += count;
            if (token.Type is not (HtmlTokenType.StartTag or HtmlTokenType.EndTag) || Ending.Contains(token.Name))
                return steps;
            var ofName = byName.GetValueOrDefault(token.Name);
            var change =
                token.Type == HtmlTokenType.StartTag ? 1
                : ofName > 0 ? -1
                : 0;
            byName[token.Name] = ofName + change;
            count += change;
            return steps;
        }
    }
}
