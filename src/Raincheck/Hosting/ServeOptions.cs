using Raincheck.Features.Accounts.AtRest;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;

namespace Raincheck.Hosting;

/// <summary>The options of a host.</summary>
/// <param name="Database">An SQLite file or a PostgreSQL connection string.</param>
/// <param name="Urls">The addresses to listen on, separated by semicolons.</param>
public sealed record ServeOptions(string Database, string Urls)
{
    /// <summary>The largest body of a request, in bytes.</summary>
    /// <summary>The rate limits. The commands that serve set <see cref="RateLimits.Default"/> or what they are told.</summary>
    public RateLimits RateLimits { get; init; } = RateLimits.None;

    /// <summary>Under which names it is asked for, and which proxies stand in front.</summary>
    public TrustedHosts Hosts { get; init; } = TrustedHosts.Any;

    /// <summary>The address in links to customers.</summary>
    public PublicAddress PublicAddress { get; init; } = PublicAddress.None;

    /// <summary>Connections of open consoles that one address has at the most; a shop behind one address has room.</summary>
    public int ConsolesOfOneAddressMax { get; init; } = 256;

    /// <summary>The key that encrypts the keys in the database.</summary>
    public AtRestKey Key { get; init; } = AtRestKey.None;

    /// <summary>How slow a stored password is to try. Every command leaves it alone.</summary>
    public int PasswordRounds { get; init; } = PasswordHashing.Rounds;

    /// <summary>The clock of everything that the host does.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
