using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;

namespace Raincheck.Bench.Load;

/// <summary>The product itself, <c>raincheck serve</c>, in a process of its own.</summary>
internal sealed class ServedProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private ServedProgram(Process process, HttpClient http) => (this.process, Http) = (process, http);

    /// <summary>A client that is signed in.</summary>
    public HttpClient Http { get; }

    public static async Task<ServedProgram> StartAsync(string database)
    {
        var password = Guid.NewGuid().ToString();
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(RaincheckHost).Assembly.Location, "serve", "--urls", "http://127.0.0.1:0", "--database", database, "--rate-limit", "0"]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[FirstAdministrator.UserVariable] = BareHost.UserName;
        start.Environment[FirstAdministrator.PasswordVariable] = password;
        start.Environment[Logs.LevelVariable] = "warning";
        var started = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await started.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (!line.StartsWith("Raincheck on ", StringComparison.Ordinal))
                continue;
            // What it says later must not fill the pipe.
            _ = started.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var program = new ServedProgram(started, new HttpClient { BaseAddress = new Uri(line.Split(' ')[2]) });
            await program.SignInAsync(password);
            return program;
        }
        throw new InvalidOperationException($"The program ended with {started.ExitCode} before it listened.");
    }

    /// <summary>A figure of the process in MiB, by its name in <c>/proc/PID/status</c>, such as <c>VmRSS</c>.</summary>
    public double MemoryMiB(string name)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>With a key, because tokens end after an hour.</summary>
    private async Task SignInAsync(string password)
    {
        var answer = await Http.PostAsJsonAsync("/api/v1/token", new { username = BareHost.UserName, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/api/v1/api-keys");
        asking.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        asking.Content = JsonContent.Create(new { name = "bench", role = "agent" });
        using var made = await Http.SendAsync(asking);
        made.EnsureSuccessStatusCode();
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public void Dispose()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
