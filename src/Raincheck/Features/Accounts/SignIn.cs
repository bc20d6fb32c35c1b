using Microsoft.AspNetCore.Identity;
using Raincheck.Api;

namespace Raincheck.Features.Accounts;

/// <summary>Who wants a token.</summary>
public sealed record TokenRequest(string Username, string Password);

/// <summary><c>POST /token</c>: a user name and a password for an access token.</summary>
internal static class SignIn
{
    private const int LengthMax = 256;

    /// <summary>Checked where there is no such user, so that the time it takes does not tell.</summary>
    private static readonly string NobodysHash = new PasswordHasher<IdentityUser>().HashPassword(
        new IdentityUser(),
        Guid.NewGuid().ToString()
    );

    public static void MapToken(this RouteGroupBuilder api) =>
        api.MapPost("/token", SignInAsync)
            .AllowAnonymous()
            .WithTags("Accounts")
            .WithSummary("A user name and a password for an access token.")
            .Produces<TokenView>();

    private static async Task<IResult> SignInAsync(TokenRequest request, UserManager<IdentityUser> users, AccessTokens tokens)
    {
        if (request.Username.Length > LengthMax || request.Password.Length > LengthMax || request.Username.Any(char.IsControl))
            return Refused();
        if (await users.FindByNameAsync(request.Username) is not { } user)
        {
            users.PasswordHasher.VerifyHashedPassword(new IdentityUser(), NobodysHash, request.Password);
            return Refused();
        }
        if (await users.IsLockedOutAsync(user))
            return Refused();
        if (!await users.CheckPasswordAsync(user, request.Password))
        {
            await users.AccessFailedAsync(user);
            return Refused();
        }
        if (user.AccessFailedCount > 0)
            await users.ResetAccessFailedCountAsync(user);
        return TypedResults.Ok(tokens.Issue(user));
    }

    private static IResult Refused() =>
        Problems.Of(
            StatusCodes.Status401Unauthorized,
            "invalid_credentials",
            "User name or password is wrong, or the account is locked for some minutes after repeated failures."
        );
}
