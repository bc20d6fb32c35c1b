using Microsoft.AspNetCore.Http.HttpResults;
using Raincheck.Core.Consents;
using Raincheck.Platform.Http;

namespace Raincheck.Features.DelayConsents;

/// <summary>
/// The page on which a customer answers, without signing in: <c>/delay/{token}</c>. Mail scanners follow links, so <c>GET</c> only shows,
/// and <c>POST</c> decides. The token is all the authority there is. No cookie takes part, so no other site can misuse one, and a form
/// needs no antiforgery token.
/// </summary>
internal static class DelayPage
{
    /// <summary>The root of the addresses.</summary>
    public const string Root = "/delay";

    private const string Answer = "answer";

    public static void MapDelayPage(this WebApplication app)
    {
        var page = app.MapGroup(Root + "/{token}")
            .AllowAnonymous()
            .DisableAntiforgery()
            .RequireRateLimiting(RateLimiting.PublicPages)
            .ExcludeFromDescription();
        page.MapGet("", ShowAsync);
        page.MapPost("", DecideAsync);
    }

    private static async Task<ContentHttpResult> ShowAsync(string token, HttpContext http, DelayConsentReader reader) =>
        await reader.FindAsync(new DelayToken(token), http.RequestAborted) is { } content
            ? Html(DelayPageText.Question(content, chosen: http.Request.Query[Answer].ToString()))
            : Html(DelayPageText.Unknown(), StatusCodes.Status404NotFound);

    private static async Task<ContentHttpResult> DecideAsync(
        string token,
        HttpContext http,
        DelayConsentReader reader,
        DelayAnswers answers
    )
    {
        var given = new DelayToken(token);
        if (await reader.FindAsync(given, http.RequestAborted) is not { } content)
            return Html(DelayPageText.Unknown(), StatusCodes.Status404NotFound);
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        DelayAnswer? answer = form[Answer].ToString() switch
        {
            "accept" => DelayAnswer.Accept,
            "cancel" => DelayAnswer.Cancel,
            _ => null,
        };
        if (answer is null)
            return Html(DelayPageText.Question(content, chosen: ""), StatusCodes.Status400BadRequest);
        var refusal = await answers.AnswerAsync(content.Order, answer.Value, given, http.RequestAborted);
        var now = await reader.FindAsync(given, http.RequestAborted) ?? content;
        return Html(DelayPageText.Question(now, chosen: ""), refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static ContentHttpResult Html(string html, int status = StatusCodes.Status200OK) =>
        TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);
}
