using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>A user.</summary>
/// <param name="Name">The user name, also shown in the journal.</param>
/// <param name="Role">The role.</param>
/// <param name="Disabled">May not sign in.</param>
/// <param name="LockedUntil">May not sign in until then, after repeated wrong passwords; null if that is not so.</param>
public sealed record UserView(string Name, Role Role, bool Disabled, DateTimeOffset? LockedUntil);

/// <summary>The users, by name.</summary>
public sealed class UserReader(ClientDatabase database, TimeProvider time)
{
    public async Task<UserView?> FindAsync(string name, CancellationToken cancel)
    {
        var found = await database.ReadAsync(
            db => Rows(db, db.Users.Where(u => u.NormalizedUserName == name.ToUpperInvariant())).ToListAsync(cancel),
            cancel
        );
        return found is [var row] ? View(row) : null;
    }

    /// <summary>Every user: for people, who have few.</summary>
    public async Task<IReadOnlyList<UserView>> AllAsync(CancellationToken cancel) =>
        (await database.ReadAsync(db => Rows(db, db.Users).ToListAsync(cancel), cancel)).ConvertAll(View);

    internal async Task<IResult> ListAsync(HttpContext http)
    {
        var query = new ListQuery(http, "users");
        var after = query.Key(JsonValueKind.String) is [var key] ? key.GetString() : null;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        var rows = await database.ReadAsync(
            db =>
                Rows(db, after is null ? db.Users : db.Users.Where(u => string.Compare(u.NormalizedUserName, after) > 0))
                    .Take(query.PageSize + 1)
                    .ToListAsync(http.RequestAborted),
            http.RequestAborted
        );
        return TypedResults.Ok(query.Page(rows, rows.ConvertAll(View), row => [row.Key]));
    }

    /// <summary>The user as a command leaves them.</summary>
    internal static async Task<UserView> ViewAsync(AccountWork work, UserAccount user)
    {
        var roles = await work.Users.GetRolesAsync(user);
        var strangers = SignInAttempts.StrangersTo(user.Id);
        var locked = await work.Db.SignInAttempts.Where(a => a.Source == strangers).Select(a => a.LockedUntil).FirstOrDefaultAsync();
        return new Row("", user.UserName!, roles.FirstOrDefault(), user.IsDisabled, locked).ToView(Micros.ToTime(work.Now));
    }

    private UserView View(Row row) => row.ToView(time.GetUtcNow());

    private static IQueryable<Row> Rows(RaincheckDb db, IQueryable<UserAccount> users) =>
        users
            .OrderBy(u => u.NormalizedUserName)
            .Select(u => new Row(
                u.NormalizedUserName!,
                u.UserName!,
                db.UserRoles.Where(r => r.UserId == u.Id).Select(r => r.RoleId).FirstOrDefault(),
                u.IsDisabled,
                db.SignInAttempts.Where(a => a.Source == u.Id + "|").Select(a => a.LockedUntil).FirstOrDefault()
            ));

    private sealed record Row(string Key, string Name, string? Role, bool IsDisabled, long LockedUntil)
    {
        public UserView ToView(DateTimeOffset now) =>
            new(
                Name,
                Roles.Find(Role) ?? throw new InvalidOperationException($"{Name} has no role"),
                IsDisabled,
                LockedUntil > Micros.Of(now) ? Micros.ToTime(LockedUntil) : null
            );
    }
}
