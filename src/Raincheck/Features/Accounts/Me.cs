using Microsoft.AspNetCore.Http.HttpResults;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Accounts;

/// <summary>The kind of caller.</summary>
public enum CallerKind
{
    User,
    ApiKey,
}

/// <summary>The caller.</summary>
/// <param name="Name">What the journal calls them: a user's name, or <c>key:</c> and the name of an API key.</param>
/// <param name="Kind">Whether it is a user or an API key.</param>
/// <param name="Role">The role.</param>
public sealed record MeView(string Name, CallerKind Kind, Role Role);

/// <summary>A new password for oneself.</summary>
public sealed record PasswordRequest(string CurrentPassword, string NewPassword);

/// <summary>Changes a user's own password.</summary>
public sealed class ChangePassword(string name, string password) : AccountCommand<bool>
{
    protected internal override string Kind => "passwordChanged";

    protected internal override string Cause => $"user {name} changed their password";

    protected internal override object Note => new { Name = name };

    internal override async Task<Outcome<bool>> DecideAsync(AccountWork work, CancellationToken cancel)
    {
        var found = await work.FindUserAsync(name);
        return (found.Refusal ?? await work.SetPasswordAsync(found.Value, password, "newPassword")) is { } refusal ? refusal : true;
    }
}

/// <summary><c>/me</c>: who calls, and their own password.</summary>
internal static class Me
{
    public static void MapMe(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").RequireAuthorization(Policies.Read).WithTags("Accounts");
        me.MapGet("", Get).WithSummary("The caller and their permissions.").Produces<MeView>();
        me.MapPost("/password", ChangePasswordAsync)
            .WithMetadata(new TakesNoIdempotencyKey())
            .WithSummary("Changes the caller's own password. Existing tokens become invalid; the response contains a new one.")
            .Refuses(ProblemCode.Forbidden)
            .Refuses(InvalidValue, WrongPassword)
            .WithExample("""{"currentPassword":"correct horse","newPassword":"correct horse battery"}""")
            .Produces<TokenView>();
    }

    private static Ok<MeView> Get(HttpContext http) =>
        TypedResults.Ok(
            new MeView(
                http.User.Identity!.Name!,
                IsApiKey(http) ? CallerKind.ApiKey : CallerKind.User,
                Roles.Find(http.User.FindFirst(Callers.Role)?.Value)!.Value
            )
        );

    private static async Task<IResult> ChangePasswordAsync(
        PasswordRequest request,
        HttpContext http,
        PasswordSignIn signIn,
        AccountChanges accounts,
        AccessTokens tokens
    )
    {
        if (IsApiKey(http) || await signIn.UserManager.GetUserAsync(http.User) is not { } user)
            return Problems.Of(ProblemCode.Forbidden, "An API key has no password.");
        if (!(await signIn.CheckPasswordSignInAsync(user, request.CurrentPassword, lockoutOnFailure: true)).Succeeded)
        {
            return Problems.Of(
                new Refusal(
                    WrongPassword,
                    "currentPassword is wrong, or the account is locked for a few minutes after repeated failures.",
                    "currentPassword"
                )
            );
        }
        // Not to be repeated under an idempotency key: by then the current password is another one.
        var context = new CommandContext(user.UserName!);
        var outcome = await accounts.ExecuteAsync(new ChangePassword(user.UserName!, request.NewPassword), context, http.RequestAborted);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(tokens.Issue(await signIn.ReloadAsync(user)));
    }

    private static bool IsApiKey(HttpContext http) => http.User.Identity!.AuthenticationType == ApiKeyHandler.SchemeName;
}
