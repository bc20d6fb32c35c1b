using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Platform.Access;

/// <summary>
/// What a credential that was given earlier is worth now. A token or a cookie is worth nothing once its user is gone, disabled
/// or has another password, and otherwise what the user's role is worth today; a key is worth nothing once it is revoked.
/// Asked on every request, so the answers are cached for some seconds; a change made by this process counts at once, one made
/// by another process after these seconds.
/// </summary>
public sealed class Credentials(ClientDatabase database, TimeProvider time)
{
    /// <summary>The retention time of a response.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    /// <summary>How exactly the last use of a key is known: it is written at most once in this time.</summary>
    public static readonly TimeSpan LastUseExactness = TimeSpan.FromMinutes(1);

    private readonly TtlCache<User> users = new(time);
    private readonly TtlCache<Key> keys = new(time);
    private readonly TtlCache<OpenSession> sessions = new(time);

    /// <summary>The caller as the database has them now; null if what they show is no longer good.</summary>
    public async ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal shown, CancellationToken cancel)
    {
        if (shown.FindFirstValue(Callers.Id) is not { } id || shown.FindFirstValue(Callers.Stamp) is not { } stamp)
            return null;
        var session = shown.FindFirstValue(Callers.Session);
        if (session is not null && !await IsOpenAsync(session, id, cancel))
            return null;
        var user = await users.GetAsync(id, FindUserAsync, cancel);
        return user is { IsDisabled: false } && AreEqual(user.Stamp, stamp)
            ? Callers.Make(shown.Identity!.AuthenticationType!, id, user.Name, user.Role, stamp, session)
            : null;
    }

    /// <summary>Invalidates the cache after rights have changed.</summary>
    public void Forget()
    {
        users.Forget();
        keys.Forget();
        sessions.Forget();
    }

    /// <summary>The key with this digest, which is being used; null if there is none.</summary>
    internal async ValueTask<Key?> OfKeyAsync(string hash, CancellationToken cancel)
    {
        var key = await keys.GetAsync(hash, FindKeyAsync, cancel);
        var now = Micros.Of(time.GetUtcNow());
        if (key is not null && key.IsUseToBeWritten(now))
        {
            var latest = StoredTime.LatestAt(now, TimeSpan.Zero);
            await using var db = database.CreateContext();
            await db
                .ApiKeys.Where(k => k.Id == key.Id && (k.LastUsedAt == null || k.LastUsedAt < now || k.LastUsedAt > latest))
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), cancel);
        }
        return key;
    }

    private async ValueTask<bool> IsOpenAsync(string session, string user, CancellationToken cancel)
    {
        var open = await sessions.GetAsync(session, FindSessionAsync, cancel);
        var now = time.GetUtcNow();
        // Begun under a clock that was ahead, it would live longer by as much.
        return open is not null
            && open.UserId == user
            && open.EndsAt > Micros.Of(now)
            && open.CreatedAt <= Micros.Of(now + StoredTime.SkewMax);
    }

    private async Task<OpenSession?> FindSessionAsync(string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db
            .Sessions.Where(s => s.Id == id)
            .Select(s => new OpenSession(s.UserId, s.CreatedAt, s.EndsAt))
            .FirstOrDefaultAsync(cancel);
    }

    private async Task<User?> FindUserAsync(string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db
            .Users.Where(u => u.Id == id)
            .Select(u => new User(
                u.UserName!,
                db.UserRoles.Where(r => r.UserId == u.Id).Select(r => r.RoleId).FirstOrDefault() ?? "",
                u.SecurityStamp,
                u.IsDisabled
            ))
            .FirstOrDefaultAsync(cancel);
    }

    private async Task<Key?> FindKeyAsync(string hash, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db
            .ApiKeys.Where(k => k.Hash == hash)
            .Select(k => new Key(k.Id, k.Name, k.Role, k.LastUsedAt))
            .FirstOrDefaultAsync(cancel);
    }

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private sealed record OpenSession(string UserId, long CreatedAt, long EndsAt);

    private sealed record User(string Name, string Role, string? SecurityStamp, bool IsDisabled)
    {
        public string Stamp { get; } = Callers.StampOf(SecurityStamp);
    }

    /// <summary>An API key, without its digest.</summary>
    internal sealed class Key(string id, string name, string role, long? lastUsedAt)
    {
        private static readonly long Exactness = LastUseExactness.Ticks / TimeSpan.TicksPerMicrosecond;

        private long lastUsedAt = lastUsedAt ?? long.MinValue / 2;

        public string Id => id;
        public string Name => name;
        public string Role => role;

        /// <summary>Whether this use is the one of its minute that is written; of many at once, one is told so.</summary>
        public bool IsUseToBeWritten(long now)
        {
            var last = Interlocked.Read(ref lastUsedAt);
            return (now - last >= Exactness || last > StoredTime.LatestAt(now, TimeSpan.Zero))
                && Interlocked.CompareExchange(ref lastUsedAt, now, last) == last;
        }
    }
}
