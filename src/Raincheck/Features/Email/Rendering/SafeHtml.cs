using AngleSharp;
using AngleSharp.Css.Parser;
using Ganss.Xss;

namespace Raincheck.Features.Email.Rendering;

/// <summary>HTML of a mail as it may be shown inside a page: no scripts, no forms, nothing that leaves the mail.</summary>
internal static class SafeHtml
{
    private static readonly HtmlSanitizer Sanitizer = Make();

    private static readonly IBrowsingContext Styles = BrowsingContext.New(
        Configuration.Default.WithCss(
            new CssParserOptions
            {
                IsIncludingUnknownDeclarations = true,
                IsIncludingUnknownRules = true,
                IsToleratingInvalidSelectors = true,
            }
        )
    );

    /// <exception cref="TemplateFailedException">The mail takes too much to read.</exception>
    public static string Of(string html) => Sanitizer.SanitizeDocument(html);

    /// <summary>The same; null if the mail takes too much to read.</summary>
    public static string? Find(string html)
    {
        try
        {
            return Of(html);
        }
        catch (TemplateFailedException)
        {
            return null;
        }
    }

    private static HtmlSanitizer Make()
    {
        var sanitizer = new HtmlSanitizer();
        foreach (var tag in new[] { "html", "head", "title", "body", "style", "center" })
            sanitizer.AllowedTags.Add(tag);
        foreach (var tag in new[] { "form", "input", "button", "textarea", "select", "option" })
            sanitizer.AllowedTags.Remove(tag);
        foreach (var attribute in new[] { "role", "lang", "bgcolor", "class" })
            sanitizer.AllowedAttributes.Add(attribute);
        sanitizer.HtmlParserFactory = () => MailHtml.Parser(Styles);
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.AllowedAtRules.Add(AngleSharp.Css.Dom.CssRuleType.Media);
        return sanitizer;
    }
}
