using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>A user to make.</summary>
public sealed record NewUser(string Name, Role Role, string Password);

/// <summary>Makes a user.</summary>
public sealed class AddUser(NewUser user) : AccountCommand<UserView>
{
    protected internal override string Kind => "userAdded";

    protected internal override string Cause => $"user {user.Name} added";

    protected internal override object Note => new { user.Name, user.Role };

    internal override async Task<Outcome<UserView>> DecideAsync(AccountWork work, CancellationToken cancel) =>
        await work.AddUserAsync(user.Name, user.Password, user.Role) is { } refusal
            ? refusal
            : new UserView(user.Name, user.Role, Disabled: false, LockedUntil: null);
}

/// <summary>Creates the first administrator of a client. Returns whether it was needed.</summary>
/// <param name="name">The name to sign in with.</param>
/// <param name="password">The password.</param>
/// <param name="tell">Prints the password. If this fails, the user is not created.</param>
internal sealed class AddFirstUser(string name, string password, Func<Task> tell) : AccountCommand<bool>
{
    protected internal override string Kind => "userAdded";

    protected internal override string Cause => "first start";

    protected internal override object Note => new { Name = name, Role = Role.Admin };

    protected internal override bool IsChange(bool answer) => answer;

    internal override async Task<Outcome<bool>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        if (await work.Db.Users.AnyAsync(cancel))
            return false;
        if (await work.AddUserAsync(name, password, Role.Admin) is { } refusal)
            return refusal;
        await tell();
        return true;
    }
}
