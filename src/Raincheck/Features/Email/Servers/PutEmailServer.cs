using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Servers;

/// <summary>Sets the mail server of a company, or the default mail server.</summary>
/// <param name="companyCode">The company; null for all.</param>
/// <param name="request">The server.</param>
/// <param name="secrets">To encrypt the password.</param>
public sealed class PutEmailServer(string? companyCode, EmailServerRequest request, MailSecrets secrets)
    : StructuralCommand<EmailServerView>
{
    private const int PortDefault = 587;

    protected internal override string Cause => companyCode is null ? "mail server saved" : $"mail server of {companyCode} saved";

    protected internal override string Kind => "emailServerSaved";

    internal override async Task<Outcome<Func<EmailServerView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var company = work.Catalogue.FindCompany(companyCode);
        if (companyCode is not null && company is null)
            return EmailNames.CompanyNotFound(companyCode);
        if (Check() is { } refusal)
            return refusal;
        var id = company?.Id ?? 0;
        var old = (await work.Transaction.QueryAsync<EmailServer>("company_id = @id", [("id", id)], cancel: cancel)).SingleOrDefault();
        var row = new EmailServer
        {
            CompanyId = id,
            Host = request.Host,
            Port = request.Port ?? PortDefault,
            Security = request.Security ?? MailSecurity.Auto,
            UserName = request.UserName,
        };
        // A password is only sent where, and as safely as, it was entered for: not to another host or port, nor without TLS.
        var keeps = old is not null && (old.Host, old.Port, old.Security, old.UserName) == (row.Host, row.Port, row.Security, row.UserName);
        row.Password =
            request.Password is { } password ? secrets.Protect(password)
            : keeps ? old!.Password
            : null;
        work.Transaction.Execute("DELETE FROM email_servers WHERE company_id = @id", ("id", id));
        work.Transaction.Insert([row]);
        var view = EmailServerView.Make(row);
        work.Structure.AddJournalEntry(new { company = companyCode, server = view });
        return Outcomes.Answer(() => view);
    }

    private Refusal? Check() =>
        Refusals.First(
            Text.CheckRequired(request.Host, "host", 253)
                ?? (
                    Uri.CheckHostName(request.Host) == UriHostNameType.Unknown
                        ? new Refusal(RefusalCode.InvalidValue, $"host is not a valid host name or address: {request.Host}", "host")
                        : null
                ),
            Text.Check(request.UserName, "userName", EmailAddress.LengthMax),
            Text.Check(request.Password, "password", 1_000),
            request.Port is < 1 or > 65535
                ? new Refusal(RefusalCode.InvalidValue, $"port is {request.Port}; it must be from 1 to 65535.", "port")
                : null,
            request.Password is not null && request.UserName is null
                ? new Refusal(RefusalCode.InvalidValue, "password came without a userName.", "password")
                : null
        );
}

/// <summary>Forgets a mail server with its password.</summary>
public sealed class DeleteEmailServer(string? companyCode) : StructuralCommand<EmailServerView>
{
    protected internal override string Cause => companyCode is null ? "mail server deleted" : $"mail server of {companyCode} deleted";

    protected internal override string Kind => "emailServerDeleted";

    internal override async Task<Outcome<Func<EmailServerView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var company = work.Catalogue.FindCompany(companyCode);
        if (companyCode is not null && company is null)
            return EmailNames.CompanyNotFound(companyCode);
        var id = company?.Id ?? 0;
        var old = await work.Transaction.QueryAsync<EmailServer>("company_id = @id", [("id", id)], cancel: cancel);
        if (old is not [var row])
            return new Refusal(RefusalCode.MailServerNotFound, "No mail server is set up.");
        work.Transaction.Execute("DELETE FROM email_servers WHERE company_id = @id", ("id", id));
        var view = EmailServerView.Make(row);
        work.Structure.AddJournalEntry(new { company = companyCode, server = view });
        return Outcomes.Answer(() => view);
    }
}
