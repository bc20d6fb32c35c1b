using Raincheck.Core;
using Raincheck.Features.Email.Templates;
using Raincheck.Platform;

namespace Raincheck.Features.Email.Rendering;

/// <summary>A rendered e-mail, safe to show in a page.</summary>
/// <param name="To">The customer's address.</param>
/// <param name="Sender">The sender.</param>
/// <param name="ReplyTo">The output.</param>
/// <param name="Cc">The cc addresses.</param>
/// <param name="Bcc">The bcc addresses.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Html">The HTML, without anything that could act in a page; null for a mail of plain text.</param>
/// <param name="Text">The plain text.</param>
public sealed record MailPreviewView(
    string To,
    string Sender,
    string? ReplyTo,
    string? Cc,
    string? Bcc,
    string Subject,
    string? Html,
    string Text
)
{
    internal static MailPreviewView Of(RenderedMail mail, string to) =>
        new(to, mail.Sender, mail.ReplyTo, mail.Cc, mail.Bcc, mail.Subject, mail.Html is { } text ? SafeHtml.Of(text) : null, mail.Text);
}

/// <summary>The order to show a template with.</summary>
public sealed record PreviewRequest(string Order);

/// <summary>A template that is not saved, and the order to show it with.</summary>
public sealed record DraftPreviewRequest(TemplateRequest Template, string Order);

/// <summary>Shows what a template makes of a real order; writes and sends nothing.</summary>
public sealed class MailPreview
{
    private readonly MailFactsReader reader;
    private readonly MailRenderer renderer;

    internal MailPreview(MailFactsReader reader, MailRenderer renderer)
    {
        this.reader = reader;
        this.renderer = renderer;
    }

    /// <summary>A draft, with the order as it is now.</summary>
    public async Task<Outcome<MailPreviewView>> ShowAsync(TemplateRequest draft, string order, CancellationToken cancel)
    {
        var made = await RenderAsync(draft, order, cancel);
        if (made.Refusal is { } refusal)
            return refusal;
        var (mail, to, _) = made.Value;
        try
        {
            return MailPreviewView.Of(mail, to);
        }
        catch (TemplateFailedException e)
        {
            return new Refusal(RefusalCode.InvalidTemplate, e.Message, "body");
        }
    }

    /// <summary>The mail itself, and the customer's address.</summary>
    internal async Task<Outcome<(RenderedMail Mail, string To, int CompanyId)>> RenderAsync(
        TemplateRequest draft,
        string order,
        CancellationToken cancel
    )
    {
        var template = TemplateCheck.Translated(draft);
        if (Refusals.First(await TemplateCheck.CheckAsync(template, renderer.Engine), Text.Require(order, "order")) is { } bad)
            return bad;
        if (await reader.ReadAsync(order, cancel) is not var (catalogue, facts))
            return new Refusal(RefusalCode.UnknownOrder, $"There is no order {order}.", "order");
        try
        {
            return (
                await renderer.RenderAsync(template.ToRow(0, "", 0), facts, catalogue),
                facts.Order.CustomerEmail,
                facts.Order.CompanyId
            );
        }
        catch (TemplateFailedException e)
        {
            return new Refusal(RefusalCode.InvalidTemplate, e.Message, "body");
        }
    }
}
