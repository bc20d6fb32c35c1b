using Microsoft.AspNetCore.Diagnostics;
using Raincheck.Features.Accounts;

namespace Raincheck.Hosting;

/// <summary>The security headers of responses.</summary>
internal static class SecurityHeaders
{
    /// <summary>A year, as browsers' preload lists want it; sent over HTTPS only.</summary>
    private const int HttpsOnlySeconds = 365 * 24 * 60 * 60;

    public static void AddSecurityHeaders(this IServiceCollection services)
    {
        var pages = Pages();
        var data = Data();
        services.AddSecurityHeaderPolicies().SetPolicySelector(context => IsData(AskedFor(context.HttpContext)) ? data : pages);
    }

    /// <summary>The original path: during error handling the path of the request is that of the error page.</summary>
    private static PathString AskedFor(HttpContext http) =>
        http.Features.Get<IExceptionHandlerPathFeature>() is { } failed ? new PathString(failed.Path) : http.Request.Path;

    private static bool IsData(PathString path) =>
        path.StartsWithSegments(Schemes.ApiRoot, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers that are no pages: nothing in them is to be run, shown, framed or kept.</summary>
    private static HeaderPolicyCollection Data() =>
        new HeaderPolicyCollection()
            .AddDefaultApiSecurityHeaders()
            .AddStrictTransportSecurityMaxAgeIncludeSubDomains(HttpsOnlySeconds)
            .AddCustomHeader("Cache-Control", "no-store");

    /// <summary>
    /// Pages run the scripts of this host and those with the nonce of this one answer. Inline styles are allowed: the frame that
    /// shows an e-mail inherits this policy, and e-mails consist of inline styles. Widths of bars are style attributes too.
    /// </summary>
    private static HeaderPolicyCollection Pages() =>
        new HeaderPolicyCollection()
            .AddDefaultSecurityHeaders()
            .AddStrictTransportSecurityMaxAgeIncludeSubDomains(HttpsOnlySeconds)
            .AddReferrerPolicySameOrigin()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                csp.AddScriptSrc().Self().WithNonce();
                csp.AddStyleSrc().Self().UnsafeInline();
                csp.AddImgSrc().Self().Data();
                csp.AddFontSrc().Self().Data();
                csp.AddObjectSrc().None();
                csp.AddBaseUri().Self();
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
            });
}
