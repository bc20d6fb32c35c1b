using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>
/// Sign-in with a password, for a token or a cookie. Every failure takes one count and one hash: an unknown
/// name, a locked or disabled account and a wrong password take equally long.
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
    SignInAttempts attempts,
    NobodysPassword nobody
) : SignInManager<UserAccount>(users, http, callers, options, log, schemes, confirmation)
{
    /// <summary>The user whom name and password fit; null if they do not, or the user is disabled or locked.</summary>
    public async Task<UserAccount?> FindAsync(string userName, string password)
    {
        if (userName.Length > Passwords.LengthMax || password.Length > Passwords.LengthMax || userName.Any(char.IsControl))
            return null;
        var user = await UserManager.FindByNameAsync(userName);
        var result = await CheckAsync(user, UserManager.NormalizeName(userName), password);
        // Nothing of the name that was sent: people type passwords into the wrong field.
        if (user is null)
            Logger.LogWarning("A sign-in was refused: there is no such user");
        return result.Succeeded ? user : null;
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

    public override Task<SignInResult> CheckPasswordSignInAsync(UserAccount user, string password, bool lockoutOnFailure) =>
        CheckAsync(user, user.NormalizedUserName!, password);

    private async Task<SignInResult> CheckAsync(UserAccount? user, string name, string password)
    {
        using var attempt = await attempts.BeginAsync(user, name, Context);
        var counts = attempt.IsAllowed && user is { IsDisabled: false, PasswordHash: not null };
        var (owner, hash) = counts ? (user!, user!.PasswordHash!) : (new UserAccount(), nobody.Hash);
        var verified = UserManager.PasswordHasher.VerifyHashedPassword(owner, hash, password);
        if (!counts || verified == PasswordVerificationResult.Failed)
        {
            await attempts.FailedAsync(attempt);
            var result =
                !attempt.IsAllowed ? SignInResult.LockedOut
                : user is { IsDisabled: true } ? SignInResult.NotAllowed
                : SignInResult.Failed;
            if (user is not null)
                Logger.LogWarning("A sign-in of {User} was refused: {Result}", user.UserName, result);
            return result;
        }
        await attempts.SucceededAsync(attempt, owner, Context);
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            owner.PasswordHash = UserManager.PasswordHasher.HashPassword(owner, password);
            await UserManager.UpdateAsync(owner);
        }
        Logger.LogInformation("{User} signed in", owner.UserName);
        return SignInResult.Success;
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
