using System.CommandLine;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary>The option by which every command says which client it works on.</summary>
internal static class DatabaseOption
{
    public const string Variable = "RAINCHECK_DATABASE";
    public const string Default = "raincheck.db";

    public static Option<string> Make() =>
        Make(
            $"An SQLite file or a PostgreSQL connection string (Host=…); also from {Variable}.",
            () => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Default
        );

    /// <summary>The option with a default of its own; the environment is not asked.</summary>
    public static Option<string> Make(string description, Func<string> makeDefault)
    {
        var option = new Option<string>("--database")
        {
            Description = description,
            HelpName = "CONNECTION",
            DefaultValueFactory = _ => makeDefault(),
        };
        option.Validators.Add(result =>
        {
            try
            {
                ClientDatabase.Check(result.GetValueOrDefault<string>());
            }
            catch (ArgumentException e)
            {
                result.AddError($"--database is not an SQLite file or a PostgreSQL connection string: {e.Message.Split(" (Parameter")[0]}");
            }
        });
        return option;
    }
}
