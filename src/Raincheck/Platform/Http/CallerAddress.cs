using System.Net.Sockets;

namespace Raincheck.Platform.Http;

/// <summary>The network address of a caller.</summary>
internal static class CallerAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address of the caller: of IPv6 the network, of which one household has all addresses.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
