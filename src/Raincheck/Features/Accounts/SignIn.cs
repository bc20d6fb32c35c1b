using Raincheck.Platform.Http;

namespace Raincheck.Features.Accounts;

/// <summary>The user.</summary>
public sealed record TokenRequest(string Username, string Password);

/// <summary><c>POST /token</c>: a user name and a password for an access token.</summary>
internal static class SignIn
{
    public static void MapToken(this RouteGroupBuilder api) =>
        api.MapPost("/token", SignInAsync)
            .AllowAnonymous()
            .RequireRateLimiting(RateLimiting.SignIns)
            .WithTags("Accounts")
            .WithSummary("A user name and a password for an access token.")
            .Refuses(ProblemCode.InvalidCredentials)
            .WithExample("""{"username":"admin","password":"correct horse"}""")
            .Produces<TokenView>();

    private static async Task<IResult> SignInAsync(TokenRequest request, PasswordSignIn signIn, AccessTokens tokens) =>
        await signIn.FindAsync(request.Username, request.Password) is { } user
            ? TypedResults.Ok(tokens.Issue(user))
            : Problems.Of(
                ProblemCode.InvalidCredentials,
                "User name or password is wrong, or the account is locked for a few minutes after repeated failures, or disabled."
            );
}
