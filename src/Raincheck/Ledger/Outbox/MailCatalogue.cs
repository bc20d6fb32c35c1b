using Raincheck.Core.Notices;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>A template, as far as the ledger cares.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Domain">The domain of its sender, which makes a <c>Message-ID</c> the sender's own.</param>
public sealed record MailTemplate(int Id, string Name, string Domain);

/// <summary>The template of an event of a company.</summary>
/// <param name="Template">The template.</param>
/// <param name="HoldBackMinutes">How long the mail waits in case its reason goes away.</param>
public sealed record MailPlan(MailTemplate Template, int HoldBackMinutes);

/// <summary>
/// Which mail goes out at which event: part of the catalogue, so that a change without e-mails needs no query of the
/// database.
/// </summary>
public sealed class MailCatalogue
{
    public static readonly MailCatalogue Empty = new([], [], []);

    private static readonly EmailRules Ordinary = new();

    private readonly Dictionary<int, MailTemplate> templates;
    private readonly Dictionary<(int Company, MailEvent Event), MailPlan> plans;
    private readonly Dictionary<int, EmailRules> rules;

    private MailCatalogue(
        Dictionary<int, MailTemplate> templates,
        Dictionary<(int Company, MailEvent Event), MailPlan> plans,
        Dictionary<int, EmailRules> rules
    )
    {
        this.templates = templates;
        this.plans = plans;
        this.rules = rules;
    }

    /// <summary>Where there is none there is no mail either: a template with mail to send is not deleted.</summary>
    public bool HasTemplates => templates.Count > 0;

    /// <summary>What a company sends at an event; null if it sends nothing, or its mail is switched off.</summary>
    public MailPlan? Find(int companyId, MailEvent what) =>
        plans.TryGetValue((companyId, what), out var plan) && RulesOf(companyId).Enabled ? plan : null;

    /// <summary>The template that a company has for an event, whether its mail is switched on or not; null if it has none.</summary>
    public MailTemplate? AssignedTo(int companyId, MailEvent what) => plans.GetValueOrDefault((companyId, what))?.Template;

    /// <summary>The sending limits of a company.</summary>
    public EmailRules RulesOf(int companyId) => rules.GetValueOrDefault(companyId, Ordinary);

    /// <summary>The longest time between two mails to one order that any company keeps.</summary>
    public int MinutesBetweenMost => rules.Values.Append(Ordinary).Max(r => r.MinutesBetween);

    public MailTemplate? FindTemplate(int id) => templates.GetValueOrDefault(id);

    public MailTemplate? FindTemplate(string? name) => templates.Values.FirstOrDefault(t => t.Name == name);

    internal static async Task<MailCatalogue> LoadAsync(LedgerTransaction transaction, CancellationToken cancel)
    {
        var known = new Dictionary<int, MailTemplate>();
        var considerate = new Dictionary<int, EmailRules>();
        var assignments = new List<EmailAssignment>();
        transaction.Ask(
            "SELECT id, name, from_address FROM email_templates",
            [],
            r => known.Add(r.GetInt32(0), new MailTemplate(r.GetInt32(0), r.GetString(1), DomainOf(r.GetString(2))))
        );
        transaction.Ask<EmailAssignment>("company_id > 0", [], assignments.Add);
        transaction.Ask<EmailRules>("company_id > 0", [], row => considerate.Add(row.CompanyId, row));
        await transaction.ReadAsync(cancel);
        var sent = new Dictionary<(int, MailEvent), MailPlan>();
        foreach (var assignment in assignments)
        {
            // Only what may turn out to be untrue in a moment has to wait.
            var holdBack =
                assignment.Event == MailEvent.OutOfStockInventoryNotice && considerate.TryGetValue(assignment.CompanyId, out var ofCompany)
                    ? ofCompany.HoldBackMinutes
                    : 0;
            sent.Add((assignment.CompanyId, assignment.Event), new MailPlan(known[assignment.TemplateId], holdBack));
        }
        return new MailCatalogue(known, sent, considerate);
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}
