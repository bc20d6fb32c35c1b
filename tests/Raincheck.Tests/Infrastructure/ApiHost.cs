using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Raincheck.Features.Accounts;
using Raincheck.Hosting;
using Shouldly;
using Xunit;

[assembly: AssemblyFixture(typeof(Raincheck.Tests.Infrastructure.ApiHosts))]

namespace Raincheck.Tests.Infrastructure;

/// <summary>One host on each database, for the tests that keep to products and orders of their own.</summary>
public sealed class ApiHosts : IAsyncDisposable
{
    private readonly Dictionary<Database, Lazy<Task<ApiHost>>> hosts = Enum.GetValues<Database>()
        .ToDictionary(d => d, d => new Lazy<Task<ApiHost>>(() => ApiHost.StartAsync(d)));

    /// <summary>The host on this database; skips the test where there is no such database.</summary>
    public Task<ApiHost> On(Database database)
    {
        if (database == Database.Postgres)
            _ = PostgresServer.ConnectionString;
        return hosts[database].Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts.Values.Where(h => h.IsValueCreated))
            await (await host.Value).DisposeAsync();
    }
}

/// <summary>The real host on a free port, with company ACME, vendor VEND and warehouses MAIN and DOCK, the latter not sellable.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string UserName = "boss";
    public const string Password = "correct horse battery";

    private readonly Func<ValueTask> drop;
    private WebApplication app = null!;
    private static int last;

    private ApiHost(string connection, Func<ValueTask> drop)
    {
        Connection = connection;
        this.drop = drop;
    }

    public string Connection { get; }

    public IServiceProvider Services => app.Services;

    public HttpClient Http { get; private set; } = null!;

    public static async Task<ApiHost> StartAsync(Database database, FirstAdministrator? administrator = null)
    {
        var host = New(database);
        await host.RunAsync(administrator ?? new FirstAdministrator(UserName, Password));
        if (administrator is not null)
            return host;
        await host.SignInAsync();
        await host.Put("/companies/ACME", """{"name":"Acme"}""").Ok();
        await host.Put("/vendors/VEND", """{"name":"Vendor"}""").Ok();
        await host.Put("/warehouses/MAIN", """{"name":"Main","type":"normal","isSellable":true}""").Ok();
        await host.Put("/warehouses/DOCK", """{"name":"Dock","type":"normal","isSellable":false}""").Ok();
        return host;
    }

    /// <summary>Ends the host and starts another one on the same database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await RunAsync(new FirstAdministrator(UserName, Password));
    }

    /// <summary>Another host on the same database, as another process would be; it goes with this one's database.</summary>
    public async Task<ApiHost> AnotherAsync()
    {
        var other = new ApiHost(Connection, () => ValueTask.CompletedTask);
        await other.RunAsync(new FirstAdministrator(UserName, Password));
        other.Http.DefaultRequestHeaders.Authorization = Http.DefaultRequestHeaders.Authorization;
        return other;
    }

    public async Task SignInAsync()
    {
        var reply = await Post("/token", $$"""{"username":"{{UserName}}","password":"{{Password}}"}""");
        reply.Status.ShouldBe(HttpStatusCode.OK);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reply.Text("accessToken"));
    }

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string prefix) => $"{prefix}{Interlocked.Increment(ref last)}";

    /// <summary>A new plain product with so many units in MAIN, which every order knows of.</summary>
    public async Task<string> NewSku(long units = 0)
    {
        var sku = NewName("SKU-");
        await Put($"/products/{sku}", """{"name":"Product"}""").Ok();
        if (units > 0)
            await Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":{{units}}}""").Ok();
        return sku;
    }

    /// <summary>The body of a new order.</summary>
    public static string Order(string? number, params (string Sku, int Quantity)[] lines) =>
        JsonSerializer.Serialize(
            new
            {
                number,
                company = "ACME",
                customer = new { name = "Customer", email = "customer@example.com" },
                lines = lines.Select(l => new { sku = l.Sku, quantity = l.Quantity }),
            }
        );

    /// <summary>A new order of one line.</summary>
    public async Task<string> NewOrder(string sku, int quantity)
    {
        var number = NewName("O-");
        await Post("/orders", Order(number, (sku, quantity))).Ok();
        return number;
    }

    public Task<Reply> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Reply> Put(string path, string body) => Send(HttpMethod.Put, path, body);

    public Task<Reply> Patch(string path, string body, string? ifMatch = null) => Send(HttpMethod.Patch, path, body, ifMatch: ifMatch);

    public Task<Reply> Post(string path, string? body = null, string? key = null, string? ifMatch = null) =>
        Send(HttpMethod.Post, path, body, key, ifMatch);

    public async Task<Reply> Send(HttpMethod method, string path, string? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/v1" + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await drop();
    }

    private static ApiHost New(Database database)
    {
        if (database == Database.Postgres)
        {
            var schema = PostgresServer.NewSchema();
            return new ApiHost(schema.ConnectionString, schema.DisposeAsync);
        }
        var folder = Directory.CreateTempSubdirectory("raincheck-api-");
        return new ApiHost(
            Path.Combine(folder.FullName, "client.db"),
            () =>
            {
                folder.Delete(recursive: true);
                return ValueTask.CompletedTask;
            }
        );
    }

    private async Task RunAsync(FirstAdministrator administrator)
    {
        app = RaincheckHost.Build(new ServeOptions(Connection, "http://127.0.0.1:0"));
        await RaincheckHost.PrepareAsync(app, administrator);
        await app.StartAsync();
        var authorization = Http?.DefaultRequestHeaders.Authorization;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = authorization;
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

/// <summary>What the API answered.</summary>
public sealed class Reply(HttpResponseMessage response, string body)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Body => body;

    public string? ETag { get; } = response.Headers.ETag?.ToString();

    public string? ContentType { get; } = response.Content.Headers.ContentType?.MediaType;

    public Uri? Location { get; } = response.Headers.Location;

    public JsonElement Json => JsonElement.Parse(body);

    /// <summary>A member by its path: <c>backOrder.state</c>, <c>lines.0.sku</c>.</summary>
    public JsonElement At(string path)
    {
        var at = Json;
        foreach (var step in path.Split('.'))
            at = int.TryParse(step, out var index) ? at[index] : at.GetProperty(step);
        return at;
    }

    public string? Text(string path) => At(path).GetString();

    public long Number(string path) => At(path).GetInt64();

    public List<string?> Items(string member) =>
        [.. Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(member).GetString())];

    /// <summary>It is a problem of this status and code, and names this place where one is given.</summary>
    public void ShouldBeProblem(int status, string code, string? path = null)
    {
        ((int)Status).ShouldBe(status, body);
        ContentType.ShouldBe("application/problem+json");
        Text("code").ShouldBe(code, body);
        Number("status").ShouldBe(status);
        Text("detail").ShouldNotBeNullOrEmpty();
        if (path is not null)
            Json.GetProperty("errors").TryGetProperty(path, out _).ShouldBeTrue(body);
    }
}

public static class Replies
{
    /// <summary>The answer, which must not be a problem.</summary>
    public static async Task<Reply> Ok(this Task<Reply> asked)
    {
        var reply = await asked;
        ((int)reply.Status).ShouldBeInRange(200, 299, reply.Body);
        return reply;
    }
}
