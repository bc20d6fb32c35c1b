using Raincheck.Core;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Accounts;

/// <summary>The users: an administrator's affair.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").RequireAuthorization(Policies.Administer).WithTags("Accounts");
        users.MapGet("", ListAsync).WithSummary("The users, by name.").WithQuery().Produces<Page<UserView>>();
        users.MapGet("/{name}", GetAsync).WithSummary("A user.").Refuses(UserNotFound).Produces<UserView>();
        users
            .MapPost("", AddAsync)
            .WithMetadata(new CarriesPassword())
            .WithSummary("Creates a user.")
            .Refuses(InvalidValue, DuplicateUserName)
            .WithExample("""{"name":"ada","role":"agent","password":"correct horse battery"}""")
            .Produces<UserView>(StatusCodes.Status201Created);
        users
            .MapPatch("/{name}", ChangeAsync)
            .WithSummary("Changes a user's role or password, or disables or enables the user.")
            .Refuses(InvalidValue, UserNotFound, LastAdministrator)
            .WithExample("""{"role":"viewer"}""")
            .Produces<UserView>();
        users
            .MapDelete("/{name}", RemoveAsync)
            .WithSummary("Removes a user.")
            .Refuses(UserNotFound, LastAdministrator)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static Task<IResult> ListAsync(HttpContext http, UserReader reader) => reader.ListAsync(http);

    private static async Task<IResult> GetAsync(string name, HttpContext http, UserReader reader) =>
        await reader.FindAsync(name, http.RequestAborted) is { } user
            ? TypedResults.Ok(user)
            : Problems.Of(new Refusal(UserNotFound, $"There is no user {name}."));

    private static Task<IResult> AddAsync(NewUser user, HttpContext http, AccountChanges accounts) =>
        accounts.AnswerAsync(
            http,
            new AddUser(user),
            made => TypedResults.Created($"{http.Request.PathBase}/api/v1/users/{Uri.EscapeDataString(made.Name)}", made)
        );

    private static Task<IResult> ChangeAsync(string name, UserPatch user, HttpContext http, AccountChanges accounts) =>
        accounts.AnswerAsync(http, new ChangeUser(name, user), changed => TypedResults.Ok(changed));

    private static Task<IResult> RemoveAsync(string name, HttpContext http, AccountChanges accounts) =>
        accounts.AnswerAsync(http, new RemoveUser(name), _ => TypedResults.NoContent());
}
