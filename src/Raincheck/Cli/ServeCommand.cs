using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Raincheck.Features.Accounts;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Hosting;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck serve</c>: the API, until it is told to end.</summary>
internal static class ServeCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var urls = MakeUrls();
        var limits = new RateLimitOptions();
        var command = new Command("serve", "Serves the web console and the API.") { database, urls };
        limits.AddTo(command);
        var hosts = new TrustedHostOptions();
        hosts.AddTo(command);
        var address = new PublicUrlOption();
        address.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    new(parsed.GetValue(database)!, parsed.GetValue(urls)!)
                    {
                        RateLimits = limits.Of(parsed),
                        Hosts = hosts.Of(parsed),
                        PublicAddress = address.Of(parsed),
                    },
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    cancel
                )
        );
        return command;
    }

    /// <summary>The option that says where to listen.</summary>
    public static Option<string> MakeUrls()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons.",
            HelpName = "URL",
            DefaultValueFactory = _ => DefaultUrls,
        };
        urls.Validators.Add(result =>
        {
            foreach (var url in (result.GetValueOrDefault<string>() ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (!IsAddress(url))
                    result.AddError($"--urls: '{url}' is not an address such as {DefaultUrls}.");
            }
        });
        return urls;
    }

    /// <summary>Serves, and says in a sentence why it cannot. To be told to end before it serves is no failure.</summary>
    public static async Task<int> GuardAsync(ServeOptions options, TextWriter error, Func<Task<int>> serve, CancellationToken cancel)
    {
        try
        {
            return await serve();
        }
        catch (Exception e) when (cancel.IsCancellationRequested && RaincheckHost.IsStop(e))
        {
            return CommandLine.Done;
        }
        catch (Exception e) when (e.GetBaseException() is DbException or SocketException or NewerSchemaException && e is not IOException)
        {
            await error.WriteLineAsync($"raincheck cannot use {ClientDatabase.Describe(options.Database)}: {e.GetBaseException().Message}");
            return CommandLine.Failed;
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await error.WriteLineAsync($"raincheck cannot serve: {e.Message}");
            return CommandLine.Failed;
        }
    }

    private static Task<int> RunAsync(ServeOptions options, TextWriter output, TextWriter error, CancellationToken cancel) =>
        GuardAsync(
            options,
            error,
            async () =>
            {
                await using var app = RaincheckHost.Build(options with { Key = AtRestKey.FromEnvironment() });
                await RaincheckHost.PrepareAsync(app, FirstAdministrator.FromEnvironment(), cancel);
                await RaincheckHost.ServeAsync(
                    app,
                    () =>
                        output.WriteLineAsync(
                            $"Raincheck on {string.Join(", ", app.Urls)} ({RaincheckHost.DatabaseOf(app)}); pages to try the API: /docs"
                        ),
                    cancel
                );
                return CommandLine.Done;
            },
            cancel
        );

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
