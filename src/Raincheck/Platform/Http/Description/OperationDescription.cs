using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Raincheck.Core;
using Raincheck.Platform.Access;

namespace Raincheck.Platform.Http.Description;

/// <summary>Adds to an operation what its route does not say by itself: a name, headers, an example, and every problem it can answer with.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    public const string IdempotencyKey = "IdempotencyKey";
    public const string IfMatch = "IfMatch";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var route = new RouteFacts(context.Description);
        operation.OperationId ??= OperationIds.Of(route.Method, route.Path, route.AnswersWithAPage);
        operation.Description = $"{operation.Description ?? operation.Summary} {route.WhoMayCall}".TrimEnd();
        if (!route.IsApi)
            return Task.CompletedTask;
        if (route.IsAnonymous)
            operation.Security = [];
        operation.Parameters ??= [];
        if (route.TakesIdempotencyKey)
            operation.Parameters.Add(new OpenApiParameterReference(IdempotencyKey, context.Document));
        if (route.ChangesAnOrder)
            operation.Parameters.Add(new OpenApiParameterReference(IfMatch, context.Document));
        if (route.Example is { } example && operation.RequestBody?.Content?.Values.FirstOrDefault() is OpenApiMediaType body)
            body.Example = JsonNode.Parse(example);
        ShowEntityTag(operation, route);
        ShowProblems(operation, route, context.Document!);
        return Task.CompletedTask;
    }

    private static void ShowEntityTag(OpenApiOperation operation, RouteFacts route)
    {
        if (!route.AnswersWithAnOrder)
            return;
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status[0] == '2' && response is OpenApiResponse answer)
                answer.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["ETag"] = new OpenApiHeader
                    {
                        Description = "Changes whenever the response of GET for the order changes.",
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                };
        }
    }

    private static void ShowProblems(OpenApiOperation operation, RouteFacts route, OpenApiDocument document)
    {
        operation.Responses ??= [];
        foreach (var problems in route.Problems().Distinct().GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            var codes = string.Join(", ", problems.Select(p => $"`{p.Code}`"));
            operation.Responses[problems.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = $"{ReasonPhrases.GetReasonPhrase(problems.Key)}: {codes}",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problem.ContentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
                },
            };
        }
    }

    /// <summary>The metadata derived from a route.</summary>
    private sealed class RouteFacts(ApiDescription description)
    {
        private readonly IList<object> metadata = description.ActionDescriptor.EndpointMetadata;

        public string Method { get; } = description.HttpMethod!.ToUpperInvariant();

        public string Path { get; } = "/" + description.RelativePath!;

        public bool IsApi => Path.StartsWith("/api/", StringComparison.Ordinal);

        public bool IsAnonymous => metadata.OfType<IAllowAnonymous>().Any();

        public bool TakesIdempotencyKey => Method == HttpMethods.Post && !IsAnonymous && !metadata.OfType<TakesNoIdempotencyKey>().Any();

        public bool ChangesAnOrder => CommandCalls.TakesIfMatch(Method, Path);

        /// <summary>The least role that may call, in a sentence.</summary>
        public string WhoMayCall =>
            IsAnonymous || !IsApi
                ? "Needs no credential."
                : metadata.OfType<IAuthorizeData>().Select(a => a.Policy).LastOrDefault() switch
                {
                    Policies.Administer => "Needs the role `admin`.",
                    Policies.Work => "Needs the role `agent`.",
                    _ => "Any role may call it.",
                };

        public bool AnswersWithAnOrder =>
            description.SupportedResponseTypes.Any(r => r.Type?.IsDefined(typeof(HasEntityTagAttribute), inherit: false) == true);

        public bool AnswersWithAPage =>
            description.SupportedResponseTypes.Any(r =>
                r.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Page<>)
            );

        public string? Example => metadata.OfType<RouteExample>().LastOrDefault()?.Json;

        private bool HasBody =>
            metadata.OfType<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>().Any()
            || description.ParameterDescriptions.Any(p => p.Source == Microsoft.AspNetCore.Mvc.ModelBinding.BindingSource.Body);

        /// <summary>An address with something else in that place is none of the API.</summary>
        private bool HasTypedPathParameter =>
            description.ParameterDescriptions.Any(p => p.RouteInfo is { Constraints: { } constraints } && constraints.Any());

        /// <summary>Every role may read.</summary>
        private bool NeedsARole => metadata.OfType<IAuthorizeData>().Any(a => a.Policy != Policies.Read);

        public IEnumerable<(int Status, string Code)> Problems()
        {
            if (HasBody || TakesIdempotencyKey || ChangesAnOrder)
                yield return Of(ProblemCode.InvalidRequest);
            if (!IsAnonymous)
                yield return Of(ProblemCode.Unauthorized);
            if (NeedsARole)
                yield return Of(ProblemCode.Forbidden);
            // What takes none must look whether one came.
            if (HasBody || Method == HttpMethods.Post)
                yield return Of(ProblemCode.BodyTooLarge);
            if (HasBody)
                yield return Of(ProblemCode.UnsupportedMediaType);
            if (HasTypedPathParameter)
                yield return Of(ProblemCode.NotFound);
            if (Path.StartsWith("/api/v1/orders/{", StringComparison.Ordinal))
                yield return Of(RefusalCode.OrderNotFound);
            if (TakesIdempotencyKey)
                yield return Of(RefusalCode.IdempotencyKeyReused);
            if (ChangesAnOrder)
                yield return Of(RefusalCode.StaleVersion);
            foreach (var code in metadata.OfType<RouteRefusals>().SelectMany(r => r.Codes).Order())
                yield return Of(code);
            foreach (var code in metadata.OfType<RouteProblems>().SelectMany(r => r.Codes).Order())
                yield return Of(code);
            yield return Of(ProblemCode.RateLimited);
            yield return Of(ProblemCode.Unavailable);
            for (var trouble = ProblemCode.DiskFull; trouble <= ProblemCode.DatabaseForbidden; trouble++)
                yield return Of(trouble);
        }

        private static (int, string) Of(ProblemCode code) => (ProblemCodes.StatusOf(code), EnumName.OfCode(code));

        private static (int, string) Of(RefusalCode code) => ((int)Refusal.KindOf(code), EnumName.OfCode(code));
    }
}
