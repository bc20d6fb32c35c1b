using Raincheck.Features.Accounts;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Email.Templates;

/// <summary>A text with the placeholders of an old system.</summary>
public sealed record TranslateRequest(string Text);

/// <summary>The template of an event; null for no mail.</summary>
public sealed record AssignmentRequest(string? Template);

/// <summary>Templates, and which company sends which at what event.</summary>
internal static class TemplateEndpoints
{
    public static void MapEmailTemplates(this RouteGroupBuilder api)
    {
        var email = api.MapGroup("").RequireRoles(toRead: Policies.Read, toChange: Policies.Administer).WithTags("E-mail");
        email.MapGet("/email/templates", ListAsync).WithSummary("Lists the templates, by name.").WithQuery().Produces<Page<TemplateView>>();
        email
            .MapGet("/email/templates/{name}", GetAsync)
            .WithSummary("Returns a template.")
            .Refuses(TemplateNotFound)
            .Produces<TemplateView>();
        email
            .MapPut("/email/templates/{name}", PutAsync)
            .WithSummary("Creates or updates a template.")
            .WithExample(
                """{"subject":"Order {{ order.number }}","fromName":"Acme","fromAddress":"orders@acme.example","html":true,"body":"<p>Hello {{ customer.name }}</p>"}"""
            )
            .Refuses(InvalidValue, InvalidTemplate)
            .Produces<TemplateView>();
        email
            .MapDelete("/email/templates/{name}", DeleteAsync)
            .WithSummary("Deletes a template that is not in use.")
            .Refuses(TemplateNotFound, TemplateInUse)
            .Produces(StatusCodes.Status204NoContent);
        email
            .MapPost("/email/templates/{name}/preview", PreviewAsync)
            .RequireAuthorization(Policies.Work)
            .WithSummary("Previews a template with an order; sends nothing.")
            .WithExample("""{"order":"1001"}""")
            .Refuses(TemplateNotFound, UnknownOrder, InvalidTemplate)
            .Produces<MailPreviewView>();
        email
            .MapPost("/email/templates/preview", PreviewDraftAsync)
            .RequireAuthorization(Policies.Work)
            .WithSummary("Previews an unsaved template with an order; sends nothing.")
            .WithExample(
                """{"order":"1001","template":{"subject":"Order {{ order.number }}","fromName":"Acme","fromAddress":"orders@acme.example","html":true,"body":"<p>Hello {{ customer.name }}</p>"}}"""
            )
            .Refuses(InvalidValue, UnknownOrder, InvalidTemplate)
            .Produces<MailPreviewView>();
        email
            .MapPost("/email/templates/translate", TranslateAsync)
            .RequireAuthorization(Policies.Work)
            .WithSummary("Converts placeholders such as #?OrderNumber?# to Liquid.")
            .WithExample("""{"text":"Order #?OrderNumber?#"}""")
            .Refuses(InvalidValue)
            .Produces<TranslatedText>();
        email
            .MapGet("/email/library", (HttpContext http) => new ListQuery(http, "library").Answer(TemplateLibrary.All, t => t.Event))
            .WithSummary("Lists the starter templates, one for each event.")
            .WithQuery()
            .Produces<Page<LibraryTemplate>>();
        email
            .MapGet("/companies/{code}/email", AssignmentsAsync)
            .WithSummary("Lists the template of each event of a company.")
            .WithQuery()
            .Refuses(CompanyNotFound)
            .Produces<Page<AssignmentView>>();
        email
            .MapPut("/companies/{code}/email/{event}", AssignAsync)
            .WithSummary("Assigns a template to an event of a company.")
            .WithExample("""{"template":"out-of-stock"}""")
            .Refuses(CompanyNotFound, EventNotFound, UnknownTemplate)
            .Produces<AssignmentView>();
        email
            .MapDelete("/companies/{code}/email/{event}", UnassignAsync)
            .WithSummary("Removes the template of an event of a company.")
            .Refuses(CompanyNotFound, EventNotFound)
            .Produces<AssignmentView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, EmailReader reader) =>
        new ListQuery(http, "templates").Answer(await reader.TemplatesAsync(http.RequestAborted), t => t.Name);

    private static async Task<IResult> GetAsync(string name, HttpContext http, EmailReader reader) =>
        await reader.FindTemplateAsync(name, http.RequestAborted) is { } template
            ? TypedResults.Ok(template)
            : Problems.Of(EmailNames.TemplateNotFound(name));

    private static Task<IResult> PutAsync(
        string name,
        TemplateRequest template,
        HttpContext http,
        ClientLedger ledger,
        TemplateEngine engine
    ) => ledger.AnswerAsync(http, new PutTemplate(name, template, engine));

    private static Task<IResult> DeleteAsync(string name, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new DeleteTemplate(name), _ => TypedResults.NoContent());

    private static async Task<IResult> PreviewAsync(
        string name,
        PreviewRequest request,
        HttpContext http,
        EmailReader reader,
        MailPreview preview,
        ClientLedger ledger
    ) =>
        await OnceAsync<MailPreviewView>(
            http,
            ledger,
            async () =>
                await reader.FindTemplateAsync(name, http.RequestAborted) is { } template
                    ? await preview.ShowAsync(template.ToRequest(), request.Order, http.RequestAborted)
                    : EmailNames.TemplateNotFound(name)
        );

    private static Task<IResult> PreviewDraftAsync(
        DraftPreviewRequest request,
        HttpContext http,
        MailPreview preview,
        ClientLedger ledger
    ) => OnceAsync(http, ledger, () => preview.ShowAsync(request.Template, request.Order, http.RequestAborted));

    private static Task<IResult> TranslateAsync(TranslateRequest request, HttpContext http, ClientLedger ledger) =>
        OnceAsync(
            http,
            ledger,
            () =>
                Task.FromResult<Core.Outcome<TranslatedText>>(
                    request.Text.Length > TemplateEngine.TextLengthMax
                        ? new Core.Refusal(
                            Core.RefusalCode.InvalidValue,
                            $"text has {request.Text.Length} characters; the limit is {TemplateEngine.TextLengthMax}.",
                            "text"
                        )
                        : LegacyPlaceholders.Translate(request.Text)
                )
        );

    private static async Task<IResult> AssignmentsAsync(string code, HttpContext http, EmailReader reader)
    {
        var query = new ListQuery(http, $"assignments of {code}");
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        var outcome = await reader.AssignmentsAsync(code, http.RequestAborted);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : query.Answer(outcome.Value, a => a.Event);
    }

    private static Task<IResult> AssignAsync(
        string code,
        string @event,
        AssignmentRequest request,
        HttpContext http,
        ClientLedger ledger
    ) => ledger.AnswerAsync(http, new AssignTemplate(code, @event, request.Template));

    private static Task<IResult> UnassignAsync(string code, string @event, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new AssignTemplate(code, @event, null));

    private static async Task<IResult> OnceAsync<T>(HttpContext http, ClientLedger ledger, Func<Task<Core.Outcome<T>>> make)
    {
        var outcome = await ledger.OnceAsync(http, "templatePreview", make);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);
    }
}
