using System.CommandLine;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck backup</c>: copies an SQLite client into one file, while it is served.</summary>
internal static class BackupCommand
{
    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var force = CopyCommands.MakeForce("Overwrites FILE if it exists.");
        var file = CopyCommands.MakeFile("The backup file.");
        var command = new Command("backup", "Backs up an SQLite database to one file, also while it is in use.")
        {
            database,
            file,
            force,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var output = Output.Of(parsed, json);
                return CommandClient.ExistingAsync(
                    parsed.GetValue(database)!,
                    output,
                    async client =>
                    {
                        var copy = await SqliteCopies.BackUpAsync(
                            CopyCommands.FileOf(client),
                            parsed.GetValue(file)!,
                            parsed.GetValue(force),
                            cancel
                        );
                        return await CopyCommands.ReportAsync(output, copy);
                    }
                );
            }
        );
        return command;
    }
}

/// <summary><c>raincheck restore</c>: makes a copy the database again.</summary>
internal static class RestoreCommand
{
    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var force = CopyCommands.MakeForce("Overwrites the database if it exists.");
        var file = CopyCommands.MakeFile("A file from raincheck backup.");
        var command = new Command("restore", "Restores an SQLite database from a backup. Stop the server first.")
        {
            database,
            file,
            force,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var output = Output.Of(parsed, json);
                return CommandClient.GuardAsync(
                    parsed.GetValue(database)!,
                    output,
                    async client =>
                    {
                        var restored = await SqliteCopies.RestoreAsync(
                            parsed.GetValue(file)!,
                            CopyCommands.FileOf(client),
                            parsed.GetValue(force),
                            cancel
                        );
                        return await CopyCommands.ReportAsync(output, restored);
                    }
                );
            }
        );
        return command;
    }
}

/// <summary>The common parts of backup and restore.</summary>
internal static class CopyCommands
{
    public static Argument<string> MakeFile(string description) => new("FILE") { Description = description };

    public static Option<bool> MakeForce(string description) => new("--force") { Description = description };

    public static string FileOf(CommandClient client) =>
        client.Database.SqliteFile
        ?? throw new CommandFailedException(
            $"{client.Database.Description} is backed up with pg_dump and restored with pg_restore: see docs/operations.md"
        );

    public static async Task<int> ReportAsync(Output output, SqliteCopy copy)
    {
        await output.WriteValueAsync(copy);
        await output.SayAsync($"{copy.File}: {copy.Orders} orders, {copy.Bytes} bytes, schema {copy.Schema}; SQLite reports no damage.");
        return CommandLine.Done;
    }
}
