using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Accounts;

/// <summary>An API key as it is shown when it is made.</summary>
/// <param name="Id">The id to revoke it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">The role.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Key">The key, shown this once; null if the request is a repetition under the same idempotency key.</param>
public sealed record ApiKeyMade(string Id, string Name, Role Role, DateTimeOffset CreatedAt, string? Key);

/// <summary>The API keys: an administrator's affair.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").RequireAuthorization(Policies.Administer).WithTags("Accounts");
        keys.MapGet("", ListAsync).WithSummary("The API keys, by name.").WithQuery().Produces<Page<ApiKeyView>>();
        keys.MapPost("", AddAsync)
            .WithSummary("Creates an API key. The response is the only time the key is shown.")
            .Refuses(InvalidValue, DuplicateApiKeyName)
            .WithExample("""{"name":"shop","role":"agent"}""")
            .Produces<ApiKeyMade>(StatusCodes.Status201Created);
        keys.MapDelete("/{id}", RevokeAsync)
            .WithSummary("Revokes an API key.")
            .Refuses(ApiKeyNotFound)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static Task<IResult> ListAsync(HttpContext http, ApiKeyReader reader) => reader.ListAsync(http);

    private static Task<IResult> AddAsync(NewApiKey key, HttpContext http, AccountChanges accounts)
    {
        var (id, secret) = (AddApiKey.NewId(), ApiKeySecret.New());
        return accounts.AnswerAsync(
            http,
            new AddApiKey(id, key, secret),
            made =>
                TypedResults.Created(
                    $"{http.Request.PathBase}/api/v1/api-keys/{made.Id}",
                    new ApiKeyMade(made.Id, made.Name, made.Role, made.CreatedAt, made.Id == id ? secret : null)
                )
        );
    }

    private static Task<IResult> RevokeAsync(string id, HttpContext http, AccountChanges accounts) =>
        accounts.AnswerAsync(http, RevokeApiKey.ById(id), _ => TypedResults.NoContent());
}
