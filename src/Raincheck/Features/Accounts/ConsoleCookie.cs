using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raincheck.Platform.Access;

namespace Raincheck.Features.Accounts;

/// <summary>The cookie by which the pages know who is signed in.</summary>
internal sealed class ConsoleCookie(Credentials credentials, Sessions sessions, TimeProvider time)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public const string CookieName = "raincheck";
    public const string SignInPath = "/sign-in";
    public const string DeniedPath = "/not-allowed";

    /// <summary>Longer than a working day; sliding while the user is active.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>The maximum, also for active users; then the password is required again.</summary>
    private static readonly TimeSpan LifetimeMost = TimeSpan.FromDays(7);

    public void Configure(CookieAuthenticationOptions options) { }

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        if (name != IdentityConstants.ApplicationScheme)
            return;
        options.TimeProvider = time;
        options.CookieManager = new HostCookies();
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Lax, not Strict: a link to an order in a mail must find its reader signed in. What changes something is never a
        // link, and needs an antiforgery token besides.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = SignInPath;
        options.AccessDeniedPath = DeniedPath;
        options.Events.OnSigningIn = BeginAsync;
        options.Events.OnValidatePrincipal = ValidateAsync;
        // A path alone: the name that was asked for is the caller's to choose, and a cache may keep the answer.
        options.Events.OnRedirectToLogin = RedirectAsync;
        options.Events.OnRedirectToAccessDenied = RedirectAsync;
    }

    private async Task BeginAsync(CookieSigningInContext context)
    {
        var cancel = context.HttpContext.RequestAborted;
        // Of a browser that signs in anew, the session that it had is over.
        await sessions.EndAsync(context.HttpContext.User.FindFirstValue(Callers.Session), cancel);
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (identity.FindFirst(Callers.Session) is { } old)
            identity.RemoveClaim(old);
        var id = await sessions.BeginAsync(identity.FindFirst(Callers.Id)!.Value, LifetimeMost, cancel);
        identity.AddClaim(new Claim(Callers.Session, id));
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var isOfSession = context.Principal!.HasClaim(c => c.Type == Callers.Session);
        if (isOfSession && await credentials.RefreshAsync(context.Principal, context.HttpContext.RequestAborted) is { } caller)
            context.ReplacePrincipal(caller);
        else
            context.RejectPrincipal();
    }

    private static Task RedirectAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(
            new Uri(context.RedirectUri, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } all ? all.PathAndQuery : context.RedirectUri
        );
        return Task.CompletedTask;
    }

    /// <summary>Over HTTPS the name begins with <c>__Host-</c>: then no other host and no plain connection can set the cookie.</summary>
    private sealed class HostCookies : ICookieManager
    {
        private const string Prefix = "__Host-";

        private readonly ChunkingCookieManager cookies = new();

        public string? GetRequestCookie(HttpContext context, string key) => cookies.GetRequestCookie(context, NameOf(context, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            cookies.AppendResponseCookie(context, NameOf(context, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
            cookies.DeleteCookie(context, NameOf(context, key), options);

        private static string NameOf(HttpContext context, string key) => context.Request.IsHttps ? Prefix + key : key;
    }
}
