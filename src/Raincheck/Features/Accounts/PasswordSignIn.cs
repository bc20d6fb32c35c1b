using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>
/// Signing in with a password, the same for a token and for a cookie. Attempts for one user take turns, so that many at once
/// count as many; a name that nobody has takes as long as a wrong password.
/// </summary>
internal sealed class PasswordSignIn(
    UserManager<UserAccount> users,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<UserAccount> callers,
    IOptions<IdentityOptions> options,
    ILogger<PasswordSignIn> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<UserAccount> confirmation,
    RaincheckDb db,
    NobodysPassword nobody
) : SignInManager<UserAccount>(users, http, callers, options, log, schemes, confirmation)
{
    private const int TurnsCount = 64;

    private static readonly SemaphoreSlim[] Turns = [.. Enumerable.Range(0, TurnsCount).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The user whom name and password fit; null where they do not, or the user is disabled or locked.</summary>
    public async Task<UserAccount?> FindAsync(string userName, string password)
    {
        if (userName.Length > Passwords.LengthMax || password.Length > Passwords.LengthMax || userName.Any(char.IsControl))
            return null;
        var user = await UserManager.FindByNameAsync(userName);
        // Nothing of the name that was sent: people type passwords into the wrong field.
        if (user is null)
            Logger.LogWarning("A sign-in was refused: there is no such user");
        else if ((await CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)).Succeeded)
            return user;
        if (user is null || user.IsDisabled || await UserManager.IsLockedOutAsync(user))
            UserManager.PasswordHasher.VerifyHashedPassword(new UserAccount(), nobody.Hash, password);
        return null;
    }

    /// <summary>The user as stored now.</summary>
    public async Task<UserAccount> ReloadAsync(UserAccount user)
    {
        await db.Entry(user).ReloadAsync();
        return user;
    }

    public override async Task<bool> CanSignInAsync(UserAccount user) => !user.IsDisabled && await base.CanSignInAsync(user);

    public override async Task<SignInResult> PasswordSignInAsync(
        string userName,
        string password,
        bool isPersistent,
        bool lockoutOnFailure
    ) => await FindAsync(userName, password) is { } user ? await SignInOrTwoFactorAsync(user, isPersistent) : SignInResult.Failed;

    public override async Task<SignInResult> CheckPasswordSignInAsync(UserAccount user, string password, bool lockoutOnFailure)
    {
        var turn = Turns[unchecked((uint)StringComparer.Ordinal.GetHashCode(user.Id)) % TurnsCount];
        await turn.WaitAsync();
        try
        {
            // Another attempt may have been counted while this one waited.
            await db.Entry(user).ReloadAsync();
            var result = await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure);
            if (result.Succeeded)
                Logger.LogInformation("{User} signed in", user.UserName);
            else
                Logger.LogWarning("A sign-in of {User} was refused: {Result}", user.UserName, result);
            return result;
        }
        finally
        {
            turn.Release();
        }
    }
}

/// <summary>Checked where a password must not count, so that the time it takes does not tell.</summary>
internal sealed class NobodysPassword(IOptions<PasswordHasherOptions> options)
{
    private readonly Lazy<string> hash = new(() =>
        new PasswordHasher<UserAccount>(options).HashPassword(new UserAccount(), Guid.NewGuid().ToString())
    );

    public string Hash => hash.Value;
}
