using System.CommandLine;
using Raincheck.Features.Accounts;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck users</c>: manages users, with access to the database.</summary>
internal static class UsersCommand
{
    /// <summary>The actor in the journal.</summary>
    public const string Actor = "command line";

    public static Command Make()
    {
        var users = new Command("users", "Creates, lists and changes users. A running server applies changes within seconds.");
        users.Add(MakeAdd());
        users.Add(MakeList());
        users.Add(MakeSetRole());
        users.Add(MakeSetPassword());
        users.Add(MakeSwitch("disable", "Disables a user at once.", disabled: true));
        users.Add(MakeSwitch("enable", "Enables a user again.", disabled: false));
        users.Add(MakeRemove());
        return users;
    }

    /// <summary>The argument that names a role.</summary>
    public static Argument<Role> MakeRoleArgument() => new("ROLE") { Description = $"{string.Join(", ", Roles.All)}." };

    /// <summary>The option that names a role.</summary>
    public static Option<Role> MakeRoleOption() =>
        new("--role")
        {
            Description = $"The role: {string.Join(", ", Roles.All)}.",
            HelpName = "ROLE",
            Required = true,
        };

    /// <summary>Carries out a change, and says what came of it.</summary>
    public static Task<int> ChangeAsync<T, TTold>(
        string database,
        Output output,
        AccountCommand<T> command,
        Func<T, string> say,
        Func<T, TTold> tell,
        CancellationToken cancel
    ) =>
        CommandClient.WriteAsync(
            database,
            output,
            async client =>
            {
                var outcome = await client.Accounts.ExecuteAsync(command, new CommandContext(Actor), cancel);
                if (outcome.Refusal is { } refusal)
                    throw new CommandFailedException(refusal.Detail);
                await output.SayAsync(say(outcome.Value));
                await output.WriteValueAsync(tell(outcome.Value));
                return CommandLine.Done;
            },
            cancel
        );

    private static Argument<string> MakeName() => new("NAME") { Description = "The user's name." };

    private static Command MakeAdd()
    {
        var (name, role, database, json) = (MakeName(), MakeRoleOption(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("add", $"Creates a user; {PasswordInput.Help}.") { name, role, database, json };
        command.SetAction(
            (parsed, cancel) =>
                WithPasswordAsync(
                    parsed,
                    json,
                    password =>
                        ChangeAsync(
                            parsed.GetValue(database)!,
                            Output.Of(parsed, json),
                            new AddUser(new NewUser(parsed.GetValue(name)!, parsed.GetValue(role), password)),
                            user => $"{user.Name} added with the role {Roles.NameOf(user.Role)}.",
                            user => user,
                            cancel
                        ),
                    cancel
                )
        );
        return command;
    }

    private static Command MakeSetPassword()
    {
        var (name, database, json) = (MakeName(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("set-password", $"Changes the password of a user and unlocks the account; {PasswordInput.Help}.")
        {
            name,
            database,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
                WithPasswordAsync(
                    parsed,
                    json,
                    password =>
                        ChangeAsync(
                            parsed.GetValue(database)!,
                            Output.Of(parsed, json),
                            new ChangeUser(parsed.GetValue(name)!, new UserPatch(Password: password)),
                            user => $"{user.Name} has the new password; all existing sessions are signed out.",
                            user => user,
                            cancel
                        ),
                    cancel
                )
        );
        return command;
    }

    private static Command MakeSetRole()
    {
        var (name, role, database, json) = (MakeName(), MakeRoleArgument(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("set-role", "Changes the role of a user.") { name, role, database, json };
        command.SetAction(
            (parsed, cancel) =>
                ChangeAsync(
                    parsed.GetValue(database)!,
                    Output.Of(parsed, json),
                    new ChangeUser(parsed.GetValue(name)!, new UserPatch(Role: parsed.GetValue(role))),
                    user => $"{user.Name} has the role {Roles.NameOf(user.Role)}.",
                    user => user,
                    cancel
                )
        );
        return command;
    }

    private static Command MakeSwitch(string verb, string description, bool disabled)
    {
        var (name, database, json) = (MakeName(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command(verb, description) { name, database, json };
        command.SetAction(
            (parsed, cancel) =>
                ChangeAsync(
                    parsed.GetValue(database)!,
                    Output.Of(parsed, json),
                    new ChangeUser(parsed.GetValue(name)!, new UserPatch(Disabled: disabled)),
                    user => $"{user.Name} is {(user.Disabled ? "disabled" : "enabled")}.",
                    user => user,
                    cancel
                )
        );
        return command;
    }

    private static Command MakeRemove()
    {
        var (name, database, json) = (MakeName(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("remove", "Removes a user.") { name, database, json };
        command.SetAction(
            (parsed, cancel) =>
                ChangeAsync(
                    parsed.GetValue(database)!,
                    Output.Of(parsed, json),
                    new RemoveUser(parsed.GetValue(name)!),
                    user => $"{user.Name} removed.",
                    user => user,
                    cancel
                )
        );
        return command;
    }

    private static Command MakeList()
    {
        var (database, json) = (DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("list", "Lists the users.") { database, json };
        command.SetAction((parsed, cancel) => ListAsync(parsed.GetValue(database)!, Output.Of(parsed, json), cancel));
        return command;
    }

    private static Task<int> ListAsync(string database, Output output, CancellationToken cancel) =>
        CommandClient.ExistingAsync(
            database,
            output,
            async client =>
            {
                await client.RequireSchemaAsync(cancel);
                foreach (var user in await new UserReader(client.Database, TimeProvider.System).AllAsync(cancel))
                {
                    var state =
                        user.Disabled ? "disabled"
                        : user.LockedUntil is { } until ? $"locked until {until:u}"
                        : "";
                    await output.SayAsync($"{user.Name, -30} {Roles.NameOf(user.Role), -8} {state}".TrimEnd());
                    await output.WriteValueAsync(user);
                }
                return CommandLine.Done;
            }
        );

    private static async Task<int> WithPasswordAsync(
        ParseResult parsed,
        Option<bool> json,
        Func<string, Task<int>> change,
        CancellationToken cancel
    )
    {
        if (await PasswordInput.ReadAsync(parsed.InvocationConfiguration.Error, cancel) is { Length: > 0 } password)
            return await change(password);
        await Output.Of(parsed, json).ComplainAsync($"no password was given; {PasswordInput.Help}");
        return CommandLine.WrongArguments;
    }
}
