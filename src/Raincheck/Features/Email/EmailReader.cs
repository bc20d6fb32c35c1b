using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email;

/// <summary>Reads what is set about mail.</summary>
public sealed class EmailReader(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>Every template, by name.</summary>
    public async Task<IReadOnlyList<TemplateView>> TemplatesAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return (await db.EmailTemplates.AsNoTracking().OrderBy(t => t.Name).ToListAsync(cancel)).ConvertAll(TemplateView.Make);
    }

    /// <summary>The template of that name; null if there is none.</summary>
    public async Task<TemplateView?> FindTemplateAsync(string name, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db.EmailTemplates.AsNoTracking().FirstOrDefaultAsync(t => t.Name == name, cancel) is { } row
            ? TemplateView.Make(row)
            : null;
    }

    /// <summary>The templates of these ids.</summary>
    internal static async Task<Dictionary<int, EmailTemplate>> TemplatesAsync(
        ClientDatabase database,
        IEnumerable<int> ids,
        CancellationToken cancel
    )
    {
        var wanted = ids.Distinct().ToList();
        await using var db = database.CreateContext();
        return await db.EmailTemplates.AsNoTracking().Where(t => wanted.Contains(t.Id)).ToDictionaryAsync(t => t.Id, cancel);
    }

    /// <summary>The templates of the events of a company.</summary>
    public async Task<Outcome<IReadOnlyList<AssignmentView>>> AssignmentsAsync(string companyCode, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        if (catalogue.FindCompany(companyCode) is not { } company)
            return EmailNames.CompanyNotFound(companyCode);
        return Enum.GetValues<MailEvent>()
            .Select(what => new AssignmentView(company.Code, what.ToString(), catalogue.Mail.AssignedTo(company.Id, what)?.Name))
            .ToList();
    }

    /// <summary>The sending limits of a company.</summary>
    public async Task<Outcome<EmailRulesView>> RulesAsync(string companyCode, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        return catalogue.FindCompany(companyCode) is { } company
            ? EmailRulesView.Make(company.Code, catalogue.Mail.RulesOf(company.Id))
            : EmailNames.CompanyNotFound(companyCode);
    }

    /// <summary>Sets the mail server of a company, or the default mail server if no company is given.</summary>
    public async Task<Outcome<EmailServerView>> ServerAsync(string? companyCode, CancellationToken cancel)
    {
        var company = companyCode is null ? null : (await ledger.CatalogueAsync(cancel)).FindCompany(companyCode);
        if (companyCode is not null && company is null)
            return EmailNames.CompanyNotFound(companyCode);
        var id = company?.Id ?? 0;
        await using var db = database.CreateContext();
        return await db.EmailServers.AsNoTracking().FirstOrDefaultAsync(s => s.CompanyId == id, cancel) is { } row
            ? EmailServerView.Make(row)
            : new Refusal(
                RefusalCode.MailServerNotFound,
                companyCode is null ? "No mail server is set up." : $"Company {companyCode} has no mail server of its own."
            );
    }
}
