using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Raincheck.Core;

namespace Raincheck.Platform.Http;

/// <summary>A filter or a sort of a list, as the API's description shows it.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Description">A description.</param>
/// <param name="Words">The words that it takes; null if it takes any text.</param>
internal sealed record QueryParameter(string Name, string Description, IReadOnlyList<string>? Words = null)
{
    private OpenApiSchema? Schema { get; init; }

    /// <summary>A time parameter.</summary>
    public static QueryParameter Time(string name, string description) =>
        new(name, description)
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        };

    /// <summary>An integer parameter.</summary>
    public static QueryParameter Number(string name, string description, long min, long max) =>
        new(name, description)
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = min.ToString(CultureInfo.InvariantCulture),
                Maximum = max.ToString(CultureInfo.InvariantCulture),
            },
        };

    /// <summary>A parameter with the names of an enumeration.</summary>
    public static QueryParameter OneOf<T>(string name, string description)
        where T : struct, Enum => new(name, description, [.. EnumName.All<T>()]);

    public OpenApiParameter ToOpenApi() =>
        new()
        {
            Name = Name,
            In = ParameterLocation.Query,
            Description = Description,
            Schema =
                Schema
                ?? new OpenApiSchema { Type = JsonSchemaType.String, Enum = Words is null ? null : [.. Words.Select(w => (JsonNode)w)] },
        };
}

internal static class QueryParameters
{
    private static readonly QueryParameter[] OfEveryList =
    [
        QueryParameter.Number("pageSize", $"The page size. Default: {ListQuery.PageSizeDefault}.", 1, ListQuery.PageSizeMax),
        new("cursor", "nextCursor of the previous page."),
    ];

    /// <summary>Shows the parameters of a list, which reads them itself, in the API's description.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params IReadOnlyList<QueryParameter> parameters) =>
        route.WithParameters([.. parameters, .. OfEveryList]);

    /// <summary>Shows parameters in the API's description that the route reads itself.</summary>
    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder route, params IReadOnlyList<QueryParameter> parameters) =>
        route
            .Refuses(ProblemCode.InvalidRequest)
            .AddOpenApiOperationTransformer(
                (operation, _, _) =>
                {
                    operation.Parameters ??= [];
                    foreach (var parameter in parameters)
                        operation.Parameters.Add(parameter.ToOpenApi());
                    return Task.CompletedTask;
                }
            );
}
