using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>A change of users or API keys. It is carried out by <see cref="AccountChanges"/>.</summary>
/// <typeparam name="T">The answer, without a secret: a repetition gets it from the database.</typeparam>
public abstract class AccountCommand<T>
{
    /// <summary>Its name in the journal.</summary>
    protected internal abstract string Kind { get; }

    /// <summary>A description.</summary>
    protected internal abstract string Cause { get; }

    /// <summary>The journal data; never a secret.</summary>
    protected internal abstract object Note { get; }

    /// <summary>Whether this answer comes of a change: the journal does not tell of what changed nothing.</summary>
    protected internal virtual bool IsChange(T answer) => true;

    /// <summary>Checks and changes; where it refuses, nothing of it is kept.</summary>
    internal abstract Task<Outcome<T>> DecideAsync(AccountWork work, CancellationToken cancel);
}

/// <summary>The accounts as one command sees and changes them.</summary>
internal sealed class AccountWork(RaincheckDb db, UserManager<UserAccount> users, string actor, long now)
{
    public const int NameLengthMax = 100;

    public RaincheckDb Db => db;

    public UserManager<UserAccount> Users => users;

    /// <summary>The actor.</summary>
    public string Actor => actor;

    /// <summary>In microseconds since 1970-01-01 UTC.</summary>
    public long Now => now;

    public async Task<Outcome<UserAccount>> FindUserAsync(string name) =>
        await users.FindByNameAsync(name) is { } user ? user : new Refusal(RefusalCode.UserNotFound, $"There is no user {name}.");

    public async Task<Refusal?> AddUserAsync(string name, string password, Role role)
    {
        var user = new UserAccount(name ?? "");
        if (
            Refusals.First(Text.CheckRequired(name, "name", NameLengthMax), await CheckPasswordAsync(user, password, "password")) is
            { } refusal
        )
            return refusal;
        return Refused(await users.CreateAsync(user, password), user.UserName!, "password")
            ?? Refused(await users.AddToRoleAsync(user, Roles.NameOf(role)), user.UserName!, "role");
    }

    private async Task<Refusal?> CheckPasswordAsync(UserAccount user, string password, string path)
    {
        var errors = new List<IdentityError>();
        foreach (var validator in users.PasswordValidators)
            errors.AddRange((await validator.ValidateAsync(users, user, password)).Errors);
        return errors.Count == 0 ? null : Refused(IdentityResult.Failed([.. errors]), user.UserName!, path);
    }

    /// <summary>Another password: every token and cookie of the user is worth nothing from now on, and a lock is lifted.</summary>
    public async Task<Refusal?> SetPasswordAsync(UserAccount user, string password, string path)
    {
        Require(await users.RemovePasswordAsync(user));
        if (Refused(await users.AddPasswordAsync(user, password), user.UserName!, path) is { } refusal)
            return refusal;
        var sources = SignInAttempts.PrefixOf(user.Id);
        await db.SignInAttempts.Where(a => a.Source.StartsWith(sources)).ExecuteDeleteAsync();
        return null;
    }

    public async Task SetRoleAsync(UserAccount user, Role role)
    {
        Require(await users.RemoveFromRolesAsync(user, await users.GetRolesAsync(user)));
        Require(await users.AddToRoleAsync(user, Roles.NameOf(role)));
    }

    public async Task SetDisabledAsync(UserAccount user, bool disabled)
    {
        user.IsDisabled = disabled;
        Require(await users.UpdateSecurityStampAsync(user));
    }

    /// <summary>A refusal if no other administrator would be left.</summary>
    public async Task<Refusal?> CheckAnotherAdministratorAsync(UserAccount user, CancellationToken cancel)
    {
        if (user.IsDisabled || !await users.IsInRoleAsync(user, Roles.Admin))
            return null;
        var isAnother = await db
            .UserRoles.Where(r => r.RoleId == Roles.Admin && r.UserId != user.Id)
            .AnyAsync(r => db.Users.Any(u => u.Id == r.UserId && !u.IsDisabled), cancel);
        return isAnother
            ? null
            : new Refusal(RefusalCode.LastAdministrator, $"{user.UserName} is the last administrator; add another one first.");
    }

    public static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
    }

    private static Refusal? Refused(IdentityResult result, string name, string passwordPath)
    {
        if (result.Succeeded)
            return null;
        var detail = string.Join(" ", result.Errors.Select(e => e.Description));
        return result.Errors.First().Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateUserName) => new Refusal(
                RefusalCode.DuplicateUserName,
                $"User {name} already exists.",
                "name"
            ),
            nameof(IdentityErrorDescriber.InvalidUserName) => new Refusal(
                RefusalCode.InvalidValue,
                "name has characters other than letters, digits and -._@+.",
                "name"
            ),
            var code when code.StartsWith("Password", StringComparison.Ordinal) => new Refusal(
                RefusalCode.InvalidValue,
                $"{passwordPath}: {detail}",
                passwordPath
            ),
            _ => throw new InvalidOperationException(detail),
        };
    }
}
