using System.Text.Json;
using Raincheck.Cli;

namespace Raincheck.Tests.Cli;

/// <summary>What a command of the command line answered.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The last line of the output as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Lines[^1]);

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs a command in this process.</summary>
    public static async Task<CommandRun> Of(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(CommandLine.Root(), args, output, error);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
