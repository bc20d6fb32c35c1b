using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Raincheck.Platform.Http.Description;

/// <summary>The document as a whole: what it is about, how to sign in, and which objects are strict.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Raincheck",
            Version = "v1",
            Description = "Order management built around back orders.",
            Contact = new OpenApiContact { Name = "The administrator of this server" },
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        // The same wherever it runs: addresses are relative to where the document was read.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(t => new OpenApiTag { Name = t.Key, Description = t.Value }));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token from POST /api/v1/token, or an API key.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        document.Components.Parameters = new Dictionary<string, IOpenApiParameter>(StringComparer.Ordinal)
        {
            [OperationDescription.IdempotencyKey] = Header(
                RequestDigest.Header,
                "A unique key of this request. A retry with the same key and body returns the first response and changes nothing.",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = RequestDigest.KeyLengthMax,
                }
            ),
            [OperationDescription.IfMatch] = Header(
                "If-Match",
                "The ETag of the order that the caller read. The request is rejected if the order has changed since.",
                new OpenApiSchema { Type = JsonSchemaType.String }
            ),
        };
        KeepStrictOnlyWhatIsSent(document);
        return Task.CompletedTask;
    }

    /// <summary>The description of a tag.</summary>
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Health"] = "Liveness and readiness.",
        ["Accounts"] = "Tokens, users and API keys.",
        ["Catalogue"] = "Companies, vendors, warehouses and products.",
        ["Inventory"] = "Stock changes by hand or by a feed.",
        ["Orders"] = "Create, change, ship and find orders.",
        ["Back orders"] = "Manage orders that wait for stock.",
        ["Promises"] = "Projected ship dates.",
        ["What if"] = "Compare hypothetical changes, and carry them out.",
        ["Events"] = "A feed of what happened to orders and purchase orders.",
        ["Purchasing"] = "Purchase orders, receipts and shortages.",
        ["Settings"] = "Client settings.",
        ["E-mail"] = "Templates, mail servers and the outbox.",
        ["Jobs"] = "Long-running work and its progress.",
    };

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = schema,
        };

    /// <summary>Unknown members of a request are refused; an answer may get more members one day, and its reader must not mind.</summary>
    private static void KeepStrictOnlyWhatIsSent(OpenApiDocument document)
    {
        var sent = new HashSet<IOpenApiSchema>();
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations?.Values.AsEnumerable() ?? []))
        foreach (var body in operation.RequestBody?.Content?.Values.AsEnumerable() ?? [])
            Visit(body.Schema, sent);
        foreach (var schema in document.Components!.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
        {
            if (!sent.Contains(schema) && schema.AdditionalProperties is null)
                schema.AdditionalPropertiesAllowed = true;
            SchemaDescription.SayWhetherOpen(schema);
            // Whether a member may be null is said where the member is.
            schema.Type &= ~JsonSchemaType.Null;
        }
    }

    private static void Visit(IOpenApiSchema? schema, HashSet<IOpenApiSchema> seen)
    {
        var target = schema is OpenApiSchemaReference reference ? reference.Target : schema;
        if (target is null || !seen.Add(target))
            return;
        IEnumerable<IOpenApiSchema?> inside =
        [
            target.Items,
            target.AdditionalProperties,
            .. target.Properties?.Values.AsEnumerable() ?? [],
            .. target.OneOf ?? [],
            .. target.AnyOf ?? [],
            .. target.AllOf ?? [],
        ];
        foreach (var one in inside)
            Visit(one, seen);
    }
}
