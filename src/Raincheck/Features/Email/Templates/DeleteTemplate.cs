using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Templates;

/// <summary>The deleted entry.</summary>
public sealed record DeletedTemplate(string Name);

/// <summary>Deletes a template that is not in use: not assigned by a company, and without queued e-mails.</summary>
public sealed class DeleteTemplate(string name) : StructuralCommand<DeletedTemplate>
{
    protected internal override string Cause => $"e-mail template {name} deleted";

    protected internal override string Kind => "emailTemplateDeleted";

    internal override async Task<Outcome<Func<DeletedTemplate>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (await work.FindTemplateAsync(name, cancel) is not { } template)
            return EmailNames.TemplateNotFound(name);
        foreach (var company in work.Catalogue.Companies)
        {
            foreach (var what in Enum.GetValues<MailEvent>())
            {
                if (work.Catalogue.Mail.AssignedTo(company.Id, what)?.Id == template.Id)
                    return new Refusal(RefusalCode.TemplateInUse, $"Company {company.Code} sends {name} for {what}.");
            }
        }
        (string, object)[] id = [("id", template.Id)];
        if (
            (
                await work.Transaction.QueryAsync<OutboxMail>(
                    $"template_id = @id AND state IN ({MailStateGroups.UnsentSql}) LIMIT 1",
                    id,
                    cancel: cancel
                )
            ).Count > 0
        )
            return new Refusal(RefusalCode.TemplateInUse, $"E-mails that use {name} are still queued.");
        work.Transaction.Execute("DELETE FROM email_templates WHERE id = @id", id);
        await work.Structure.ReloadCatalogueAsync(cancel);
        var deleted = new DeletedTemplate(name);
        work.Structure.AddJournalEntry(deleted);
        return Outcomes.Answer(() => deleted);
    }
}
