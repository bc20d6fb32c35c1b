using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Servers;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Sending;

/// <summary>The reads of workers before sending, and the writes of the results.</summary>
internal sealed class MailDesk(
    ClientDatabase database,
    ClientLedger ledger,
    MailSecrets secrets,
    MailFactsReader reader,
    MailRenderer renderer
)
{
    private static readonly CommandContext Job = new("mail");

    public async Task<(Catalogue Catalogue, MailServers Servers)> OpenAsync(CancellationToken cancel)
    {
        var servers = await MailServers.LoadAsync(database, secrets, cancel);
        return (await ledger.CatalogueAsync(cancel), servers);
    }

    /// <summary>Data for these e-mails that may be slightly stale, read in a few queries for all of them.</summary>
    public async Task<MailBatch> PrepareAsync(IReadOnlyCollection<OutboxMail> mails, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var templates = await EmailReader.TemplatesAsync(database, mails.Select(m => m.TemplateId), cancel);
        var addresses = mails.Select(m => m.ToAddress.ToLowerInvariant()).Distinct().ToList();
        await using var db = database.CreateContext();
        var suppressed = await db
            .SuppressedAddresses.AsNoTracking()
            .Where(s => addresses.Contains(s.Address))
            .ToDictionaryAsync(s => s.Address, cancel);
        return new MailBatch(renderer, catalogue, templates, suppressed);
    }

    /// <summary>The content of an e-mail that is sent now; null if it is no longer needed, or leased by another worker.</summary>
    public Task<(Catalogue Catalogue, MailFacts Facts)?> ReadLeavingAsync(OutboxMail mail) =>
        reader.ReadLeavingAsync(mail, CancellationToken.None);

    public Task RecordAsync(OutboxMail mail, MailRecord record, string? bounced = null) =>
        ledger.ExecuteAsync(new RecordMail(mail.Id, record, bounced), Job, CancellationToken.None);
}

/// <summary>The data to render some e-mails.</summary>
internal sealed class MailBatch(
    MailRenderer renderer,
    Catalogue catalogue,
    Dictionary<int, EmailTemplate> templates,
    Dictionary<string, SuppressedAddress> suppressed
)
{
    public EmailRules RulesOf(OutboxMail mail) => catalogue.Mail.RulesOf(mail.CompanyId);

    /// <summary>Why the address is suppressed; null if it is not.</summary>
    public string? SuppressionOf(OutboxMail mail) =>
        suppressed.TryGetValue(mail.ToAddress.ToLowerInvariant(), out var entry) ? EnumName.Of(entry.Reason) : null;

    /// <summary>The content of an e-mail, or why it is not needed.</summary>
    /// <exception cref="TemplateFailedException">The template fails.</exception>
    public async Task<(RenderedMail? Mail, string? NotNeeded)> RenderAsync(OutboxMail mail, MailFacts facts, Catalogue known)
    {
        if (!templates.TryGetValue(mail.TemplateId, out var template))
            throw new TemplateFailedException("The template is gone.");
        return facts.WhyNot(template) is { } reason ? (null, reason) : (await renderer.RenderAsync(template, facts, known), null);
    }
}
