using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The program itself, as an operator starts it, with everything that it says.</summary>
internal sealed partial class ServeProcess : IAsyncDisposable
{
    /// <summary>How long a process may take to listen or to end before it is killed and the test fails.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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
        // A file that may not grow is an error to the program, and not its end.
        const string Ignoring = "trap '' XFSZ; exec dotnet \"$@\"";
        var start = new ProcessStartInfo(
            "bash",
            ["-c", Ignoring, "bash", typeof(Raincheck.Hosting.RaincheckHost).Assembly.Location, .. arguments]
        )
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            // Open, and without a line, for as long as the process runs.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new ServeProcess(Process.Start(start)!);
    }

    /// <summary>Its number, for what the system can do to a process.</summary>
    public int Id => process.Id;

    /// <summary>Starts it to serve a client on a free port.</summary>
    public static ServeProcess Serve(string folder, string connection, IEnumerable<KeyValuePair<string, string>> environment) =>
        Start(folder, ["serve", "--urls", "http://127.0.0.1:0", "--database", connection], environment);

    /// <summary>Where it listens, once it does.</summary>
    public async Task<Uri> AddressAsync()
    {
        await BoundedAsync(Task.WhenAny(address.Task, reading), "listen");
        if (!address.Task.IsCompleted)
            throw new InvalidOperationException("it ended: " + Said);
        return new Uri(await address.Task);
    }

    /// <summary>Tells it to end, as an operator does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString()]).Dispose();

    /// <summary>Its exit code, when it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await BoundedAsync(Task.WhenAll(process.WaitForExitAsync(TestContext.Current.CancellationToken), reading), "end");
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
        process.Kill(entireProcessTree: true);
        return EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await Task.WhenAll(process.WaitForExitAsync(), reading).WaitAsync(Patience);
        process.Dispose();
    }

    private async Task BoundedAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"it did not {what} within {Patience.TotalSeconds} seconds, and was killed: {Said}", late);
        }
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
