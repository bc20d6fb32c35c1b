using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Raincheck.Core;

namespace Raincheck.Platform.Http;

/// <summary>A problem document (RFC 9457).</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The reason, stable, in snake case.</param>
/// <param name="Detail">A sentence that names the offending thing.</param>
/// <param name="Errors">The errors by path in the request.</param>
/// <param name="Comparison">With <c>basis_moved</c>: the comparison of now, as <c>POST /what-if</c> answers it.</param>
public sealed record Problem(
    string Title,
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Comparison = null
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
    public static Problem Make(ProblemCode code, string detail, string? path = null) =>
        Make(ProblemCodes.StatusOf(code), EnumName.OfCode(code), detail, path);

    public static Problem Make(Refusal refusal) =>
        Make((int)refusal.Kind, EnumName.OfCode(refusal.Code), refusal.Detail) with
        {
            Errors = ErrorsOf(refusal),
        };

    public static IResult Of(Problem problem) => TypedResults.Json(problem, ApiJson.Options, Problem.ContentType, problem.Status);

    public static IResult Of(Refusal refusal) => Of(Make(refusal));

    public static IResult Of(ProblemCode code, string detail, string? path = null) => Of(Make(code, detail, path));

    public static Task WriteAsync(HttpContext http, Problem problem) => Of(problem).ExecuteAsync(http);

    /// <summary>Adds a problem document to responses of the framework: unknown route, missing credential, wrong method.</summary>
    public static Task WriteForStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var problem = http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => Make(
                ProblemCode.Unauthorized,
                "A valid credential is missing: send Authorization: Bearer with a token from POST /api/v1/token, or an API key."
            ),
            StatusCodes.Status403Forbidden => Make(ProblemCode.Forbidden, "The credential does not allow this."),
            StatusCodes.Status404NotFound => Make(ProblemCode.NotFound, $"There is nothing at {http.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Make(
                ProblemCode.MethodNotAllowed,
                $"{http.Request.Path} does not take {http.Request.Method}."
            ),
            StatusCodes.Status413PayloadTooLarge => TooLarge(),
            StatusCodes.Status415UnsupportedMediaType => NotJson(),
            >= StatusCodes.Status500InternalServerError => Defect(),
            // The framework has other ways to say that it understood nothing, each with its status.
            var status => Make(status, EnumName.OfCode(ProblemCode.InvalidRequest), ReasonPhrases.GetReasonPhrase(status)),
        };
        return WriteAsync(http, problem);
    }

    public static Problem TooLarge() => Make(ProblemCode.BodyTooLarge, $"The body is larger than {RequestBody.BytesMax} bytes.");

    public static Problem NotJson() => Make(ProblemCode.UnsupportedMediaType, "The body must be application/json, in UTF-8.");

    public static Problem Defect() => Make(ProblemCode.InternalError, "The server failed to process the request.");

    private static Dictionary<string, string[]>? ErrorsOf(Refusal refusal)
    {
        var errors = refusal
            .Others.Prepend(refusal)
            .Where(r => r.Path is not null)
            .GroupBy(r => r.Path!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(r => r.Detail).ToArray(), StringComparer.Ordinal);
        return errors.Count == 0 ? null : errors;
    }

    private static Problem Make(int status, string code, string detail, string? path = null) =>
        new(
            ReasonPhrases.GetReasonPhrase(status),
            status,
            code,
            detail,
            path is null ? null : new Dictionary<string, string[]>(StringComparer.Ordinal) { [path] = [detail] }
        );
}
