using System.CommandLine;
using System.Text.Json;
using Raincheck.Ledger;
using Spectre.Console;

namespace Raincheck.Cli;

/// <summary>
/// What a command says: answers on standard output, complaints and progress on standard error. With <c>--json</c> the
/// answers are JSON, one value a line, and nothing else.
/// </summary>
internal sealed class Output(string command, TextWriter answers, TextWriter complaints, bool isJson)
{
    public bool IsJson => isJson;

    /// <summary>The option that asks for JSON.</summary>
    public static Option<bool> MakeJson() => new("--json") { Description = "Prints JSON, one value per line." };

    public static Output Of(ParseResult parsed, Option<bool> json)
    {
        var names = parsed.CommandResult.Command.Parents.OfType<Command>().Where(c => c is not RootCommand).Select(c => c.Name);
        return new Output(
            string.Join(' ', ["raincheck", .. names, parsed.CommandResult.Command.Name]),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            parsed.GetValue(json)
        );
    }

    /// <summary>A line for people.</summary>
    public Task SayAsync(string line) => isJson ? Task.CompletedTask : answers.WriteLineAsync(line);

    /// <summary>A value for programs.</summary>
    public Task WriteValueAsync<T>(T value) =>
        isJson ? answers.WriteLineAsync(JsonSerializer.Serialize(value, LedgerJson.Options)) : Task.CompletedTask;

    public Task ComplainAsync(string why) => complaints.WriteLineAsync($"{command}: {why}");

    /// <summary>Does something long, with a progress bar where a person watches.</summary>
    /// <param name="what">The action.</param>
    /// <param name="work">The work; it tells how much of how much is done.</param>
    public async Task<T> WatchAsync<T>(string what, Func<Action<long, long>, Task<T>> work)
    {
        if (isJson || Console.IsErrorRedirected || complaints != Console.Error)
            return await work((_, _) => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(complaints) });
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(Markup.Escape(what));
                bar.IsIndeterminate = true;
                return await work(
                    (done, total) =>
                    {
                        bar.IsIndeterminate = false;
                        bar.MaxValue = Math.Max(1, total);
                        bar.Value = done;
                    }
                );
            });
    }
}
