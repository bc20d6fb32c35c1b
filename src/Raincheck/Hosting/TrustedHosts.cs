using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Raincheck.Platform.Http;
using IPNetwork = System.Net.IPNetwork;

namespace Raincheck.Hosting;

/// <summary>Under which names the host may be asked for, and whom it believes when it is told of another caller.</summary>
/// <param name="AllowedHosts">Names, <c>*.example.com</c> for all below one; empty for any.</param>
/// <param name="TrustedProxies">Addresses of proxies and their networks; empty for none.</param>
public sealed record TrustedHosts(IReadOnlyList<string> AllowedHosts, IReadOnlyList<IPNetwork> TrustedProxies)
{
    /// <summary>Any name, and no proxy.</summary>
    public static TrustedHosts Any { get; } = new([], []);

    /// <summary>Whether the host may be asked for under this name.</summary>
    public bool Allows(string host) =>
        AllowedHosts.Count == 0
        || AllowedHosts.Any(allowed =>
            allowed.StartsWith("*.", StringComparison.Ordinal)
                ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length >= allowed.Length
                : string.Equals(host, allowed, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>A proxy's address, or a network of them; null if the text is neither.</summary>
    public static IPNetwork? NetworkOf(string text) =>
        IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 128 : 32)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}

internal static class TrustedHostsPipeline
{
    /// <summary>Trusts forwarded headers of known proxies, and rejects unknown host names.</summary>
    public static void UseTrustedHosts(this WebApplication app, TrustedHosts hosts)
    {
        if (hosts.TrustedProxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
                // As many of them as stand in a row, as long as each is trusted.
                ForwardLimit = null,
            };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in hosts.TrustedProxies)
                forwarded.KnownIPNetworks.Add(network);
            app.UseForwardedHeaders(forwarded);
        }
        if (hosts.AllowedHosts.Count > 0)
        {
            app.Use(
                (http, next) =>
                    hosts.Allows(http.Request.Host.Host)
                        ? next(http)
                        : Problems.WriteAsync(
                            http,
                            Problems.Make(ProblemCode.InvalidRequest, "The host name is not allowed; see --allowed-hosts.")
                        )
            );
        }
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() => KeepWithin(http.Response));
                return next(http);
            }
        );
    }

    /// <summary>A redirect leads to another page here. Absolute URLs would contain the host name of the request, which cannot be trusted.</summary>
    private static Task KeepWithin(HttpResponse response)
    {
        if (
            response.StatusCode is >= 300 and < 400
            && Uri.TryCreate(response.Headers.Location.ToString(), UriKind.Absolute, out var whole)
            && whole.Scheme is "http" or "https"
        )
            response.Headers.Location = whole.PathAndQuery + whole.Fragment;
        return Task.CompletedTask;
    }
}
