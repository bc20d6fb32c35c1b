using Raincheck.Core;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.MasterData;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Templates;

/// <summary>Creates or updates a template. An invalid one is refused and not saved.</summary>
public sealed class PutTemplate(string name, TemplateRequest request, TemplateEngine engine) : StructuralCommand<TemplateView>
{
    protected internal override string Cause => $"e-mail template {name} saved";

    protected internal override string Kind => "emailTemplateSaved";

    internal override async Task<Outcome<Func<TemplateView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var template = TemplateCheck.Translated(request);
        if (Refusals.First(Text.CheckCode(name, "name"), await TemplateCheck.CheckAsync(template, engine)) is { } refusal)
            return refusal;
        var old = await work.FindTemplateAsync(name, cancel);
        var ids = new List<int>();
        await work.Transaction.ReadAsync("SELECT coalesce(max(id), 0) FROM email_templates", [], r => ids.Add(r.GetInt32(0)), cancel);
        var row = template.ToRow(old?.Id ?? Names.NextId(ids), name, work.Now);
        if (old is null)
            work.Transaction.Insert([row]);
        else
            work.Transaction.Update(
                [row],
                nameof(EmailTemplate.Subject),
                nameof(EmailTemplate.FromName),
                nameof(EmailTemplate.FromAddress),
                nameof(EmailTemplate.ReplyTo),
                nameof(EmailTemplate.Cc),
                nameof(EmailTemplate.Bcc),
                nameof(EmailTemplate.Html),
                nameof(EmailTemplate.Body),
                nameof(EmailTemplate.ChangedAt)
            );
        await work.Structure.ReloadCatalogueAsync(cancel);
        var view = TemplateView.Make(row);
        work.Structure.AddJournalEntry(view);
        return Outcomes.Answer(() => view);
    }
}
