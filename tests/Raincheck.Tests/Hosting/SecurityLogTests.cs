using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>Access events are logged with the user name; typed input is not.</summary>
public sealed class SecurityLogTests
{
    private const string User = "operator-7";
    private const string Password = "a long sentence of Grmblfx";

    [Fact]
    public async Task GivenSignInsAndCallsThatARoleDoesNotAllow_WhenTheyAreTried_ThenTheLogSaysWhoAndNothingThatWasTyped()
    {
        await using var client = await NewClient.WithSchemaAsync(Database.Sqlite);
        using var folder = new TempFolder();
        await using var process = ServeProcess.Serve(
            folder.Path,
            client.Connection,
            [new("RAINCHECK_ADMIN_USER", User), new("RAINCHECK_ADMIN_PASSWORD", Password)]
        );
        using var http = new HttpClient { BaseAddress = new Uri(await process.AddressAsync(), "/api/v1/") };

        (await TokenAsync(http, User, "wrong Grmblfx")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await TokenAsync(http, "Grmblfx", Password)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var mine = await TokenAsync(http, User, Password);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", mine.Token);
        (
            await http.PostAsJsonAsync(
                "users",
                new
                {
                    name = "viewer-8",
                    role = "viewer",
                    password = Password,
                }
            )
        ).EnsureSuccessStatusCode();
        var theirs = await TokenAsync(http, "viewer-8", Password);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", theirs.Token);
        (await http.PutAsJsonAsync("companies/GRMBLFX", new { name = "Grmblfx" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await process.EndAsync()).ShouldBe(0);

        process.Said.ShouldContain($"A sign-in of {User} was refused");
        process.Said.ShouldContain("A sign-in was refused: there is no such user");
        process.Said.ShouldContain($"{User} signed in");
        process.Said.ShouldContain("viewer-8 may not PUT");
        process.Said.ShouldContain("PUT /api/v1/companies/{code} 403 in ");
        foreach (var typed in (string[])["Grmblfx", mine.Token!, theirs.Token!])
            process.Said.ShouldNotContain(typed, Case.Insensitive);
    }

    private static async Task<(HttpStatusCode Status, string? Token)> TokenAsync(HttpClient http, string username, string password)
    {
        using var reply = await http.PostAsJsonAsync("token", new { username, password });
        var answer = await reply.Content.ReadFromJsonAsync<JsonElement>();
        return (reply.StatusCode, answer.TryGetProperty("accessToken", out var token) ? token.GetString() : null);
    }
}
