using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Raincheck.Api.Description;

/// <summary>The document as a whole: what it is about, how to sign in, and which objects are strict.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Raincheck",
            Version = "v1",
            Description = "Orders, stock, and who gets which unit when there is not enough.",
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
                "The caller's own name of this request: sent again with the same body it gets the first answer and changes nothing.",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = RequestDigest.KeyLengthMax,
                }
            ),
            [OperationDescription.IfMatch] = Header(
                "If-Match",
                "The ETag of the order as the caller saw it: the call is refused where the order has changed since.",
                new OpenApiSchema { Type = JsonSchemaType.String }
            ),
        };
        KeepStrictOnlyWhatIsSent(document);
        return Task.CompletedTask;
    }

    /// <summary>What the operations of a tag are about.</summary>
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Health"] = "Whether the process runs, and whether it can work.",
        ["Accounts"] = "Tokens, users and API keys.",
        ["Catalogue"] = "Companies, vendors, warehouses and products.",
        ["Inventory"] = "Stock by hand or by a feed.",
        ["Orders"] = "Orders: taken, changed, shipped and found.",
        ["Back orders"] = "What can be done about an order that waits.",
        ["Promises"] = "When what waits will ship.",
        ["Purchasing"] = "Purchase orders, receipts, and what is short.",
        ["Settings"] = "How the client works.",
        ["E-mail"] = "Templates, mail servers, and what was sent.",
        ["Jobs"] = "Work that takes long enough to be watched.",
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
