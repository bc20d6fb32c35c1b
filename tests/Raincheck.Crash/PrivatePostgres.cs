using System.Diagnostics;

namespace Raincheck.Crash;

/// <summary>A PostgreSQL server of one's own, by way of <c>scripts/postgres-private</c>, that may be crashed at will.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly string script;
    private readonly string folder;

    private PrivatePostgres(string script, string folder)
    {
        this.script = script;
        this.folder = folder;
    }

    public string ConnectionString { get; private set; } = "";

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static async Task<string?> WhyNotAsync() =>
        FindScript() is not { } found ? "scripts/postgres-private is not above this program"
        : await RunAsync(found, "bin") is (not 0, _, var error) ? error
        : null;

    /// <summary>Starts a new server in a new folder.</summary>
    /// <param name="settings">Settings of the server, as <c>name=value</c>.</param>
    public static async Task<PrivatePostgres> StartNewAsync(params string[] settings)
    {
        // Not below the user's own temporary folder: the server may run as another user.
        var newFolder = Path.Combine("/tmp", $"raincheck-crash-{Guid.NewGuid():N}"[..24]);
        var server = new PrivatePostgres(FindScript() ?? throw new InvalidOperationException("no scripts/postgres-private"), newFolder);
        await server.StartAsync(settings);
        return server;
    }

    public async Task StartAsync(params string[] settings) => ConnectionString = await DoAsync(["start", folder, .. settings]);

    /// <summary>Ends the server as a crash does: nothing is finished, nothing is written.</summary>
    public Task CrashAsync() => DoAsync("stop", folder, "immediate");

    public async ValueTask DisposeAsync()
    {
        await RunAsync(script, "stop", folder, "immediate");
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> DoAsync(params string[] arguments) =>
        await RunAsync(script, arguments) is (0, var output, _)
            ? output
            : throw new InvalidOperationException($"postgres-private {string.Join(' ', arguments)} failed");

    /// <summary>The path of a script of the repository; null where this program is not below it.</summary>
    internal static string? FindScript(string name = "postgres-private")
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, "scripts", name);
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
