using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Forecast;

/// <summary>Formats the e-mails of a rehearsal, and renders the first one of each kind.</summary>
public sealed class MailAnnouncer
{
    private readonly ClientDatabase database;
    private readonly ClientLedger ledger;
    private readonly MailRenderer renderer;
    private readonly TimeProvider time;

    internal MailAnnouncer(ClientDatabase database, ClientLedger ledger, MailRenderer renderer, TimeProvider time)
    {
        this.time = time;
        this.database = database;
        this.ledger = ledger;
        this.renderer = renderer;
    }

    public async Task<MailAnnouncements> AnnounceAsync(MailForecast forecast, CancellationToken cancel)
    {
        if (forecast.IsEmpty)
            return MailAnnouncements.None;
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        var catalogue = await ledger.CatalogueOfAsync(snapshot, cancel);
        var dates = await MailDates.ReadAsync(database, snapshot, catalogue, time.GetUtcNow(), forecast.Mails.Select(m => m.Order), cancel);
        var templates = await EmailReader.TemplatesAsync(database, forecast.Mails.Select(m => m.First.TemplateId), cancel);
        var addresses = forecast.Mails.Select(m => m.First.ToAddress.ToLowerInvariant()).Distinct().ToList();
        await using var db = database.CreateContext();
        var servers = await db.EmailServers.AsNoTracking().Select(s => s.CompanyId).ToListAsync(cancel);
        var suppressed = await db
            .SuppressedAddresses.AsNoTracking()
            .Where(s => addresses.Contains(s.Address))
            .Select(s => s.Address)
            .ToListAsync(cancel);

        var mails = new List<MailAnnouncement>(forecast.Mails.Count);
        foreach (var queued in forecast.Mails)
        {
            var template = templates[queued.First.TemplateId];
            var facts = new MailFacts(queued.Order, queued.Event, queued.Told, queued.NotNeeded)
            {
                Dates = dates.GetValueOrDefault(queued.Order.Id, MailDates.None),
            };
            var notSent =
                facts.WhyNot(template)
                ?? (suppressed.Contains(queued.First.ToAddress.ToLowerInvariant()) ? "the address is suppressed" : null);
            var (first, problem) = await RenderAsync(template, facts, catalogue);
            mails.Add(
                new MailAnnouncement(
                    queued.Event,
                    template.Name,
                    queued.Count,
                    queued.Customers,
                    first,
                    notSent ?? problem,
                    servers.Contains(0) || servers.Contains(queued.First.CompanyId),
                    (int)((queued.First.NotBefore - queued.First.CreatedAt) / TimeSpan.MicrosecondsPerMinute)
                )
            );
        }
        return new MailAnnouncements(mails, [.. forecast.Untold.Select(u => Untold(u, catalogue))], forecast.Cancelled);
    }

    private async Task<(MailPreviewView? First, string? Problem)> RenderAsync(EmailTemplate template, MailFacts facts, Catalogue catalogue)
    {
        if (facts.WhyNot(template) is not null)
            return (null, null);
        try
        {
            return (MailPreviewView.Of(await renderer.RenderAsync(template, facts, catalogue), facts.Order.CustomerEmail), null);
        }
        catch (TemplateFailedException e)
        {
            return (null, e.Message);
        }
    }

    private static UntoldAnnouncement Untold(UntoldNotices untold, Catalogue catalogue)
    {
        var company = catalogue.Company(untold.CompanyId).Code;
        var reason = catalogue.Mail.AssignedTo(untold.CompanyId, untold.Event) is null
            ? $"no template is assigned for {company}"
            : $"e-mail is turned off for {company}";
        return new UntoldAnnouncement(untold.Event, untold.Orders, reason);
    }
}
