using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Platform.Http;

/// <summary>Handles exceptions of requests: an unreadable body, an unavailable database, or a bug.</summary>
internal sealed class ExceptionProblems(ILogger<ExceptionProblems> log) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    /// <summary>The value of Retry-After if the database is not available.</summary>
    private const string ComeBackSeconds = "5";

    /// <summary>The same if an operator has to act first.</summary>
    private const string TroubleSeconds = "30";

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        // Who has gone reads no answer, and what was being done for them when they went is no defect.
        if (
            http.RequestAborted.IsCancellationRequested
            && exception is (OperationCanceledException or IOException or BadHttpRequestException)
        )
        {
            http.Response.StatusCode = ClientClosedRequest;
            return true;
        }
        if (PageRequests.IsForPage(http))
        {
            if (
                Note(http, exception) is not null
                || exception is LedgerUnavailableException or TooManySignInsException
                || DatabaseFaults.IsTransient(exception)
            )
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                http.Response.Headers.RetryAfter = ComeBackSeconds;
                LogUnavailable(http, exception);
                return false;
            }
            log.LogError(exception, "{Method} {Route} failed", http.Request.Method, http.GetEndpoint()?.DisplayName);
            return false;
        }
        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException fault } => JsonFaults.Describe(fault),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.TooLarge(),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.NotJson(),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.Make(
                ProblemCode.RequestTimeout,
                "The request body arrived too slowly."
            ),
            MalformedHeaderException bad => Problems.Make(ProblemCode.InvalidRequest, bad.Message, bad.Header),
            BadHttpRequestException bad => Problems.Make(ProblemCode.InvalidRequest, Plain(bad)),
            JsonException fault => JsonFaults.Describe(fault),
            _ when JsonFaults.IsWithoutKind(exception) => JsonFaults.DescribeWithoutKind(exception),
            _ when exception.GetBaseException() is NewerSchemaException newer => Unavailable(http, newer.Message),
            _ when Note(http, exception) is { } trouble => InTrouble(http, exception, trouble),
            TooManySignInsException busy => Unavailable(http, busy.Message),
            LedgerUnavailableException unavailable => Unavailable(http, unavailable.Message),
            _ when DatabaseFaults.IsTransient(exception) => Unavailable(
                http,
                "The database cannot be reached or is overloaded; retry later."
            ),
            _ => null,
        };
        if (problem is null)
            log.LogError(exception, "{Method} {Route} failed", http.Request.Method, http.GetEndpoint()?.DisplayName);
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            LogUnavailable(http, exception);
        await Problems.WriteAsync(http, problem ?? Problems.Defect());
        return true;
    }

    /// <summary>While the database is away every request ends so: where it was asked says nothing that the reason does not.</summary>
    private void LogUnavailable(HttpContext http, Exception exception) =>
        log.LogWarning(
            "{Method} {Route} could not be carried out now: {Reason}",
            http.Request.Method,
            http.GetEndpoint()?.DisplayName,
            WithoutPersonalData.MessageOf(exception.GetBaseException())
        );

    /// <summary>A trouble that a request met is one that <c>/health/ready</c> must know of.</summary>
    private static DatabaseTrouble? Note(HttpContext http, Exception exception) =>
        http.RequestServices.GetService<ClientDatabase>() is { } database
            ? database.Troubles.Note(exception)
            : DatabaseTroubles.Of(exception);

    private static Problem InTrouble(HttpContext http, Exception exception, DatabaseTrouble trouble)
    {
        http.Response.Headers.RetryAfter = TroubleSeconds;
        return Problems.Make(
            Enum.Parse<ProblemCode>(trouble.ToString()),
            exception is LedgerUnavailableException ? exception.Message : DatabaseTroubles.Describe(trouble)
        );
    }

    private static Problem Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = ComeBackSeconds;
        return Problems.Make(ProblemCode.Unavailable, detail);
    }

    // The framework's sentence names the parameter of a method; what it was about is all that a caller can use.
    private static string Plain(BadHttpRequestException bad) =>
        bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? "A JSON body is missing or was cut off."
            : "The request is malformed.";
}
