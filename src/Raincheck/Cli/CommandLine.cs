using System.CommandLine;

namespace Raincheck.Cli;

/// <summary>The commands, and how each of them ends: 0 done, 1 failed or something wrong found, 2 asked for wrongly.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongArguments = 2;

    public static RootCommand Root() =>
        new("Raincheck: order management built around back orders.")
        {
            ServeCommand.Make(),
            DemoCommand.Make(),
            ImportCommand.Make(),
            ReplayCommand.Make(),
            StatusCommand.Make(),
            RecalculateCommand.Make(),
            VerifyCommand.Make(),
            UsersCommand.Make(),
            KeysCommand.Make(),
            BackupCommand.Make(),
            RestoreCommand.Make(),
        };

    /// <summary>Runs the command that the arguments name.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">The output; the console if omitted.</param>
    /// <param name="error">The output of errors; the console if omitted.</param>
    /// <param name="cancel">To end it early.</param>
    public static async Task<int> RunAsync(
        RootCommand root,
        string[] args,
        TextWriter? output = null,
        TextWriter? error = null,
        CancellationToken cancel = default
    )
    {
        // Signals are the host's: it finishes what is in flight before it ends.
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await configuration.Error.WriteLineAsync(problem.Message);
            await configuration.Error.WriteLineAsync(
                $"See: raincheck {string.Join(' ', Named(parsed))} --help".Replace("  ", " ", StringComparison.Ordinal)
            );
            return WrongArguments;
        }
        try
        {
            return await parsed.InvokeAsync(configuration, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await configuration.Error.WriteLineAsync("raincheck: stopped before the end");
            return Failed;
        }
    }

    private static List<string> Named(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand and var command })
                names.Insert(0, command.Name);
        }
        return names;
    }
}
