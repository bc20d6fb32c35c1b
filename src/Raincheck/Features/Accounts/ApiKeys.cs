using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Platform;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>An API key to make.</summary>
public sealed record NewApiKey(string Name, Role Role);

/// <summary>An API key, without the key itself.</summary>
/// <param name="Id">The id to revoke it.</param>
/// <param name="Name">What people know it by; the journal calls it <c>key:</c> and this.</param>
/// <param name="Role">The role.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null for never.</param>
public sealed record ApiKeyView(string Id, string Name, Role Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? LastUsedAt)
{
    internal static ApiKeyView Of(ApiKey key) =>
        new(
            key.Id,
            key.Name,
            Roles.Find(key.Role) ?? throw new InvalidOperationException($"API key {key.Name} has no role"),
            Micros.ToTime(key.CreatedAt),
            key.CreatedBy,
            Micros.ToTime(key.LastUsedAt)
        );
}

/// <summary>Creates an API key from its text, and stores the digest.</summary>
/// <param name="id">Its id.</param>
/// <param name="key">The new key.</param>
/// <param name="secret">The text that a program will send.</param>
internal sealed class AddApiKey(string id, NewApiKey key, string secret) : AccountCommand<ApiKeyView>
{
    protected internal override string Kind => "apiKeyAdded";

    protected internal override string Cause => $"API key {key.Name} added";

    protected internal override object Note =>
        new
        {
            Id = id,
            key.Name,
            key.Role,
        };

    internal override async Task<Outcome<ApiKeyView>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        if (Text.CheckRequired(key.Name, "name", AccountWork.NameLengthMax) is { } refusal)
            return refusal;
        // The same as in a name of a user: the journal and idempotency keys tell actors apart by these names.
        if (key.Name.Except(work.Users.Options.User.AllowedUserNameCharacters).Any())
            return new Refusal(RefusalCode.InvalidValue, "name has characters other than letters, digits and -._@+.", "name");
        if (await work.Db.ApiKeys.AnyAsync(k => k.Name == key.Name, cancel))
            return new Refusal(RefusalCode.DuplicateApiKeyName, $"API key {key.Name} already exists.", "name");
        var row = new ApiKey
        {
            Id = id,
            Name = key.Name,
            Role = Roles.NameOf(key.Role),
            Hash = ApiKeySecret.HashOf(secret),
            CreatedAt = work.Now,
            CreatedBy = work.Actor,
        };
        work.Db.ApiKeys.Add(row);
        return ApiKeyView.Of(row);
    }

    /// <summary>An id for a new key.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");
}

/// <summary>Revokes an API key: what it did stays in the journal under its name.</summary>
internal sealed class RevokeApiKey : AccountCommand<ApiKeyView>
{
    private readonly Expression<Func<ApiKey, bool>> which;
    private readonly string named;
    private ApiKey? revoked;

    private RevokeApiKey(Expression<Func<ApiKey, bool>> which, string named) => (this.which, this.named) = (which, named);

    protected internal override string Kind => "apiKeyRevoked";

    protected internal override string Cause => $"API key {revoked?.Name} revoked";

    protected internal override object Note => new { revoked?.Id, revoked?.Name };

    public static RevokeApiKey ById(string id) => new(k => k.Id == id, id);

    public static RevokeApiKey ByName(string name) => new(k => k.Name == name, name);

    internal override async Task<Outcome<ApiKeyView>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        revoked = await work.Db.ApiKeys.SingleOrDefaultAsync(which, cancel);
        if (revoked is null)
            return new Refusal(RefusalCode.ApiKeyNotFound, $"There is no API key {named}.");
        work.Db.ApiKeys.Remove(revoked);
        return ApiKeyView.Of(revoked);
    }
}

/// <summary>The API keys, by name.</summary>
public sealed class ApiKeyReader(ClientDatabase database)
{
    /// <summary>Every key: for people, who have few.</summary>
    public async Task<IReadOnlyList<ApiKeyView>> AllAsync(CancellationToken cancel) =>
        (await database.ReadAsync(db => db.ApiKeys.OrderBy(k => k.Name).ToListAsync(cancel), cancel)).ConvertAll(ApiKeyView.Of);

    internal async Task<IResult> ListAsync(HttpContext http)
    {
        var query = new ListQuery(http, "api-keys");
        var after = query.Key(JsonValueKind.String) is [var key] ? key.GetString() : null;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        var rows = await database.ReadAsync(
            db =>
                db.ApiKeys.Where(k => after == null || string.Compare(k.Name, after) > 0)
                    .OrderBy(k => k.Name)
                    .Take(query.PageSize + 1)
                    .ToListAsync(http.RequestAborted),
            http.RequestAborted
        );
        return TypedResults.Ok(query.Page(rows, rows.ConvertAll(ApiKeyView.Of), row => [row.Name]));
    }
}
