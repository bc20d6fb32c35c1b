using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Features.Accounts;
using Raincheck.Platform.Access;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class UserTests(ApiHosts hosts)
{
    private const string Another = "another long word";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAUser_WhenTheyAreMadeChangedAndRemoved_ThenEachIsSeenAndInTheJournalWithoutASecret(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);

        var made = await api.Post("/users", User("ada", "viewer"));
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        made.Location!.ToString().ShouldBe("/api/v1/users/ada");
        made.Body.ShouldBe("""{"name":"ada","role":"viewer","disabled":false,"lockedUntil":null}""");
        (await api.Get("/users").Ok()).Items("name").ShouldBe(["ada", ApiHost.UserName]);
        (await api.Get("/users/ADA").Ok()).Text("role").ShouldBe("viewer");

        (await api.Patch("/users/ada", """{"role":"agent"}""").Ok()).Text("role").ShouldBe("agent");
        (await api.Patch("/users/ada", """{"disabled":true}""").Ok()).At("disabled").GetBoolean().ShouldBeTrue();
        (await api.Patch("/users/ada", $$"""{"disabled":false,"password":"{{Another}}"}""").Ok()).Text("role").ShouldBe("agent");
        await api.TokenOfAsync("ada", Another);
        (await api.Send(HttpMethod.Delete, "/users/ada")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await api.Get("/users/ada")).ShouldBeProblem(404, "user_not_found");

        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var entries = await db.Journal.Where(j => j.Kind.StartsWith("user")).OrderBy(j => j.Id).ToListAsync();
        entries
            .Select(e => $"{e.Actor} {e.Kind} {e.Data}")
            .ShouldBe([
                $$"""first start userAdded {"name":"{{ApiHost.UserName}}","role":"admin"}""",
                """boss userAdded {"name":"ada","role":"viewer"}""",
                """boss userChanged {"name":"ada","role":"agent"}""",
                """boss userChanged {"name":"ada","disabled":true}""",
                """boss userChanged {"name":"ada","disabled":false,"passwordSet":true}""",
                """boss userRemoved {"name":"ada"}""",
            ]);
    }

    [Theory]
    [InlineData("""{"name":"boss","role":"viewer","password":"a longer word"}""", 409, "duplicate_user_name", "name")]
    [InlineData("""{"name":"BOSS","role":"viewer","password":"a longer word"}""", 409, "duplicate_user_name", "name")]
    [InlineData("""{"name":"","role":"viewer","password":"a longer word"}""", 400, "invalid_value", "name")]
    [InlineData("""{"name":"key:shop","role":"viewer","password":"a longer word"}""", 400, "invalid_value", "name")]
    [InlineData("""{"name":"a/b","role":"viewer","password":"a longer word"}""", 400, "invalid_value", "name")]
    [InlineData("""{"name":"new","role":"viewer","password":"short"}""", 400, "invalid_value", "password")]
    [InlineData("""{"name":"new","role":"viewer","password":"iloveyou"}""", 400, "invalid_value", "password")]
    [InlineData("""{"name":"new","role":"owner","password":"a longer word"}""", 400, "invalid_request", "role")]
    [InlineData("""{"name":"new","role":2,"password":"a longer word"}""", 400, "invalid_request", "role")]
    [InlineData("""{"name":"new","password":"a longer word"}""", 400, "invalid_request", "role")]
    [InlineData("""{"name":"new","role":"viewer","password":"a longer word","isAdmin":true}""", 400, "invalid_request", "isAdmin")]
    public async Task GivenABadUser_WhenTheyAreToBeMade_ThenTheyAreNot(string body, int status, string code, string path)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            (await api.Post("/users", body)).ShouldBeProblem(status, code, path);
            (await api.Get("/users/new")).ShouldBeProblem(404, "user_not_found");
        }
    }

    [Theory]
    [InlineData("""{"role":"owner"}""", 400, "invalid_request")]
    [InlineData("""{"password":"short"}""", 400, "invalid_value")]
    [InlineData("""{"name":"other"}""", 400, "invalid_request")]
    public async Task GivenABadChange_WhenItIsTried_ThenNothingOfItHappens(string body, int status, string code)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            var name = await api.NewUserAsync(Role.Agent);
            var before = (await api.Get($"/users/{name}").Ok()).Body;

            (await api.Patch($"/users/{name}", body)).ShouldBeProblem(status, code);
            (await api.Patch("/users/nobody", """{"role":"agent"}""")).ShouldBeProblem(404, "user_not_found");
            (await api.Send(HttpMethod.Delete, "/users/nobody")).ShouldBeProblem(404, "user_not_found");

            (await api.Get($"/users/{name}").Ok()).Body.ShouldBe(before);
            await api.TokenOfAsync(name, ApiHost.Password);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOneAdministrator_WhenTheyAreToLoseIt_ThenTheyStay(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var disabled = await api.NewUserAsync(Role.Admin);
        await api.Patch($"/users/{disabled}", """{"disabled":true}""").Ok();

        (await api.Patch("/users/boss", """{"role":"agent"}""")).ShouldBeProblem(409, "last_administrator");
        (await api.Patch("/users/boss", """{"disabled":true}""")).ShouldBeProblem(409, "last_administrator");
        (await api.Send(HttpMethod.Delete, "/users/boss")).ShouldBeProblem(409, "last_administrator");
        (await api.Get("/me").Ok()).Text("role").ShouldBe("admin");

        await api.NewUserAsync(Role.Admin);
        (await api.Send(HttpMethod.Delete, "/users/boss")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await api.Get("/me")).ShouldBeProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoAdministrators_WhenEachDemotesTheOtherAtTheSameMoment_ThenOneIsLeft(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        await using var other = await api.AnotherAsync();
        var second = await api.NewUserAsync(Role.Admin);
        var secondToken = await api.TokenOfAsync(second, ApiHost.Password);

        var replies = await Task.WhenAll(
            api.Patch($"/users/{second}", """{"role":"viewer"}"""),
            other.As(secondToken).Patch("/users/boss", """{"role":"viewer"}""")
        );

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        var left = (await new UserReader(api.Services.GetRequiredService<ClientDatabase>(), TimeProvider.System).AllAsync(default));
        left.Count(u => u.Role == Role.Admin).ShouldBe(1);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnIdempotencyKey_WhenTheSameUserIsMadeAgain_ThenItIsOneUserAndNoPasswordCanBeTriedOnTheDigest(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("once-");
        var body = User(name, "agent");

        var first = await api.Post("/users", body, key: name).Ok();
        (await api.Post("/users", body, key: name).Ok()).Body.ShouldBe(first.Body);
        (await api.Post("/users", User(name, "agent", Another), key: name)).ShouldBeProblem(409, "idempotency_key_reused");

        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var stored = await db.IdempotencyKeys.SingleAsync(k => k.Key == $"{ApiHost.UserName}/{name}");
        stored.Digest.ShouldNotBe(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"POST /api/v1/users\n{body}"))));
        (stored.Digest + stored.Answer).ShouldNotContain(ApiHost.Password);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenATokenInUse_WhenTheUserIsChanged_ThenItCountsAtOnce(Database database)
    {
        var api = await hosts.On(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var user = api.As(await api.TokenOfAsync(name, ApiHost.Password));
        (await user.Post("/verifications")).ShouldBeProblem(403, "forbidden");

        await api.Patch($"/users/{name}", """{"role":"agent"}""").Ok();
        (await user.Get("/me").Ok()).Body.ShouldBe($$"""{"name":"{{name}}","kind":"user","role":"agent"}""");
        await user.Post("/verifications").Ok();

        await api.Patch($"/users/{name}", """{"disabled":true}""").Ok();
        (await user.Get("/me")).ShouldBeProblem(401, "unauthorized");
        (await api.Post("/token", Token(name, ApiHost.Password))).ShouldBeProblem(401, "invalid_credentials");

        await api.Patch($"/users/{name}", """{"disabled":false}""").Ok();
        (await user.Get("/me")).ShouldBeProblem(401, "unauthorized");
        user = api.As(await api.TokenOfAsync(name, ApiHost.Password));
        await api.Patch($"/users/{name}", $$"""{"password":"{{Another}}"}""").Ok();
        (await user.Get("/me")).ShouldBeProblem(401, "unauthorized");

        user = api.As(await api.TokenOfAsync(name, Another));
        await api.Send(HttpMethod.Delete, $"/users/{name}").Ok();
        (await user.Get("/me")).ShouldBeProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTwoProcesses_WhenAUserIsDisabledThroughOne_ThenTheOtherKnowsAfterSeconds(Database database)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var api = await ApiHost.StartAsync(database, configure: options => options with { Time = time });
        await using var other = await api.AnotherAsync();
        var name = await api.NewUserAsync(Role.Viewer);
        var there = other.As(await api.TokenOfAsync(name, ApiHost.Password));
        await there.Get("/me").Ok();

        await api.Patch($"/users/{name}", """{"disabled":true}""").Ok();
        time.Advance(Credentials.Kept);

        (await there.Get("/me")).ShouldBeProblem(401, "unauthorized");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAUser_WhenTheyChangeTheirPassword_ThenTheOldTokenIsGoodForNothingAndTheNewOneIs(Database database)
    {
        var api = await hosts.On(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var user = api.As(await api.TokenOfAsync(name, ApiHost.Password));

        (await user.Post("/me/password", Passwords("wrong", Another))).ShouldBeProblem(422, "wrong_password", "currentPassword");
        (await user.Post("/me/password", Passwords(ApiHost.Password, "short"))).ShouldBeProblem(400, "invalid_value", "newPassword");
        (await user.Post("/me/password", Passwords(ApiHost.Password, name))).ShouldBeProblem(400, "invalid_value", "newPassword");
        var changed = await user.Post("/me/password", Passwords(ApiHost.Password, Another)).Ok();

        (await user.Get("/me")).ShouldBeProblem(401, "unauthorized");
        await api.As(changed.Text("accessToken")).Get("/me").Ok();
        (await api.Post("/token", Token(name, ApiHost.Password))).ShouldBeProblem(401, "invalid_credentials");
        await api.TokenOfAsync(name, Another);
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var entry = await db.Journal.SingleAsync(j => j.Kind == "passwordChanged" && j.Actor == name);
        entry.Data.ShouldBe($$"""{"name":"{{name}}"}""");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnAdministrator_WhenTheySetTheirOwnPasswordAsIfItWereAnothers_ThenTheyAreAskedForTheCurrentOne(
        Database database
    ) =>
        (await (await hosts.On(database)).Patch($"/users/{ApiHost.UserName}", $$"""{"password":"{{Another}}"}""")).ShouldBeProblem(
            400,
            "invalid_value",
            "password"
        );

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreUsersThanAPageTakes_WhenThePagesAreRead_ThenEachIsThereOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        foreach (var name in new[] { "eve", "bob", "Cid", "dan" })
            await api.Post("/users", User(name, "viewer")).Ok();

        var first = await api.Get("/users?pageSize=3").Ok();
        var second = await api.Get($"/users?pageSize=3&cursor={first.Text("nextCursor")}").Ok();

        first.Items("name").Concat(second.Items("name")).ShouldBe(["bob", "boss", "Cid", "dan", "eve"]);
        second.At("nextCursor").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    private static string User(string name, string role, string password = ApiHost.Password) =>
        $$"""{"name":"{{name}}","role":"{{role}}","password":"{{password}}"}""";

    private static string Token(string name, string password) => $$"""{"username":"{{name}}","password":"{{password}}"}""";

    private static string Passwords(string current, string next) => $$"""{"currentPassword":"{{current}}","newPassword":"{{next}}"}""";
}
