using System.CommandLine;
using Raincheck.Platform.Http;

namespace Raincheck.Cli;

/// <summary>The option that says where customers reach the host.</summary>
internal sealed class PublicUrlOption
{
    public const string Variable = "RAINCHECK_PUBLIC_URL";

    private readonly Option<string?> url = new("--public-url")
    {
        Description = $"The address in links to customers, such as https://orders.example.com; also from {Variable}. Default: no links",
        HelpName = "URL",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null,
    };

    public PublicUrlOption() =>
        url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IsAddress(text))
                result.AddError(
                    $"The public URL '{text}' is no address that begins with http:// or https:// and has neither a query nor a fragment."
                );
        });

    public void AddTo(Command command) => command.Options.Add(url);

    public PublicAddress Of(ParseResult parsed) => new(parsed.GetValue(url)?.TrimEnd('/'));

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { Query: "", Fragment: "" };
}
