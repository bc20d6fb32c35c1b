using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The program itself, as an operator starts it, with everything that it says.</summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> said = [];
    private readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;

    private ServeProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>The password of the first administrator, where it was printed.</summary>
    public string? Password { get; private set; }

    /// <summary>Both of its outputs so far.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return string.Join('\n', said);
        }
    }

    public static ServeProcess Start(
        string folder,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null
    )
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Raincheck.Hosting.RaincheckHost).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new ServeProcess(Process.Start(start)!);
    }

    /// <summary>Starts it to serve a client on a free port.</summary>
    public static ServeProcess Serve(string folder, string connection, IEnumerable<KeyValuePair<string, string>> environment) =>
        Start(folder, ["serve", "--urls", "http://127.0.0.1:0", "--database", connection], environment);

    /// <summary>Where it listens, once it does.</summary>
    public async Task<Uri> AddressAsync()
    {
        if (await Task.WhenAny(address.Task, reading) != address.Task)
            throw new InvalidOperationException("it ended: " + Said);
        return new Uri(await address.Task);
    }

    /// <summary>Tells it to end, as an operator does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString()]).Dispose();

    /// <summary>Its exit code, when it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
        return process.ExitCode;
    }

    /// <summary>Tells it to end and waits until it has.</summary>
    public Task<int> EndAsync()
    {
        Terminate();
        return EndedAsync();
    }

    /// <summary>Ends it without warning.</summary>
    public Task<int> KillAsync()
    {
        process.Kill();
        return EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private static bool IsOurs(string variable) =>
        variable.StartsWith("OTEL_", StringComparison.Ordinal)
        || (
            variable.StartsWith("RAINCHECK_", StringComparison.Ordinal) && !variable.StartsWith("RAINCHECK_TEST_", StringComparison.Ordinal)
        );

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (said)
                said.Add(line);
            if (PasswordLine().Match(line) is { Success: true } shown)
                Password = shown.Groups["password"].Value;
            if (AddressLine().Match(line) is { Success: true } started)
                address.TrySetResult(started.Groups["address"].Value);
        }
    }

    [GeneratedRegex("with the password (?<password>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PasswordLine();

    [GeneratedRegex(@"^Raincheck on (?<address>\S+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressLine();
}
