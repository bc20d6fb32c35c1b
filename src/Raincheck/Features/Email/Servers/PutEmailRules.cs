using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Servers;

/// <summary>The sending limits of a company.</summary>
/// <param name="Company">The company's code.</param>
/// <param name="Enabled">Off: it sends nothing.</param>
/// <param name="MinutesBetween">Between two mails to the same order; 0 for none.</param>
/// <param name="HoldBackMinutes">The delay of an out-of-stock notice, in case units arrive; 0 for none.</param>
/// <param name="DailyLimit">Mails of a day (UTC); null for any number.</param>
public sealed record EmailRulesView(string Company, bool Enabled, int MinutesBetween, int HoldBackMinutes, int? DailyLimit)
{
    internal static EmailRulesView Make(string company, EmailRules rules) =>
        new(company, rules.Enabled, rules.MinutesBetween, rules.HoldBackMinutes, rules.DailyLimit);
}

/// <summary>Rules to change; what is left out stays. A daily limit of 0 is none.</summary>
public sealed record EmailRulesPatch(bool? Enabled = null, int? MinutesBetween = null, int? HoldBackMinutes = null, int? DailyLimit = null);

/// <summary>Sets the sending limits of a company.</summary>
public sealed class PutEmailRules(string companyCode, EmailRulesPatch patch) : StructuralCommand<EmailRulesView>
{
    private const int MinutesMax = 30 * 24 * 60;
    private const int LimitMax = 10_000_000;

    protected internal override string Cause => $"e-mail rules of {companyCode} saved";

    protected internal override string Kind => "emailRulesSaved";

    internal override async Task<Outcome<Func<EmailRulesView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (work.Catalogue.FindCompany(companyCode) is not { } company)
            return EmailNames.CompanyNotFound(companyCode);
        if (
            Refusals.First(
                Check(patch.MinutesBetween, MinutesMax, "minutesBetween"),
                Check(patch.HoldBackMinutes, MinutesMax, "holdBackMinutes"),
                Check(patch.DailyLimit, LimitMax, "dailyLimit")
            ) is
            { } refusal
        )
            return refusal;
        var old = work.Catalogue.Mail.RulesOf(company.Id);
        var row = new EmailRules
        {
            CompanyId = company.Id,
            Enabled = patch.Enabled ?? old.Enabled,
            MinutesBetween = patch.MinutesBetween ?? old.MinutesBetween,
            HoldBackMinutes = patch.HoldBackMinutes ?? old.HoldBackMinutes,
            DailyLimit = patch.DailyLimit is { } limit ? (limit == 0 ? null : limit) : old.DailyLimit,
        };
        work.Transaction.Execute("DELETE FROM email_rules WHERE company_id = @company", ("company", company.Id));
        work.Transaction.Insert([row]);
        // A day without a counter is counted from the sent e-mails.
        if (old.DailyLimit is null)
            work.Transaction.Execute("DELETE FROM email_days WHERE company_id = @company", ("company", company.Id));
        await work.Structure.ReloadCatalogueAsync(cancel);
        // What a rule held is looked at again under the new ones.
        work.Transaction.Execute(
            "UPDATE email_outbox SET due_at = not_before WHERE company_id = @company AND state = 1 AND due_at > not_before",
            ("company", company.Id)
        );
        var view = EmailRulesView.Make(company.Code, row);
        work.Structure.AddJournalEntry(view);
        return Outcomes.Answer(() => view);
    }

    private static Refusal? Check(int? value, int max, string path) =>
        value < 0 || value > max ? new Refusal(RefusalCode.InvalidValue, $"{path} is {value}; it must be from 0 to {max}.", path) : null;
}
