using Microsoft.OpenApi;
using Raincheck.Core;

namespace Raincheck.Platform.Http;

/// <summary>The refusals that a route can give, beside those that every route of its kind can.</summary>
internal sealed record RouteRefusals(IReadOnlyList<RefusalCode> Codes);

/// <summary>The same of problems that are no refusals.</summary>
internal sealed record RouteProblems(IReadOnlyList<ProblemCode> Codes);

/// <summary>A body that shows how a route is called.</summary>
/// <param name="Json">The body; it is taken as it stands.</param>
internal sealed record RouteExample(string Json);

/// <summary>The metadata of an endpoint for the OpenAPI document.</summary>
internal static class RouteDescriptions
{
    /// <summary>
    /// Says which refusals a route can give. What follows from its shape is added by itself: a malformed body, a missing
    /// credential, an order that is not there or has changed since.
    /// </summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params RefusalCode[] codes)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RouteRefusals(codes));

    /// <inheritdoc cref="Refuses{TBuilder}(TBuilder, RefusalCode[])"/>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params ProblemCode[] codes)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RouteProblems(codes));

    /// <summary>Shows a body to copy.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder route, string json)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RouteExample(json));

    /// <summary>Shows that a body may be one item, or several as <c>{items}</c>.</summary>
    public static RouteHandlerBuilder WithOneOrSeveral(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                var body = (OpenApiMediaType)operation.RequestBody!.Content!["application/json"];
                var several = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string>(StringComparer.Ordinal) { "items" },
                    Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                    {
                        ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = body.Schema },
                    },
                    AdditionalPropertiesAllowed = false,
                };
                body.Schema = new OpenApiSchema { OneOf = [body.Schema!, several] };
                return Task.CompletedTask;
            }
        );
}
