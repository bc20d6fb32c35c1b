using System.CommandLine;
using Raincheck.Features.Accounts;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck keys</c>: what programs sign their calls with.</summary>
internal static class KeysCommand
{
    public static Command Make()
    {
        var keys = new Command("keys", "Creates, lists and revokes API keys.");
        keys.Add(MakeAdd());
        keys.Add(MakeList());
        keys.Add(MakeRevoke());
        return keys;
    }

    private static Command MakeAdd()
    {
        var name = new Argument<string>("NAME") { Description = "The name of the key. The journal shows key:NAME." };
        var (role, database, json) = (UsersCommand.MakeRoleOption(), DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("add", "Creates an API key and prints it. It is not shown again.") { name, role, database, json };
        command.SetAction(
            (parsed, cancel) =>
                AddAsync(
                    parsed.GetValue(database)!,
                    Output.Of(parsed, json),
                    new NewApiKey(parsed.GetValue(name)!, parsed.GetValue(role)),
                    cancel
                )
        );
        return command;
    }

    private static Task<int> AddAsync(string database, Output output, NewApiKey key, CancellationToken cancel)
    {
        var (id, secret) = (AddApiKey.NewId(), ApiKeySecret.New());
        // The key stands alone on its line, for a script to take.
        return UsersCommand.ChangeAsync(
            database,
            output,
            new AddApiKey(id, key, secret),
            _ => secret,
            made => new ApiKeyMade(made.Id, made.Name, made.Role, made.CreatedAt, secret),
            cancel
        );
    }

    private static Command MakeList()
    {
        var (database, json) = (DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("list", "Lists the API keys, without the keys themselves.") { database, json };
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
                foreach (var key in await new ApiKeyReader(client.Database).AllAsync(cancel))
                {
                    var used = key.LastUsedAt is { } at ? $"last used {at:u}" : "never used";
                    await output.SayAsync($"{key.Id} {key.Name, -30} {Roles.NameOf(key.Role), -8} {used}");
                    await output.WriteValueAsync(key);
                }
                return CommandLine.Done;
            }
        );

    private static Command MakeRevoke()
    {
        var named = new Argument<string>("NAME") { Description = "The key's name." };
        var (database, json) = (DatabaseOption.Make(), Output.MakeJson());
        var command = new Command("revoke", "Revokes an API key; a running server refuses it within seconds.") { named, database, json };
        command.SetAction(
            (parsed, cancel) => RevokeAsync(parsed.GetValue(database)!, Output.Of(parsed, json), parsed.GetValue(named)!, cancel)
        );
        return command;
    }

    private static Task<int> RevokeAsync(string database, Output output, string named, CancellationToken cancel) =>
        UsersCommand.ChangeAsync(database, output, RevokeApiKey.ByName(named), key => $"{key.Name} revoked.", key => key, cancel);
}
