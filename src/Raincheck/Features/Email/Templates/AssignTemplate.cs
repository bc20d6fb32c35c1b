using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Templates;

/// <summary>The template of an event of a company.</summary>
/// <param name="Company">The company's code.</param>
/// <param name="Event">The event.</param>
/// <param name="Template">The template's name; null for no mail.</param>
public sealed record AssignmentView(string Company, string Event, string? Template);

/// <summary>Assigns a template to an event of a company, or none. It applies to later events only.</summary>
public sealed class AssignTemplate(string companyCode, string eventName, string? template) : StructuralCommand<AssignmentView>
{
    protected internal override string Cause => $"e-mail of {companyCode} at {eventName} chosen";

    protected internal override string Kind => "emailAssigned";

    internal override async Task<Outcome<Func<AssignmentView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (work.Catalogue.FindCompany(companyCode) is not { } company)
            return EmailNames.CompanyNotFound(companyCode);
        var (what, unknown) = EmailNames.Event(eventName);
        if (unknown is not null)
            return unknown;
        if (template is not null && work.Catalogue.Mail.FindTemplate(template) is null)
            return new Refusal(RefusalCode.UnknownTemplate, $"There is no e-mail template {template}.", "template");
        work.Transaction.Execute(
            "DELETE FROM email_assignments WHERE company_id = @company AND event = @event",
            ("company", company.Id),
            ("event", (int)what)
        );
        if (work.Catalogue.Mail.FindTemplate(template) is { } chosen)
            work.Transaction.Insert<EmailAssignment>([
                new()
                {
                    CompanyId = company.Id,
                    Event = what,
                    TemplateId = chosen.Id,
                },
            ]);
        await work.Structure.ReloadCatalogueAsync(cancel);
        var view = new AssignmentView(company.Code, what.ToString(), template);
        work.Structure.AddJournalEntry(view);
        return Outcomes.Answer(() => view);
    }
}
