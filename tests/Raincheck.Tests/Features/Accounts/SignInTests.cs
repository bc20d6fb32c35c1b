using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Platform.Access;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class SignInTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyWrongPasswordsAtOnce_WhenTheyAreTried_ThenEachCountsAndTheAccountIsLocked(Database database)
    {
        var api = await hosts.On(database);
        var name = await api.NewUserAsync(Role.Viewer);

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.Post("/token", Body(name, $"wrong password {i}"))));

        attempts.ShouldAllBe(a => a.Text("code") == "invalid_credentials");
        (await api.Post("/token", Body(name, ApiHost.Password))).ShouldBeProblem(401, "invalid_credentials");
        (await api.Get($"/users/{name}").Ok()).At("lockedUntil").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        await api.Patch($"/users/{name}", """{"password":"another long word"}""").Ok();
        await api.TokenOfAsync(name, "another long word");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStolenToken_WhenTheCurrentPasswordIsGuessedWithIt_ThenTheAccountIsLockedThereToo(Database database)
    {
        var api = await hosts.On(database);
        var name = await api.NewUserAsync(Role.Viewer);
        var thief = api.As(await api.TokenOfAsync(name, ApiHost.Password));
        for (var i = 0; i < 5; i++)
            (await thief.Post("/me/password", $$"""{"currentPassword":"guess {{i}}","newPassword":"mine from now on"}""")).ShouldBeProblem(
                422,
                "wrong_password"
            );

        (
            await thief.Post("/me/password", $$"""{"currentPassword":"{{ApiHost.Password}}","newPassword":"mine from now on"}""")
        ).ShouldBeProblem(422, "wrong_password");
    }

    [Fact]
    public async Task GivenAPageAndTheApi_WhenPasswordsAreWrongAtBoth_ThenTheyCountTogether()
    {
        var api = await hosts.On(Database.Sqlite);
        var name = await api.NewUserAsync(Role.Viewer);
        for (var i = 0; i < 3; i++)
            (await Browser.SignInAsync(api, name, "wrong password")).Cookie.ShouldBeNull();
        for (var i = 0; i < 2; i++)
            (await api.Post("/token", Body(name, "wrong password"))).ShouldBeProblem(401, "invalid_credentials");

        (await Browser.SignInAsync(api, name, ApiHost.Password)).Cookie.ShouldBeNull();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPassword_WhenItIsStored_ThenItIsASlowSaltedHash(Database database)
    {
        await using var api = await ApiHost.StartAsync(database, configure: o => o with { PasswordRounds = PasswordHashing.Rounds });
        var (one, other) = (await api.NewUserAsync(Role.Viewer), await api.NewUserAsync(Role.Viewer));

        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var hashes = db.Users.Where(u => u.UserName == one || u.UserName == other).Select(u => u.PasswordHash!).ToList();

        hashes.Count.ShouldBe(2);
        hashes.ShouldBeUnique();
        // The third form of Identity: a byte for the form, four each for the pseudo-random function and the rounds.
        var bytes = Convert.FromBase64String(hashes[0]);
        (bytes[0], bytes[4]).ShouldBe(((byte)1, (byte)2));
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)).ShouldBe(210_000);
    }

    [Theory]
    [InlineData("correct horse battery", true)]
    [InlineData("0123456789abcdef ä漢 and a long sentence with spaces in it, of more than sixty-four characters", true)]
    [InlineData("short", false)]
    [InlineData("password", false)]
    [InlineData("Password123!", false)]
    [InlineData("qwertyuiop", false)]
    [InlineData("raincheck2026", false)]
    [InlineData("12345678", false)]
    public async Task GivenAPassword_WhenAUserIsMadeWithIt_ThenItMustBeLongAndNotAmongThoseTriedFirst(string password, bool taken)
    {
        var api = await hosts.On(Database.Sqlite);
        var body = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                name = ApiHost.NewName("p-"),
                role = "viewer",
                password,
            }
        );

        var reply = await api.Post("/users", body);
        if (taken)
            ((int)reply.Status).ShouldBe(201, reply.Body);
        else
            reply.ShouldBeProblem(400, "invalid_value", "password");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPasswordOf257Characters_WhenItIsSet_ThenItIsRefusedAndNothingIsCutOff(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("long-");
        var most = string.Concat(Enumerable.Repeat("abcdefg ", 32));

        await api.Post("/users", $$"""{"name":"{{name}}","role":"viewer","password":"{{most}}"}""").Ok();
        await api.TokenOfAsync(name, most);
        (await api.Post("/token", Body(name, most[..^1]))).ShouldBeProblem(401, "invalid_credentials");
        (await api.Patch($"/users/{name}", $$"""{"password":"{{most}}x"}""")).ShouldBeProblem(400, "invalid_value", "password");
    }

    [Fact]
    public async Task GivenAToken_WhenItsHourIsOver_ThenItIsRefused()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var api = await ApiHost.StartAsync(Database.Sqlite, configure: options => options with { Time = time });
        time.Advance(TimeSpan.FromMinutes(59));
        await api.Get("/me").Ok();

        time.Advance(TimeSpan.FromMinutes(1));
        (await api.Get("/me")).ShouldBeProblem(401, "unauthorized");
    }

    [Fact]
    public async Task GivenAUserSignedInAtThePages_WhenTheyAreAwayForTwelveHours_ThenTheyAreSignedOut()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var api = await ApiHost.StartAsync(Database.Sqlite, configure: options => options with { Time = time });
        var browser = await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password);
        time.Advance(TimeSpan.FromHours(11));
        (await browser.SeenByAsync(api)).ShouldNotBeNull();

        time.Advance(TimeSpan.FromHours(1));
        (await browser.SeenByAsync(api)).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAUserSignedInAtThePages_WhenAWeekIsOver_ThenTheyAreSignedOutHoweverBusyTheyWere()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var api = await ApiHost.StartAsync(Database.Sqlite, configure: options => options with { Time = time });
        var browser = await Browser.SignInAsync(api, ApiHost.UserName, ApiHost.Password);
        for (var hours = 0; hours < 7 * 24 - 8; hours += 8)
        {
            time.Advance(TimeSpan.FromHours(8));
            browser = (await browser.VisitAsync(api)).ShouldNotBeNull($"after {hours} hours");
        }

        time.Advance(TimeSpan.FromHours(8));
        (await browser.SeenByAsync(api)).ShouldBeNull();
    }

    private static string Body(string name, string password) =>
        System.Text.Json.JsonSerializer.Serialize(new { username = name, password });
}
