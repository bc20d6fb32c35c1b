using Microsoft.OpenApi;
using NetEscapades.AspNetCore.SecurityHeaders;
using Raincheck.Platform.Http.Description;
using Scalar.AspNetCore;

namespace Raincheck.Platform.Http;

/// <summary>The services of the API, its description, and the page to try it.</summary>
internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddProblemDetails();
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddSchemaTransformer<SchemaDescription>();
                options.AddOperationTransformer<OperationDescription>();
                options.AddDocumentTransformer<DocumentDescription>();
            }
        );
    }

    /// <summary>The description and the page, outside of what needs a credential. Everything on the page comes from this host.</summary>
    public static void MapApiPages(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference(
            "/docs",
            (page, http) =>
                page.WithTitle("Raincheck API")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .AddPreferredSecuritySchemes("bearer")
                    .WithNonce(http.GetNonce())
        );
    }
}
