using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Raincheck.Hosting;

namespace Raincheck.Cli;

/// <summary>The options that say under which names the host is asked for, and which proxies stand in front of it.</summary>
internal sealed class TrustedHostOptions
{
    public const string HostsVariable = "RAINCHECK_ALLOWED_HOSTS";
    public const string ProxiesVariable = "RAINCHECK_TRUSTED_PROXIES";

    private readonly Option<string> hosts = Make(
        "--allowed-hosts",
        "Allowed host names, separated by commas; *.example.com allows all subdomains. Default: any",
        HostsVariable,
        "NAMES",
        name =>
            name.Length > 0
            && Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) != UriHostNameType.Unknown,
        "is not a host name"
    );

    private readonly Option<string> proxies = Make(
        "--trusted-proxies",
        "Trusted proxies: addresses or networks such as 10.0.0.0/8, separated by commas. Default: none",
        ProxiesVariable,
        "ADDRESSES",
        text => TrustedHosts.NetworkOf(text) is not null,
        "is not an address or network"
    );

    public void AddTo(Command command)
    {
        command.Options.Add(hosts);
        command.Options.Add(proxies);
    }

    public TrustedHosts Of(ParseResult parsed) =>
        new(Split(parsed.GetValue(hosts)), [.. Split(parsed.GetValue(proxies)).Select(TrustedHosts.NetworkOf).OfType<IPNetwork>()]);

    private static Option<string> Make(
        string name,
        string description,
        string variable,
        string helpName,
        Func<string, bool> isRight,
        string fault
    )
    {
        var option = new Option<string>(name)
        {
            Description = $"{description}; also from {variable}.",
            HelpName = helpName,
            DefaultValueFactory = result =>
            {
                var text = Environment.GetEnvironmentVariable(variable) ?? "";
                Check(result, variable, text, isRight, fault);
                return text;
            },
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0)
                Check(result, name, result.GetValueOrDefault<string>(), isRight, fault);
        });
        return option;
    }

    private static void Check(SymbolResult result, string name, string? text, Func<string, bool> isRight, string fault)
    {
        foreach (var part in Split(text).Where(part => !isRight(part)))
            result.AddError($"{name}: '{part}' {fault}.");
    }

    private static string[] Split(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
