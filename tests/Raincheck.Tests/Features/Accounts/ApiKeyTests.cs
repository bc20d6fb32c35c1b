using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Raincheck.Features.Accounts;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class ApiKeyTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKey_WhenItWorks_ThenTheJournalNamesItAndRevokedItIsRefusedAtOnce(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("shop-");
        var made = await api.Post("/api-keys", Key(name, "agent"));
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        made.Text("key")!.ShouldStartWith("rck_");
        var shop = api.As(made.Text("key"));

        (await shop.Get("/me").Ok()).Body.ShouldBe($$"""{"name":"key:{{name}}","kind":"apiKey","role":"agent"}""");
        var order = await shop.NewOrder(await api.NewSku(), 1);
        var journal = await api.Get($"/orders/{order}/journal").Ok();
        journal.Items("actor").Distinct().ShouldBe([$"key:{name}"]);
        (await shop.Get("/api-keys")).ShouldBeProblem(403, "forbidden");
        (await shop.Post("/me/password", """{"currentPassword":"a","newPassword":"b"}""")).ShouldBeProblem(403, "forbidden");

        (await api.Send(HttpMethod.Delete, $"/api-keys/{made.Text("id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Get("/me")).ShouldBeProblem(401, "unauthorized");
        (await api.Send(HttpMethod.Delete, $"/api-keys/{made.Text("id")}")).ShouldBeProblem(404, "api_key_not_found");
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        (await db.Journal.Where(j => j.Cause.Contains(name) && j.Kind.StartsWith("apiKey")).OrderBy(j => j.Id).ToListAsync())
            .Select(j => $"{j.Actor} {j.Kind} {j.Data}")
            .ShouldBe([
                $$"""boss apiKeyAdded {"id":"{{made.Text("id")}}","name":"{{name}}","role":"agent"}""",
                $$"""boss apiKeyRevoked {"id":"{{made.Text("id")}}","name":"{{name}}"}""",
            ]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKeyThatWasMadeUsedAndListed_WhenEverythingStoredIsRead_ThenTheKeyIsNowhere(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var made = await api.Post("/api-keys", Key("shop", "agent"), key: "once").Ok();
        var secret = made.Text("key")!;
        await api.As(secret).NewOrder(await api.NewSku(), 1);
        (await api.Get("/api-keys").Ok()).Body.ShouldNotContain(secret[4..]);

        (await EverythingStoredAsync(api)).ShouldNotContain(secret[4..]);
        if (database == Database.Sqlite)
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(api.Connection)!))
                (await BytesAsync(file)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret[4..])).ShouldBe(-1, file);
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnIdempotencyKey_WhenTheSameKeyIsMadeAgain_ThenItIsOneKeyThatIsNotShownAgain(Database database)
    {
        var api = await hosts.On(database);
        var name = ApiHost.NewName("once-");
        var first = await api.Post("/api-keys", Key(name, "viewer"), key: name).Ok();
        var again = await api.Post("/api-keys", Key(name, "viewer"), key: name).Ok();

        again.Text("id").ShouldBe(first.Text("id"));
        again.At("key").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await api.Post("/api-keys", Key(name, "admin"), key: name)).ShouldBeProblem(409, "idempotency_key_reused");
        await api.As(first.Text("key")).Get("/me").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKey_WhenItIsUsed_ThenItsLastUseIsKeptToTheMinute(Database database)
    {
        var start = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var time = new FakeTimeProvider(start);
        await using var api = await ApiHost.StartAsync(database, configure: options => options with { Time = time });
        var secret = (await api.Post("/api-keys", Key("shop", "viewer")).Ok()).Text("key");
        (await LastUse(api)).ShouldBeNull();

        await api.As(secret).Get("/me").Ok();
        (await LastUse(api)).ShouldBe(start);
        time.Advance(TimeSpan.FromSeconds(59));
        await api.As(secret).Get("/me").Ok();
        (await LastUse(api)).ShouldBe(start);
        time.Advance(TimeSpan.FromSeconds(1));
        await api.As(secret).Get("/me").Ok();
        (await LastUse(api)).ShouldBe(start.AddMinutes(1));
    }

    [Theory]
    [InlineData("""{"name":"","role":"viewer"}""", 400, "invalid_value")]
    [InlineData("""{"name":"a/b","role":"viewer"}""", 400, "invalid_value")]
    [InlineData("""{"name":"a b","role":"viewer"}""", 400, "invalid_value")]
    [InlineData("""{"name":"new","role":"root"}""", 400, "invalid_request")]
    [InlineData("""{"name":"taken","role":"viewer"}""", 409, "duplicate_api_key_name")]
    public async Task GivenABadKey_WhenItIsToBeMade_ThenItIsNot(string body, int status, string code)
    {
        foreach (var database in Databases.Available)
        {
            var api = await hosts.On(database);
            await api.Post("/api-keys", Key("taken", "viewer"));
            (await api.Post("/api-keys", body)).ShouldBeProblem(status, code);
        }
    }

    [Fact]
    public void New_IsLongRandomAndKnownByItsPrefix()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeySecret.New()).ToList();

        keys.ShouldBeUnique();
        keys.ShouldAllBe(k => k.StartsWith("rck_") && k.Length == 47 && ApiKeySecret.IsWellFormed(k));
        ApiKeySecret.IsWellFormed(keys[0] + "A").ShouldBeFalse();
        ApiKeySecret.IsWellFormed("rck_" + new string('!', 43)).ShouldBeFalse();
    }

    private static async Task<DateTimeOffset?> LastUse(ApiHost api)
    {
        var used = (await api.Get("/api-keys").Ok()).At("items.0.lastUsedAt");
        return used.ValueKind == System.Text.Json.JsonValueKind.Null ? null : used.GetDateTimeOffset();
    }

    private static string Key(string name, string role) => $$"""{"name":"{{name}}","role":"{{role}}"}""";

    private static async Task<string> EverythingStoredAsync(ApiHost api)
    {
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        await db.Database.OpenConnectionAsync();
        var text = new StringBuilder();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                    text.Append(rows.GetValue(i)).Append('|');
            }
        }
        text.Length.ShouldBeGreaterThan(1000);
        return text.ToString();
    }

    private static async Task<byte[]> BytesAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
