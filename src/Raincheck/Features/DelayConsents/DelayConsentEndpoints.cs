using System.Security.Claims;
using Raincheck.Core.Consents;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.DelayConsents;

/// <summary>Consent of customers to delays.</summary>
internal static class DelayConsentServices
{
    public static void AddDelayConsents(this IServiceCollection services)
    {
        services.AddSingleton<DelayConsentReader>();
        services.AddSingleton<DelayAnswers>();
        services.AddSingleton<DelayConsentJob>();
        services.AddHostedService<DelayConsentWorker>();
    }

    public static void MapDelayConsents(this RouteGroupBuilder api)
    {
        var order = api.MapGroup("/orders/{number}/delay-consent").WithTags("Promises");
        order
            .MapPost("", AnswerAsync)
            .WithSummary("Records the customer's answer to a delay, given by telephone or by mail.")
            .WithExample("""{"answer":"accept","note":"By telephone"}""")
            .Refuses(InvalidValue, DelayConsentForbids)
            .Produces<DelayConsentView>();
        order
            .MapPost("/refund", RefundAsync)
            .WithSummary("Records that the customer of an order without consent got the refund.")
            .WithExample("""{"note":"Refund 4711"}""")
            .Refuses(InvalidValue, DelayConsentForbids)
            .Produces<DelayConsentView>();
    }

    private static async Task<IResult> AnswerAsync(
        string number,
        DelayConsentRequest request,
        HttpContext http,
        ClientLedger ledger,
        DelayAnswers answers
    )
    {
        var result = await ledger.AnswerAsync(http, new AnswerDelay(number, request));
        if (request.Answer == DelayAnswer.Cancel && result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK })
            await answers.CancelAsync(number, http.User.FindFirstValue(Callers.Name) ?? "", http.RequestAborted);
        return result;
    }

    private static Task<IResult> RefundAsync(string number, DelayRefundRequest? request, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new RecordDelayRefund(number, request ?? new DelayRefundRequest()));
}
