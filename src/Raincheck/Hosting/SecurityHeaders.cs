using Microsoft.AspNetCore.Diagnostics;
using Raincheck.Features.Accounts;
using Raincheck.Features.DelayConsents;

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
        var secretPages = SecretPages();
        services
            .AddSecurityHeaderPolicies()
            .SetPolicySelector(context =>
                AskedFor(context.HttpContext) is var path && IsData(path) ? data
                : path.StartsWithSegments(DelayPage.Root, StringComparison.OrdinalIgnoreCase) ? secretPages
                : pages
            );
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

    /// <summary>Pages whose address is a secret of a customer: no script, no other site, and nothing that keeps or passes on the address.</summary>
    private static HeaderPolicyCollection SecretPages() =>
        new HeaderPolicyCollection()
            .AddDefaultSecurityHeaders()
            .AddStrictTransportSecurityMaxAgeIncludeSubDomains(HttpsOnlySeconds)
            .AddReferrerPolicyNoReferrer()
            .AddCustomHeader("Cache-Control", "no-store")
            .AddCustomHeader("X-Robots-Tag", "noindex, nofollow")
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddStyleSrc().Self();
                csp.AddBaseUri().None();
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
            });

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
