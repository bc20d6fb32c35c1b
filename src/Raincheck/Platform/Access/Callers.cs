using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Platform.Access;

/// <summary>The claims of a caller, the same for a token, a cookie and an API key.</summary>
internal static class Callers
{
    public const string Id = "sub";
    public const string Name = "name";
    public const string Role = "role";

    /// <summary>Changes with the password and whenever the user is signed out everywhere.</summary>
    public const string Stamp = "stamp";

    /// <summary>The session of a cookie; tokens and keys have none.</summary>
    public const string Session = "session";

    private const int StampBytes = 16;

    public static ClaimsPrincipal Make(string scheme, string id, string name, string role, string? stamp = null, string? session = null)
    {
        var identity = new ClaimsIdentity(scheme, Name, Role);
        identity.AddClaim(new Claim(Id, id));
        identity.AddClaim(new Claim(Name, name));
        identity.AddClaim(new Claim(Role, role));
        if (stamp is not null)
            identity.AddClaim(new Claim(Stamp, stamp));
        if (session is not null)
            identity.AddClaim(new Claim(Session, session));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The part of a user's security stamp that leaves the server: enough to compare, and not the stamp itself.</summary>
    public static string StampOf(string? securityStamp) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(securityStamp ?? "")).AsSpan(0, StampBytes));
}
