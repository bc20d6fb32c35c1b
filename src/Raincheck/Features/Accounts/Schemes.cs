using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;

namespace Raincheck.Features.Accounts;

/// <summary>
/// Which kind of credential counts where. The API reads the <c>Authorization</c> header and never a cookie, so that no other
/// site can make a browser call it for the user; pages read the cookie and never the header.
/// </summary>
internal static class Schemes
{
    public const string ByPath = "by-path";
    public const string ApiRoot = "/api";

    public static string Of(HttpContext http) =>
        !http.Request.Path.StartsWithSegments(ApiRoot, StringComparison.OrdinalIgnoreCase) ? IdentityConstants.ApplicationScheme
        : ApiKeySecret.IsIn(http.Request, out _) ? ApiKeyHandler.SchemeName
        : JwtBearerDefaults.AuthenticationScheme;
}
