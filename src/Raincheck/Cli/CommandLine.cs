using System.CommandLine;

namespace Raincheck.Cli;

/// <summary>How every command ends: 0 done, 1 failed, 2 asked for wrongly.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongArguments = 2;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync(
                $"See: raincheck {string.Join(' ', Named(parsed))} --help".Replace("  ", " ", StringComparison.Ordinal)
            );
            return WrongArguments;
        }
        // Signals are the host's: it finishes what is in flight before it ends.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration);
    }

    private static IEnumerable<string> Named(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name];
}
