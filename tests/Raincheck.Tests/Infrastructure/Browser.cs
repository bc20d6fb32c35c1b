using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Raincheck.Storage;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The cookie of a browser after a sign-in, as the host creates it.</summary>
public sealed record Browser(SetCookieHeaderValue? Cookie)
{
    /// <summary>Signs in with a password, as the sign-in page does; there is no cookie where that fails.</summary>
    public static async Task<Browser> SignInAsync(ApiHost host, string name, string password, string scheme = "http")
    {
        await using var scope = host.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Scheme = scheme } };
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<UserAccount>>();
        signIn.Context = http;
        await signIn.PasswordSignInAsync(name, password, isPersistent: false, lockoutOnFailure: true);
        return new Browser(SetCookieHeaderValue.ParseList([.. http.Response.Headers.SetCookie.OfType<string>()]).SingleOrDefault());
    }

    /// <summary>The signed-in user of the browser; null if none.</summary>
    public async Task<ClaimsPrincipal?> SeenByAsync(ApiHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Headers.Cookie = $"{Cookie!.Name}={Cookie.Value}";
        return (await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal;
    }

    /// <summary>What the browser has after a page was looked at: the cookie that the host gave it anew, or the one it had; null where it was not let in.</summary>
    public async Task<Browser?> VisitAsync(ApiHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var response = new StartingResponse();
        http.Features.Set<IHttpResponseFeature>(response);
        http.Request.Headers.Cookie = $"{Cookie!.Name}={Cookie.Value}";
        if (!(await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Succeeded)
            return null;
        await response.StartAsync();
        var made = SetCookieHeaderValue.ParseList([.. response.Headers.SetCookie.OfType<string>()]).SingleOrDefault();
        return new Browser(made ?? Cookie);
    }

    /// <summary>A response that can be begun, which is when the cookie is made anew.</summary>
    private sealed class StartingResponse : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> starting = new();

        public override void OnStarting(Func<object, Task> callback, object state) => starting.Push((callback, state));

        public async Task StartAsync()
        {
            while (starting.TryPop(out var one))
                await one.Callback(one.State);
        }
    }
}
