using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Raincheck.Core;

namespace Raincheck.Api;

/// <summary>Why a request was not carried out, as RFC 9457 writes it.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The reason, stable, in snake case.</param>
/// <param name="Detail">A sentence that names the offending thing.</param>
/// <param name="Errors">What is wrong where, by the path in the request, where one can be named.</param>
public sealed record Problem(
    string Title,
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null
)
{
    public const string ContentType = "application/problem+json";

    /// <summary>The status and the code say it all; there is no page to look up.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "about:blank";
}

/// <summary>The one place that makes problems.</summary>
internal static class Problems
{
    public static Problem Make(int status, string code, string detail, string? path = null) =>
        new(
            ReasonPhrases.GetReasonPhrase(status),
            status,
            code,
            detail,
            path is null ? null : new Dictionary<string, string[]>(StringComparer.Ordinal) { [path] = [detail] }
        );

    public static Problem Make(Refusal refusal) => Make((int)refusal.Kind, CodeOf(refusal.Code), refusal.Detail, refusal.Path);

    /// <summary>The stable code of a refusal.</summary>
    public static string CodeOf(RefusalCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    public static IResult Of(Problem problem) => TypedResults.Json(problem, ApiJson.Options, Problem.ContentType, problem.Status);

    public static IResult Of(Refusal refusal) => Of(Make(refusal));

    public static IResult Of(int status, string code, string detail, string? path = null) => Of(Make(status, code, detail, path));

    public static Task WriteAsync(HttpContext http, Problem problem) => Of(problem).ExecuteAsync(http);

    /// <summary>For what the framework answers with a bare status: an unknown route, a missing credential, a wrong method.</summary>
    public static Task WriteForStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var (code, detail) = http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => (
                "unauthorized",
                "A valid credential is missing: send Authorization: Bearer with a token from POST /api/v1/token."
            ),
            StatusCodes.Status403Forbidden => ("forbidden", "The credential does not allow this."),
            StatusCodes.Status404NotFound => ("not_found", $"There is nothing at {http.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", $"{http.Request.Path} does not take {http.Request.Method}."),
            StatusCodes.Status413PayloadTooLarge => (
                "body_too_large",
                $"The body is larger than {Hosting.ServeOptions.BodyBytesMax} bytes."
            ),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body must be application/json."),
            var status => ("error", ReasonPhrases.GetReasonPhrase(status)),
        };
        return WriteAsync(http, Make(http.Response.StatusCode, code, detail));
    }

    /// <summary>Says in the API's description what can go wrong with every route of a group.</summary>
    public static RouteGroupBuilder WithProblems(this RouteGroupBuilder group)
    {
        foreach (var status in new[] { 400, 401, 404, 409, 412, 422, 503 })
            group.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.ContentType]));
        return group;
    }
}
