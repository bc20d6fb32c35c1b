using System.Text;

namespace Raincheck.Cli;

/// <summary>The source of a password: never an argument, which every process on the machine can see.</summary>
internal static class PasswordInput
{
    public const string Variable = "RAINCHECK_USER_PASSWORD";
    public const string Help = $"the password comes from {Variable}, or else is the first line of standard input";

    /// <summary>The password; null if there is none.</summary>
    public static async Task<string?> ReadAsync(TextWriter prompt, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return given;
        if (Console.IsInputRedirected)
            return await Task.Run(Console.In.ReadLine, cancel).WaitAsync(cancel);
        await prompt.WriteAsync("Password: ");
        // Reading from a console cannot be cancelled, but waiting for it can.
        var typed = await Task.Run(Typed, cancel).WaitAsync(cancel);
        await prompt.WriteLineAsync();
        return typed;
    }

    /// <summary>Hidden user input.</summary>
    private static string Typed()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                typed.Append(key.KeyChar);
            else if (typed.Length > 0)
                typed.Length--;
        }
        return typed.ToString();
    }
}
