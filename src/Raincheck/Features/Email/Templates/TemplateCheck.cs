using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Rendering;
using Raincheck.Platform;

namespace Raincheck.Features.Email.Templates;

/// <summary>Validates a template before it is saved, tested or previewed.</summary>
internal static class TemplateCheck
{
    /// <summary>The same template, with the placeholders of an old system in Liquid.</summary>
    public static TemplateRequest Translated(TemplateRequest template) =>
        template.Subject is null || template.Body is null
            ? template
            : template with
            {
                Subject = LegacyPlaceholders.Translate(template.Subject).Text,
                Body = LegacyPlaceholders.Translate(template.Body).Text,
            };

    /// <summary>The error; null if it is valid.</summary>
    public static async Task<Refusal?> CheckAsync(TemplateRequest template, TemplateEngine engine) =>
        CheckValues(template)
        ?? Refusals.First(
            await CheckTextAsync(template.Subject, html: false, "subject", engine),
            await CheckTextAsync(template.Body, template.Html, "body", engine)
        );

    private static Refusal? CheckValues(TemplateRequest template) =>
        Refusals.First(
            Text.CheckRequired(template.Subject, "subject", 1_000),
            Text.CheckRequired(template.FromName, "fromName", 200),
            Text.CheckRequired(template.FromAddress, "fromAddress", EmailAddress.LengthMax)
                ?? EmailNames.CheckAddress(template.FromAddress, "fromAddress"),
            Text.Require(template.Body, "body") ?? Text.Check(template.Body, "body", TemplateEngine.TextLengthMax, severalLines: true),
            EmailNames.CheckAddress(template.ReplyTo, "replyTo"),
            EmailNames.CheckAddresses(template.Cc, "cc"),
            EmailNames.CheckAddresses(template.Bcc, "bcc")
        );

    private static async Task<Refusal?> CheckTextAsync(string text, bool html, string path, TemplateEngine engine)
    {
        var (template, fault) = engine.Parse(text);
        fault ??= LegacyPlaceholders.FindUnknown(text);
        if (fault is null)
        {
            try
            {
                await engine.RenderAsync(template!, MailSample.Variables(engine), html);
            }
            catch (TemplateFailedException e)
            {
                fault = new TemplateFault(e.Message);
            }
        }
        return fault is null ? null : new Refusal(RefusalCode.InvalidTemplate, $"{path}, {fault}", path);
    }
}
