using Ganss.Xss;

namespace Raincheck.Features.Email.Rendering;

/// <summary>HTML of a mail as it may be shown inside a page: no scripts, no forms, nothing that leaves the mail.</summary>
internal static class SafeHtml
{
    private static readonly HtmlSanitizer Sanitizer = Make();

    public static string Of(string html) => Sanitizer.SanitizeDocument(html);

    private static HtmlSanitizer Make()
    {
        var sanitizer = new HtmlSanitizer();
        foreach (var tag in new[] { "html", "head", "title", "body", "style", "center" })
            sanitizer.AllowedTags.Add(tag);
        foreach (var tag in new[] { "form", "input", "button", "textarea", "select", "option" })
            sanitizer.AllowedTags.Remove(tag);
        foreach (var attribute in new[] { "role", "lang", "bgcolor", "class" })
            sanitizer.AllowedAttributes.Add(attribute);
        sanitizer.AllowedSchemes.Add("mailto");
        sanitizer.AllowedAtRules.Add(AngleSharp.Css.Dom.CssRuleType.Media);
        return sanitizer;
    }
}
