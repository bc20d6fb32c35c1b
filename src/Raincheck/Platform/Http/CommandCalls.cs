using Microsoft.Net.Http.Headers;
using Raincheck.Core;
using Raincheck.Ledger;

namespace Raincheck.Platform.Http;

/// <summary>From a request to the ledger and back.</summary>
internal static class CommandCalls
{
    private static readonly SemaphoreSlim Acting = new(1);

    /// <summary>The caller, its idempotency key, and the expected version.</summary>
    public static CommandContext Context(this HttpContext http)
    {
        var actor = http.User.Identity?.Name ?? throw new InvalidOperationException("a command has no actor");
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

    /// <summary>
    /// Takes the idempotency key of a request that the ledger has no part in: where it came with one, what was kept first under
    /// that key, or the refusal of another request under it.
    /// </summary>
    public static async Task<Outcome<T>> KeepAsync<T>(this ClientLedger ledger, HttpContext http, string kind, T answer)
    {
        var context = http.Context();
        return context.IdempotencyKey is null
            ? answer
            : await ledger.ExecuteAsync(new StoredResponse<T>(kind, answer), context, http.RequestAborted);
    }

    /// <summary>
    /// The answer of a call that is more, or less, than one command. Under an idempotency key the first answer is looked for
    /// before anything else, and kept whole at the end: a retry gets it, also after later changes. What was refused
    /// is not kept.
    /// </summary>
    /// <param name="ledger">The store of responses.</param>
    /// <param name="http">The call.</param>
    /// <param name="kind">The kind of command.</param>
    /// <param name="make">Does it.</param>
    /// <param name="takesKey">Whether it takes the key itself, for a step of its own; the whole answer then stands beside that.</param>
    public static async Task<Outcome<T>> OnceAsync<T>(
        this ClientLedger ledger,
        HttpContext http,
        string kind,
        Func<Task<Outcome<T>>> make,
        bool takesKey = false
    )
    {
        var context = http.Context();
        if (context.IdempotencyKey is null)
            return await make();
        var whole = takesKey ? context.WithStepKey("answer") : context;
        if (await ledger.FindAnswerAsync<T>(whole, http.RequestAborted) is { } first)
            return first;
        var made = await make();
        return made.Refusal is null
            ? await ledger.ExecuteAsync(new StoredResponse<T>(kind, made.Value), whole, CancellationToken.None)
            : made;
    }

    /// <summary>The context of one step of a call, under a key of its own where the call has one.</summary>
    /// <remarks>No header has a line feed in it, so no caller has such a key.</remarks>
    public static CommandContext WithStepKey(this CommandContext context, string step) =>
        context.IdempotencyKey is { } key ? context with { IdempotencyKey = $"{key}\n{step}", IfMatch = null } : context;

    /// <summary>
    /// Does something that no transaction can take back, such as handing over a mail: at most once under an idempotency key. The
    /// key is taken first. Where the answer was lost with the process, all that can be said later is <paramref name="lost"/>.
    /// </summary>
    public static async Task<Outcome<T>> DoOnceAsync<T>(
        this ClientLedger ledger,
        HttpContext http,
        string kind,
        Func<Task<Outcome<Func<CancellationToken, Task<T>>>>> prepare,
        T lost
    )
    {
        if (http.Context().IdempotencyKey is null)
            return await ActAsync();
        // Who asks again meanwhile waits for the first answer.
        await Acting.WaitAsync(http.RequestAborted);
        try
        {
            return await ledger.OnceAsync(http, kind, ActAsync, takesKey: true);
        }
        finally
        {
            Acting.Release();
        }

        async Task<Outcome<T>> ActAsync()
        {
            var prepared = await prepare();
            if (prepared.Refusal is { } bad)
                return bad;
            var mine = Guid.CreateVersion7().ToString("N");
            var first = await ledger.KeepAsync(http, kind, mine);
            if (first.Refusal is { } refusal)
                return refusal;
            return first.Value == mine ? await prepared.Value(http.RequestAborted) : lost;
        }
    }

    /// <summary>Changes nothing; what counts is that its answer is stored under its idempotency key.</summary>
    private sealed class StoredResponse<T>(string kind, T answer) : LedgerCommand<T>
    {
        protected internal override string Cause => $"{kind} asked for";

        protected internal override string Kind => kind;

        protected internal override Outcome<Func<T>> Decide(UnitOfWork work) => Outcomes.Answer(() => answer);
    }

    /// <summary>Whether calls of a route may name the version that they mean: those that change an order.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The route's own address, with its parameters in braces.</param>
    public static bool TakesIfMatch(string method, string path) =>
        !HttpMethods.IsGet(method) && path.StartsWith("/api/v1/orders/{", StringComparison.Ordinal);

    /// <summary>The versions that the caller names; null if it names none, or any, or where the route has no versions.</summary>
    private static string[]? IfMatch(HttpContext http)
    {
        if (
            http.Request.Headers.IfMatch is not { Count: > 0 } sent
            || !TakesIfMatch(http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "")
        )
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList([.. sent.OfType<string>()], out var tags))
            throw new MalformedHeaderException("If-Match", $"If-Match: {sent} is not a list of entity tags.");
        // A weak tag matches nothing here, and stays in the list to say so.
        return tags.Any(t => t.Tag == "*") ? null : [.. tags.Select(t => t.ToString())];
    }
}

/// <summary>A header that cannot be parsed.</summary>
internal sealed class MalformedHeaderException(string header, string message) : BadHttpRequestException(message)
{
    public string Header => header;
}
