using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>An attempt to sign in. Others of the same source are checked when it is disposed.</summary>
/// <param name="source">Whose attempts it counts among.</param>
/// <param name="turn">Its turn to be checked.</param>
internal sealed class SignInAttempt(string source, IDisposable turn) : IDisposable
{
    public string Source => source;

    /// <summary>Whether its password is looked at; otherwise too many were wrong.</summary>
    public bool IsAllowed { get; init; }

    public void Dispose() => turn.Dispose();
}

/// <summary>
/// Counts wrong passwords, and locks where there were too many in a row. Strangers to an account share one count; each address from
/// which its user has signed in before has a count of its own, and so have those who are signed in already: a stranger who locks an
/// account locks out strangers alone. Attempts of one source are checked one after another, so that many guesses at once count as many,
/// and right passwords at once do not count at all; of several processes each may check one more. Names that no user has wait and are
/// counted alike, so that neither answer nor time tells them apart.
/// </summary>
internal sealed class SignInAttempts(ClientDatabase database, SignInGate gate, TimeProvider time)
{
    /// <summary>So many wrong ones in a row lock.</summary>
    public const int FailuresMax = 5;

    private const string SignedIn = "signed in";

    private static readonly TimeSpan LockedOut = TimeSpan.FromMinutes(5);

    /// <summary>After that, wrong ones are no longer "in a row"; locking allows many more in the same time.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>An address is known so long after the last sign-in from it.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);

    /// <summary>Waits for the attempt's turn, and tells whether its password may be looked at.</summary>
    /// <param name="user">The user with that name; null if there is none.</param>
    /// <param name="name">The normalized name.</param>
    /// <param name="http">The request.</param>
    /// <exception cref="TooManySignInsException">Too many are before it.</exception>
    public async Task<SignInAttempt> BeginAsync(UserAccount? user, string name, HttpContext http)
    {
        var source = await SourceOfAsync(user, name, http);
        var turn = await gate.EnterAsync(source, http.RequestAborted);
        try
        {
            var attempt = new SignInAttempt(source, turn) { IsAllowed = await IsAllowedAsync(source, http.RequestAborted) };
            // Nothing depends on an attempt that is refused anyway: it holds up no other.
            if (!attempt.IsAllowed)
                turn.Dispose();
            return attempt;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The password was wrong, or not looked at: it counts, even if the caller has gone.</summary>
    public async Task FailedAsync(SignInAttempt attempt)
    {
        await using var db = await database.OpenBrieflyAsync(CancellationToken.None);
        var now = Micros.Of(time.GetUtcNow());
        var (fresh, latest, until) = (now - Long(Remembered), LatestLockAt(now), now + Long(LockedOut));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO sign_in_attempts (source, failures, locked_until, last_at) VALUES ({attempt.Source}, 1, 0, {now})
            ON CONFLICT (source) DO UPDATE SET
              failures = CASE WHEN sign_in_attempts.last_at < {fresh} OR sign_in_attempts.locked_until BETWEEN 1 AND {now} OR sign_in_attempts.locked_until > {latest} THEN 1
                WHEN sign_in_attempts.failures > {FailuresMax} THEN sign_in_attempts.failures ELSE sign_in_attempts.failures + 1 END,
              locked_until = CASE WHEN sign_in_attempts.last_at < {fresh} OR sign_in_attempts.locked_until BETWEEN 1 AND {now} OR sign_in_attempts.locked_until > {latest} THEN 0
                WHEN sign_in_attempts.failures = {FailuresMax - 1} THEN {until} ELSE sign_in_attempts.locked_until END,
              last_at = {now}
            """,
            CancellationToken.None
        );
    }

    /// <summary>The password was right: its count begins anew, and the address is known from now on.</summary>
    public async Task SucceededAsync(SignInAttempt attempt, UserAccount user, HttpContext http)
    {
        await using var db = await database.OpenBrieflyAsync(http.RequestAborted);
        var now = Micros.Of(time.GetUtcNow());
        var (address, stale, old) = (CallerAddress.Of(http), now - Long(Remembered), now - Long(KnownFor));
        await using var transaction = await db.Database.BeginTransactionAsync(http.RequestAborted);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO known_addresses (user_id, address, seen_at) VALUES ({user.Id}, {address}, {now})
            ON CONFLICT (user_id, address) DO UPDATE SET seen_at = {now}
            """,
            http.RequestAborted
        );
        await db
            .SignInAttempts.Where(a => a.Source == attempt.Source || (a.LastAt < stale && a.LockedUntil < now))
            .ExecuteDeleteAsync(http.RequestAborted);
        await db.KnownAddresses.Where(a => a.SeenAt < old).ExecuteDeleteAsync(http.RequestAborted);
        await transaction.CommitAsync(http.RequestAborted);
    }

    /// <summary>Whose attempts those of strangers to a user count among.</summary>
    public static string StrangersTo(string userId) => SourceOf(userId, "");

    /// <summary>The start of the keys of all counters of a user.</summary>
    public static string PrefixOf(string userId) => userId + "|";

    private async Task<string> SourceOfAsync(UserAccount? user, string name, HttpContext http)
    {
        await using var db = await database.OpenBrieflyAsync(http.RequestAborted);
        var (id, address) = (user?.Id ?? "", CallerAddress.Of(http));
        var since = Micros.Of(time.GetUtcNow()) - Long(KnownFor);
        var isKnown = await db
            .KnownAddresses.AsNoTracking()
            .AnyAsync(a => a.UserId == id && a.Address == address && a.SeenAt > since, http.RequestAborted);
        return SourceOf(
            user?.Id ?? DigestOf(name),
            user is not null && http.User.FindFirstValue(Callers.Id) == user.Id ? SignedIn
                : isKnown ? address
                : ""
        );
    }

    private async Task<bool> IsAllowedAsync(string source, CancellationToken cancel)
    {
        await using var db = await database.OpenBrieflyAsync(cancel);
        var now = Micros.Of(time.GetUtcNow());
        var (fresh, latest) = (now - Long(Remembered), LatestLockAt(now));
        var isLocked = await db
            .SignInAttempts.AsNoTracking()
            .AnyAsync(
                a =>
                    a.Source == source
                    && a.Failures >= FailuresMax
                    && a.LastAt >= fresh
                    && (a.LockedUntil == 0 || (a.LockedUntil > now && a.LockedUntil <= latest)),
                cancel
            );
        return !isLocked;
    }

    /// <summary>A lock of a clock that was ahead is not believed.</summary>
    private static long LatestLockAt(long now) => StoredTime.LatestAt(now, LockedOut);

    private static long Long(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static string SourceOf(string who, string where) => PrefixOf(who) + where;

    /// <summary>A short digest of an unknown user name. It does not reveal the input, because many names share it.</summary>
    private static string DigestOf(string name) => "?" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 3));
}
