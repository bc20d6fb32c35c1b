using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>
/// Who is signed in at the pages. A cookie only names its session: once that is ended, no copy of the cookie opens anything, in no
/// tab and at no process.
/// </summary>
internal sealed class Sessions(ClientDatabase database, Credentials credentials, TimeProvider time)
{
    private const int IdBytes = 16;

    /// <summary>Begins a session.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> BeginAsync(string userId, TimeSpan lifetime, CancellationToken cancel)
    {
        await using var db = await database.OpenBrieflyAsync(cancel);
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = Convert.ToHexString(RandomNumberGenerator.GetBytes(IdBytes)),
            UserId = userId,
            CreatedAt = Micros.Of(now),
            EndsAt = Micros.Of(now + lifetime),
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(cancel);
        await db.Sessions.Where(s => s.EndsAt < session.CreatedAt).ExecuteDeleteAsync(cancel);
        return session.Id;
    }

    /// <summary>Ends a session; nothing happens where it has ended.</summary>
    public async Task EndAsync(string? id, CancellationToken cancel)
    {
        if (id is null)
            return;
        await using var db = await database.OpenBrieflyAsync(cancel);
        await db.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync(cancel);
        credentials.Forget();
    }
}
