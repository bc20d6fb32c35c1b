using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;

namespace Raincheck.Cli;

/// <summary><c>raincheck serve</c>: the API, until it is told to end.</summary>
internal static class ServeCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen: one address, or several between semicolons.",
            HelpName = "URL",
            DefaultValueFactory = _ => DefaultUrls,
        };
        urls.Validators.Add(result =>
        {
            foreach (var url in (result.GetValueOrDefault<string>() ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (!IsAddress(url))
                    result.AddError($"--urls: '{url}' is no address such as {DefaultUrls}.");
            }
        });
        var command = new Command("serve", "Serves the API.") { database, urls };
        command.SetAction((parsed, cancel) => RunAsync(new(parsed.GetValue(database)!, parsed.GetValue(urls)!), cancel));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken cancel)
    {
        try
        {
            await using var app = RaincheckHost.Build(options);
            await RaincheckHost.PrepareAsync(app, FirstAdministrator.FromEnvironment(), cancel);
            await app.StartAsync(cancel);
            await Console.Out.WriteLineAsync(
                $"Raincheck on {string.Join(", ", app.Urls)} ({RaincheckHost.DatabaseOf(app)}); pages to try the API: /docs"
            );
            await app.WaitForShutdownAsync(cancel);
            return CommandLine.Done;
        }
        catch (Exception e) when (e is DbException or IOException or SocketException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"raincheck cannot serve: {e.Message}");
            return CommandLine.Failed;
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", PathBase: "" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
