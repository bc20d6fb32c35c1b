using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Raincheck.Features.Accounts;
using Raincheck.Features.OrderConsole.Manage;
using Raincheck.Features.Orders;
using Raincheck.Hosting;
using Raincheck.Platform.Access;
using Raincheck.Platform.Jobs;

namespace Raincheck.Bench.Load;

/// <summary>
/// The product's own host in a process of its own, with two more routes. Beside <c>POST /api/v1/orders</c> stands a bare endpoint
/// that goes through the same server, the same middleware and the same check of the credential, parses the same body by the same
/// rules, and then answers at once. Another starts an action on many orders, as the console's dialog does.
/// </summary>
internal sealed class BareHost : IDisposable
{
    public const string Command = "bare-host";
    public const string BarePath = "/api/v1/bare-orders";
    public const string ActionPath = "/api/v1/order-actions";
    public const string UserName = "bench";

    private readonly Process process;

    private BareHost(Process process, IPEndPoint address) => (this.process, Address) = (process, address);

    public IPEndPoint Address { get; }

    /// <summary>Serves until the process is ended; this is what the other process runs.</summary>
    public static async Task<int> ServeAsync(string database)
    {
        await using var app = RaincheckHost.Build(new ServeOptions(database, "http://127.0.0.1:0"));
        await RaincheckHost.PrepareAsync(app, FirstAdministrator.FromEnvironment());
        var more = app.MapGroup("").RequireRoles(toRead: Policies.Read, toChange: Policies.Work);
        more.MapPost(BarePath, (NewOrder order) => TypedResults.StatusCode(StatusCodes.Status201Created));
        more.MapPost(
            ActionPath,
            async (OrderActionRequest request, JobWorker worker, CancellationToken cancel) =>
                TypedResults.Text((await worker.StartAsync(OrderActionJob.Kind, request, cancel)).Id)
        );
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"listening {new Uri(app.Urls.Single()).Port}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Starts that process.</summary>
    public static async Task<BareHost> StartAsync(string database, string password)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(BareHost).Assembly.Location, Command, database])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Started as an executable, the program is not named once more.
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.RemoveAt(0);
        start.Environment[FirstAdministrator.UserVariable] = UserName;
        start.Environment[FirstAdministrator.PasswordVariable] = password;
        // Its output is not read after the start; a line for each request would fill the pipe and block it.
        start.Environment[Logs.LevelVariable] = "warning";
        var started = Process.Start(start)!;
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("listening ", StringComparison.Ordinal))
                return new BareHost(started, new IPEndPoint(IPAddress.Loopback, int.Parse(line[10..], provider: null)));
        }
        throw new InvalidOperationException($"The host ended with {started.ExitCode} before it listened.");
    }

    /// <summary>A client of the host that is signed in.</summary>
    public async Task<HttpClient> SignInAsync(string password)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        var answer = await http.PostAsJsonAsync("/api/v1/token", new { username = UserName, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
