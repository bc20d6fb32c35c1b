using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary><c>POST /sign-out</c>: a form that carries an antiforgery token.</summary>
internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder app) => app.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();

    private static async Task<Results<RedirectHttpResult, BadRequest>> SignOutAsync(
        HttpContext http,
        IAntiforgery antiforgery,
        SignInManager<UserAccount> signIns,
        Sessions sessions
    )
    {
        // Asked for by hand: the middleware refuses only where a form's fields are read.
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest();
        await sessions.EndAsync(http.User.FindFirstValue(Callers.Session), http.RequestAborted);
        await signIns.SignOutAsync();
        return TypedResults.LocalRedirect("/sign-in");
    }
}
