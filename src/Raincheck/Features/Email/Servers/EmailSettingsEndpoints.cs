using Raincheck.Core;
using Raincheck.Features.Accounts;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Email.Servers;

/// <summary>Mail servers, sending limits and suppressed addresses.</summary>
internal static class EmailSettingsEndpoints
{
    public static void MapEmailSettings(this RouteGroupBuilder api)
    {
        var email = api.MapGroup("").RequireRoles(toRead: Policies.Read, toChange: Policies.Administer).WithTags("E-mail");
        email
            .MapGet("/email/server", (HttpContext http, EmailReader reader) => GetServerAsync(null, http, reader))
            .WithSummary("Returns the default mail server.")
            .Refuses(MailServerNotFound)
            .Produces<EmailServerView>();
        email
            .MapPut(
                "/email/server",
                (EmailServerRequest server, HttpContext http, ClientLedger ledger, MailSecrets secrets) =>
                    PutServerAsync(null, server, http, ledger, secrets)
            )
            .WithSummary("Sets the default mail server.")
            .WithExample("""{"host":"smtp.example.com","port":587,"security":"startTls","userName":"acme","password":"secret"}""")
            .Refuses(InvalidValue)
            .Produces<EmailServerView>();
        email
            .MapDelete("/email/server", (HttpContext http, ClientLedger ledger) => DeleteServerAsync(null, http, ledger))
            .WithSummary("Removes the default mail server.")
            .Refuses(MailServerNotFound)
            .Produces(StatusCodes.Status204NoContent);
        email
            .MapGet("/companies/{code}/email/server", GetServerAsync)
            .WithSummary("Returns the mail server of a company, if it has its own.")
            .Refuses(CompanyNotFound, MailServerNotFound)
            .Produces<EmailServerView>();
        email
            .MapPut("/companies/{code}/email/server", PutServerAsync)
            .WithSummary("Sets the mail server of a company.")
            .WithExample("""{"host":"smtp.example.com","port":587,"security":"startTls","userName":"acme","password":"secret"}""")
            .Refuses(InvalidValue, CompanyNotFound)
            .Produces<EmailServerView>();
        email
            .MapDelete("/companies/{code}/email/server", DeleteServerAsync)
            .WithSummary("Removes the mail server of a company, which then uses the default.")
            .Refuses(CompanyNotFound, MailServerNotFound)
            .Produces(StatusCodes.Status204NoContent);
        email
            .MapGet("/companies/{code}/email/rules", GetRulesAsync)
            .WithSummary("Returns the sending limits of a company.")
            .Refuses(CompanyNotFound)
            .Produces<EmailRulesView>();
        email
            .MapPut("/companies/{code}/email/rules", PutRulesAsync)
            .WithSummary("Sets the sending limits of a company. Omitted limits do not change.")
            .WithExample("""{"enabled":true,"minutesBetween":60,"holdBackMinutes":10,"dailyLimit":5000}""")
            .Refuses(InvalidValue, CompanyNotFound)
            .Produces<EmailRulesView>();
        email
            .MapGet("/email/suppressions", SuppressionList.GetAsync)
            .WithSummary("Lists suppressed addresses.")
            .WithQuery(SuppressionList.Parameters)
            .Produces<Page<SuppressionView>>();
        email
            .MapPut("/email/suppressions/{address}", PutSuppressionAsync)
            .WithSummary("Suppresses an address.")
            .WithExample("""{"reason":"optedOut","note":"asked by telephone"}""")
            .Refuses(InvalidValue)
            .Produces<SuppressionView>();
        email
            .MapDelete("/email/suppressions/{address}", DeleteSuppressionAsync)
            .WithSummary("Allows an address again.")
            .Refuses(SuppressionNotFound)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> GetServerAsync(string? code, HttpContext http, EmailReader reader) =>
        Answer(await reader.ServerAsync(code, http.RequestAborted));

    private static Task<IResult> PutServerAsync(
        string? code,
        EmailServerRequest server,
        HttpContext http,
        ClientLedger ledger,
        MailSecrets secrets
    ) => ledger.AnswerAsync(http, new PutEmailServer(code, server, secrets));

    private static Task<IResult> DeleteServerAsync(string? code, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new DeleteEmailServer(code), _ => TypedResults.NoContent());

    private static async Task<IResult> GetRulesAsync(string code, HttpContext http, EmailReader reader) =>
        Answer(await reader.RulesAsync(code, http.RequestAborted));

    private static Task<IResult> PutRulesAsync(string code, EmailRulesPatch rules, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutEmailRules(code, rules));

    private static Task<IResult> PutSuppressionAsync(string address, SuppressionRequest? request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutSuppression(address, request ?? new SuppressionRequest()));

    private static Task<IResult> DeleteSuppressionAsync(string address, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new DeleteSuppression(address), _ => TypedResults.NoContent());

    private static IResult Answer<T>(Outcome<T> outcome) =>
        outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);
}
