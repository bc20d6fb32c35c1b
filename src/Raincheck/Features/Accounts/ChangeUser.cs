using System.Text.Json.Serialization;
using Raincheck.Core;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>Changes of a user. Omitted members keep their value.</summary>
public sealed record UserPatch(Role? Role = null, string? Password = null, bool? Disabled = null);

/// <summary>Changes what a user may do, gives them a new password, or keeps them out.</summary>
public sealed class ChangeUser(string name, UserPatch patch) : AccountCommand<UserView>
{
    protected internal override string Kind => "userChanged";

    protected internal override string Cause => $"user {name} changed";

    protected internal override object Note => new Changes(name, patch.Role, patch.Disabled, patch.Password is null ? null : true);

    internal override async Task<Outcome<UserView>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        var found = await work.FindUserAsync(name);
        if (found.Refusal is { } unknown)
            return unknown;
        var user = found.Value;
        if (patch.Password is not null && user.UserName == work.Actor)
        {
            return new Refusal(
                RefusalCode.InvalidValue,
                "password: change your own password with POST /me/password, which requires the current one.",
                "password"
            );
        }
        var takesRights = patch.Role is not null and not Role.Admin || patch.Disabled == true;
        if (takesRights && await work.CheckAnotherAdministratorAsync(user, cancel) is { } last)
            return last;
        if (patch.Password is { } password && await work.SetPasswordAsync(user, password, "password") is { } refusal)
            return refusal;
        if (patch.Role is { } role)
            await work.SetRoleAsync(user, role);
        if (patch.Disabled is { } disabled && disabled != user.IsDisabled)
            await work.SetDisabledAsync(user, disabled);
        return await UserReader.ViewAsync(work, user);
    }

    private sealed record Changes(
        string Name,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Role? Role,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Disabled,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? PasswordSet
    );
}

/// <summary>Removes a user; what they did stays in the journal under their name.</summary>
public sealed class RemoveUser(string name) : AccountCommand<UserView>
{
    protected internal override string Kind => "userRemoved";

    protected internal override string Cause => $"user {name} removed";

    protected internal override object Note => new { Name = name };

    internal override async Task<Outcome<UserView>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        var found = await work.FindUserAsync(name);
        if (found.Refusal is { } unknown)
            return unknown;
        if (await work.CheckAnotherAdministratorAsync(found.Value, cancel) is { } last)
            return last;
        var view = await UserReader.ViewAsync(work, found.Value);
        AccountWork.Require(await work.Users.DeleteAsync(found.Value));
        return view;
    }
}
