using Raincheck.Core;
using Raincheck.Features.Email.Rendering;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Email.Sending;

/// <summary>The request of a test e-mail: recipient and order.</summary>
public sealed record TestMailRequest(string Order, string To);

/// <summary>The services of sending, and its part of the API.</summary>
internal static class MailJobServices
{
    public static void AddMailSending(this IServiceCollection services, MailPace? pace = null)
    {
        services.AddSingleton(pace ?? MailPace.Ordinary);
        services.AddSingleton<MailClaims>();
        services.AddSingleton<MailDesk>();
        services.AddSingleton<MailMetrics>();
        services.AddSingleton<MailStatusReader>();
        services.AddSingleton(provider => new TestMail(
            provider.GetRequiredService<MailPreview>(),
            provider.GetRequiredService<MailDesk>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddHostedService<MailSender>();
        services.AddHostedService<MailTimes>();
    }

    public static void MapMailSending(this RouteGroupBuilder api)
    {
        var email = api.MapGroup("/email").WithTags("E-mail");
        email.MapGet("/status", StatusAsync).WithSummary("Returns the status of e-mail delivery.").Produces<MailStatus>();
        email
            .MapPost("/templates/{name}/test", TestAsync)
            .WithSummary("Sends a test e-mail of a template with a real order.")
            .WithExample("""{"order":"1001","to":"me@acme.example"}""")
            .Refuses(InvalidValue, TemplateNotFound, MailServerNotFound, UnknownOrder, InvalidTemplate)
            .Produces<TestMailSent>();
    }

    private static async Task<IResult> StatusAsync(HttpContext http, MailStatusReader status) =>
        TypedResults.Ok(await status.ReadAsync(http.RequestAborted));

    private static async Task<IResult> TestAsync(
        string name,
        TestMailRequest request,
        HttpContext http,
        EmailReader reader,
        TestMail mail,
        ClientLedger ledger
    )
    {
        var outcome = await ledger.DoOnceAsync(
            http,
            "testMail",
            PrepareAsync,
            new TestMailSent(request.To, null, "The first request with this key was interrupted; the e-mail may or may not have been sent.")
        );
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);

        async Task<Outcome<Func<CancellationToken, Task<TestMailSent>>>> PrepareAsync() =>
            await reader.FindTemplateAsync(name, http.RequestAborted) is { } template
                ? await mail.PrepareAsync(template.ToRequest(), request.Order, request.To, http.RequestAborted)
                : EmailNames.TemplateNotFound(name);
    }
}
