using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class HostTests(ApiHosts hosts)
{
    [Fact]
    public async Task GivenAHost_WhenItsDescriptionIsRead_ThenItIsOpenApi31WithTheNamesOfTheContract()
    {
        var document = (await (await hosts.On(Database.Sqlite)).Get("//openapi/v1.json").Ok()).Json;

        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var line = document.GetProperty("components").GetProperty("schemas").GetProperty("NewOrderLine");
        line.GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldBe(["sku", "quantity"]);
        line.GetProperty("properties").GetProperty("quantity").GetProperty("type").GetString().ShouldBe("integer");
        var order = document.GetProperty("components").GetProperty("schemas").GetProperty("OrderView").GetProperty("properties");
        order.GetProperty("orderedAt").GetProperty("format").GetString().ShouldBe("date-time");
        var filters = document.GetProperty("paths").GetProperty("/api/v1/orders").GetProperty("get").GetProperty("parameters");
        filters.EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldContain("backOrder");
    }

    [Fact]
    public async Task GivenAHost_WhenItsPageIsRead_ThenEverythingOnItComesFromTheHost()
    {
        var api = await hosts.On(Database.Sqlite);
        var page = await api.Get("//docs/").Ok();

        page.Body.ShouldNotContain("://");
        (await api.Get("//docs/scalar.js").Ok()).Body.Length.ShouldBeGreaterThan(100_000);
        (await api.Get("//docs/scalar.aspnetcore.js").Ok()).Body.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task GivenAWrongAddressOrMethod_WhenItIsCalled_ThenTheProblemSaysSo()
    {
        var api = await hosts.On(Database.Sqlite);

        (await api.Get("/nothing")).ShouldBeProblem(404, "not_found");
        (await api.Get("//nothing")).ShouldBeProblem(404, "not_found");
        (await api.Send(HttpMethod.Delete, "/settings")).ShouldBeProblem(405, "method_not_allowed");
    }

    [Theory]
    [InlineData("/orders")]
    [InlineData("/orders/batch")]
    [InlineData("/inventory/counts")]
    [InlineData("/token")]
    public async Task GivenABodyThatIsNoJson_WhenItIsPosted_ThenItIsRefused(string path)
    {
        var api = await hosts.On(Database.Sqlite);
        using var content = new StringContent("sku=A", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await api.Http.PostAsync("/api/v1" + path, content, TestContext.Current.CancellationToken);

        new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeProblem(
            415,
            "unsupported_media_type"
        );
    }

    [Theory]
    [InlineData("/orders", null)]
    [InlineData("/orders", "key")]
    [InlineData("/orders/batch", null)]
    public async Task GivenABodyThatIsTooLarge_WhenItIsPosted_ThenItIsRefused(string path, string? key)
    {
        var api = await hosts.On(Database.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[RequestBody.BytesMax + 1]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeProblem(
            413,
            "body_too_large"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData(
        "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
    )]
    public async Task GivenABadIdempotencyKey_WhenItIsSent_ThenItIsRefused(string key)
    {
        var api = await hosts.On(Database.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verifications");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeProblem(
            400,
            "invalid_request",
            "Idempotency-Key"
        );
    }

    [Fact]
    public async Task GivenTheLedgerCannotReachTheDatabase_WhenARequestFails_ThenTheAnswerSaysToComeBack()
    {
        var (http, body) = await Handled(new LedgerUnavailableException(new TimeoutException()));

        http.Response.StatusCode.ShouldBe(503);
        http.Response.Headers.RetryAfter.ToString().ShouldBe("5");
        body.GetProperty("code").GetString().ShouldBe("unavailable");
    }

    [Fact]
    public async Task GivenADefect_WhenARequestFails_ThenTheAnswerSaysNothingOfTheInside()
    {
        var (http, body) = await Handled(new InvalidOperationException("the secret is 42"));

        http.Response.StatusCode.ShouldBe(500);
        body.GetProperty("code").GetString().ShouldBe("internal_error");
        body.GetRawText().ShouldNotContain("42");
    }

    private static async Task<(HttpContext Http, JsonElement Body)> Handled(Exception failure)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        (
            await new ExceptionProblems(NullLogger<ExceptionProblems>.Instance).TryHandleAsync(http, failure, CancellationToken.None)
        ).ShouldBeTrue();
        http.Response.ContentType.ShouldBe("application/problem+json");
        return (http, JsonElement.Parse(body.ToArray()));
    }
}
