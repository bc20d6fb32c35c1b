using Microsoft.EntityFrameworkCore;
using Raincheck.Core;

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

/// <summary>Makes the first user of a client, who may administer. The answer is whether it was needed.</summary>
internal sealed class AddFirstUser(string name, string password) : AccountCommand<bool>
{
    protected internal override string Kind => "userAdded";

    protected internal override string Cause => "first start";

    protected internal override object Note => new { Name = name, Role = Role.Admin };

    protected internal override bool IsChange(bool answer) => answer;

    internal override async Task<Outcome<bool>> DecideAsync(AccountWork work, CancellationToken cancel) =>
        await work.Db.Users.AnyAsync(cancel) ? false
        : await work.AddUserAsync(name, password, Role.Admin) is { } refusal ? refusal
        : true;
}
