using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary><c>POST /sign-out</c>: a form that carries an antiforgery token.</summary>
internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder app) =>
        app.MapPost(
                "/sign-out",
                async (SignInManager<UserAccount> signIns) =>
                {
                    await signIns.SignOutAsync();
                    return TypedResults.LocalRedirect("/sign-in");
                }
            )
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .ExcludeFromDescription();
}
