using Raincheck.Core.Notices;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Outbox;

/// <summary>A mail of the outbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Order">The order's number.</param>
/// <param name="Company">The company's code.</param>
/// <param name="Event">The event; null for a manual e-mail.</param>
/// <param name="Template">The template's name.</param>
/// <param name="To">Whom it goes to.</param>
/// <param name="Sender">Whom it is from.</param>
/// <param name="Subject">The sent content; for a queued e-mail a preview; null if it is not sent.</param>
/// <param name="Body">The sent content; for a queued e-mail a preview; null if it is not sent.</param>
/// <param name="State">Its status.</param>
/// <param name="MessageId">Its <c>Message-ID</c>, the same however often it is handed over.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="NotBefore">When it may be sent at the earliest.</param>
/// <param name="NextAttemptAt">The time of the next attempt; null if there is none.</param>
/// <param name="SentAt">When a server accepted it.</param>
/// <param name="Attempts">How often it was handed over, or tried to be.</param>
/// <param name="LastError">Why it is not sent.</param>
public sealed record OutboxView(
    long Id,
    string Order,
    string Company,
    string? Event,
    string Template,
    string To,
    string? Sender,
    string? Subject,
    string? Body,
    MailState State,
    string MessageId,
    DateTimeOffset CreatedAt,
    DateTimeOffset NotBefore,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? SentAt,
    int Attempts,
    string? LastError
);

/// <summary>Creates views of e-mails. A queued e-mail is rendered as a preview.</summary>
internal sealed class OutboxViews(ClientDatabase database, MailFactsReader reader, MailRenderer renderer)
{
    public async Task<List<OutboxView>> MakeAsync(List<OutboxMail> mails, CancellationToken cancel)
    {
        var (catalogue, facts) = await reader.ReadAsync(mails, cancel);
        var templates = await EmailReader.TemplatesAsync(database, mails.Where(m => m.Body is null).Select(m => m.TemplateId), cancel);
        var views = new List<OutboxView>(mails.Count);
        foreach (var mail in mails)
        {
            var (rendered, error) = await RenderAsync(mail, templates.GetValueOrDefault(mail.TemplateId), facts[mail.Id], catalogue);
            views.Add(Make(mail, facts[mail.Id].Order.Number, rendered, error, catalogue));
        }
        return views;
    }

    private async Task<(RenderedMail? Mail, string? Error)> RenderAsync(
        OutboxMail mail,
        EmailTemplate? template,
        MailFacts facts,
        Catalogue catalogue
    )
    {
        if (mail.Body is not null || template is null || mail.State is MailState.Cancelled or MailState.NotNeeded)
            return (null, null);
        if (facts.WhyNot(template) is { } reason)
            return (null, $"It would not be sent now: {reason}.");
        try
        {
            return (await renderer.RenderAsync(template, facts, catalogue), null);
        }
        catch (TemplateFailedException e)
        {
            return (null, e.Message);
        }
    }

    private static OutboxView Make(OutboxMail mail, string order, RenderedMail? rendered, string? error, Catalogue catalogue) =>
        new(
            mail.Id,
            order,
            catalogue.Company(mail.CompanyId).Code,
            mail.Event?.ToString(),
            catalogue.Mail.FindTemplate(mail.TemplateId)?.Name ?? "",
            mail.ToAddress,
            mail.Sender ?? rendered?.Sender,
            mail.Subject ?? rendered?.Subject,
            mail.Body ?? rendered?.Body,
            mail.State,
            mail.MessageId,
            Micros.ToTime(mail.CreatedAt),
            Micros.ToTime(mail.NotBefore),
            mail.State is MailState.Queued or MailState.Held ? Micros.ToTime(mail.DueAt) : null,
            Micros.ToTime(mail.SentAt),
            mail.Attempts,
            mail.LastError ?? error
        );
}
