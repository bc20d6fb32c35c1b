using Microsoft.Net.Http.Headers;
using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Api;

/// <summary>From a request to the ledger and back.</summary>
internal static class CommandCalls
{
    /// <summary>Who calls, under which idempotency key, on which version.</summary>
    public static CommandContext Context(this HttpContext http)
    {
        var actor = http.User.Identity?.Name ?? throw new InvalidOperationException("a command came from nobody");
        // Keys are the caller's own: two callers may choose the same.
        var key =
            http.Request.Headers[RequestDigest.Header] is [{ } sent] && RequestDigest.Of(http) is { Length: > 0 }
                ? $"{actor}/{sent}"
                : null;
        return new CommandContext(actor, IdempotencyKey: key, Digest: RequestDigest.Of(http)) { IfMatch = IfMatch(http) };
    }

    /// <summary>Carries out a command; the answer is the command's own, or the problem.</summary>
    public static async Task<IResult> AnswerAsync<T>(
        this ClientLedger ledger,
        HttpContext http,
        LedgerCommand<T> command,
        Func<T, IResult> answer
    )
    {
        var outcome = await ledger.ExecuteAsync(command, http.Context(), http.RequestAborted);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : answer(outcome.Value);
    }

    /// <inheritdoc cref="AnswerAsync{T}(ClientLedger, HttpContext, LedgerCommand{T}, Func{T, IResult})"/>
    public static Task<IResult> AnswerAsync<T>(this ClientLedger ledger, HttpContext http, LedgerCommand<T> command) =>
        ledger.AnswerAsync(http, command, value => TypedResults.Ok(value));

    /// <summary>The versions that the caller names; null where it names none, or any.</summary>
    private static string[]? IfMatch(HttpContext http)
    {
        if (http.Request.Headers.IfMatch is not { Count: > 0 } sent)
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList([.. sent.OfType<string>()], out var tags))
            throw new BadHttpRequestException("If-Match is malformed");
        // A weak tag matches nothing here, and stays in the list to say so.
        return tags.Any(t => t.Tag == "*") ? null : [.. tags.Select(t => t.ToString())];
    }
}
