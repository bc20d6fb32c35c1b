using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Raincheck.Features.Accounts;
using Raincheck.Features.Promises;
using Raincheck.Hosting;
using Raincheck.Storage;
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
        // Both of them, even if one fails.
        await Task.WhenAll(hosts.Values.Where(h => h.IsValueCreated).Select(async h => await (await h.Value).DisposeAsync()));
    }
}

/// <summary>The real host on a free port, with company ACME, vendor VEND and warehouses MAIN and DOCK, the latter not sellable.</summary>
/// <remarks>At the end, all invariants of section 9 of the rules are checked.</remarks>
public sealed class ApiHost : IAsyncDisposable
{
    public const string UserName = "boss";
    public const string Password = "correct horse battery";

    private static readonly ClientTemplate Opened = new(OpenAsync);

    private readonly string stored;
    private readonly Func<ValueTask> drop;
    private Func<ServeOptions, ServeOptions> configure = options => options;
    private WebApplication? app;
    private static int last;

    /// <summary>A line for each request of thousands would hide what the runner says.</summary>
    static ApiHost() => Environment.SetEnvironmentVariable(Logs.LevelVariable, "warning");

    /// <param name="connection">How the host finds its database.</param>
    /// <param name="drop">Takes the database away.</param>
    /// <param name="stored">Where the database is, if that is somewhere else.</param>
    private ApiHost(string connection, Func<ValueTask> drop, string? stored = null)
    {
        Connection = connection;
        this.stored = stored ?? connection;
        this.drop = drop;
    }

    /// <summary>The host's clock.</summary>
    private TimeProvider Time { get; init; } = TimeProvider.System;

    public string Connection { get; }

    /// <summary>What its database is.</summary>
    public Database Database => Connection.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? Database.Postgres : Database.Sqlite;

    /// <summary>Whether the test breaks on purpose what is stored.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether hosts that start from here on compare promises by themselves.</summary>
    public bool ComparesPromises { get; set; }

    /// <summary>Whether chance decides what is asked here: then what is refused proves nothing about the next run.</summary>
    public bool IsByChance { get; set; }

    /// <summary>Those of a host of this process.</summary>
    public IServiceProvider Services => app!.Services;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The description of any host; null if not loaded.</summary>
    public static ApiContract? Contract { get; private set; }

    /// <summary>What the host says of itself. It is the same of every host, and of both databases.</summary>
    public async Task<ApiContract> ContractAsync()
    {
        if (Contract is { } known)
            return known;
        var document = await Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return Contract = await ApiContract.OfAsync(document);
    }

    /// <param name="database">Where.</param>
    /// <param name="administrator">The first administrator of a client that is otherwise empty; null for the shop and its user.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="through">Where the host finds the database, by where it is.</param>
    /// <param name="configure">What else the host is started with.</param>
    public static async Task<ApiHost> StartAsync(
        Database database,
        FirstAdministrator? administrator = null,
        TimeProvider? time = null,
        Func<string, string>? through = null,
        Func<ServeOptions, ServeOptions>? configure = null
    )
    {
        var isShop = administrator is null && time is null;
        var client = isShop ? await Opened.CopyAsync(database) : await NewClient.WithSchemaAsync(database);
        var host = new ApiHost(through?.Invoke(client.Connection) ?? client.Connection, client.DisposeAsync, client.Connection)
        {
            Time = time ?? TimeProvider.System,
        };
        if (configure is not null)
            host.configure = configure;
        await host.RunAsync(administrator ?? new FirstAdministrator(UserName, Password));
        if (administrator is not null)
            return host;
        await (isShop ? host.SignInAsync() : host.OpenShopAsync());
        return host;
    }

    private static async Task OpenAsync(string connection)
    {
        await using var host = new ApiHost(connection, () => ValueTask.CompletedTask);
        await host.RunAsync(new FirstAdministrator(UserName, Password));
        await host.OpenShopAsync();
    }

    /// <summary>The program itself, where nothing else of this process is counted and its clock is everybody's; it is not for the host to end.</summary>
    /// <param name="address">Where it serves an empty client to <see cref="Administrator"/>.</param>
    /// <param name="connection">Where that client is.</param>
    public static async Task<ApiHost> OfAsync(Uri address, string connection)
    {
        var host = new ApiHost(connection, () => ValueTask.CompletedTask) { Http = new HttpClient { BaseAddress = address } };
        await host.OpenShopAsync();
        return host;
    }

    /// <summary>What a process is told of its first user.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Administrator =>
        [new("RAINCHECK_ADMIN_USER", UserName), new("RAINCHECK_ADMIN_PASSWORD", Password)];

    private async Task OpenShopAsync()
    {
        await SignInAsync();
        await Put("/companies/ACME", """{"name":"Acme"}""").Ok();
        await Put("/vendors/VEND", """{"name":"Vendor"}""").Ok();
        await Put("/warehouses/MAIN", """{"name":"Main","type":"normal","isSellable":true}""").Ok();
        await Put("/warehouses/DOCK", """{"name":"Dock","type":"normal","isSellable":false}""").Ok();
    }

    /// <summary>A host on a database that is there already; it leaves it there, without a signed-in user.</summary>
    public static async Task<ApiHost> StartOnAsync(string connection, Func<ServeOptions, ServeOptions>? configure = null)
    {
        var host = new ApiHost(connection, () => ValueTask.CompletedTask);
        if (configure is not null)
            host.configure = configure;
        await host.RunAsync(new FirstAdministrator(UserName, Password));
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
        var other = new ApiHost(Connection, () => ValueTask.CompletedTask) { Time = Time, configure = configure };
        await other.RunAsync(new FirstAdministrator(UserName, Password));
        other.Http.DefaultRequestHeaders.Authorization = Http.DefaultRequestHeaders.Authorization;
        return other;
    }

    public async Task SignInAsync() =>
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenOfAsync(UserName, Password));

    /// <summary>A token for a user.</summary>
    public async Task<string> TokenOfAsync(string name, string password) =>
        (await Post("/token", JsonSerializer.Serialize(new { username = name, password })).Ok()).Text("accessToken")!;

    /// <summary>A new user of this role, whose password is that of everybody here.</summary>
    public async Task<string> NewUserAsync(Role role)
    {
        var name = NewName("user-");
        await Post(
                "/users",
                JsonSerializer.Serialize(
                    new
                    {
                        name,
                        role = Roles.NameOf(role),
                        password = Password,
                    }
                )
            )
            .Ok();
        return name;
    }

    /// <summary>A new API key of this role.</summary>
    public async Task<string> NewKeyAsync(Role role) =>
        (await Post("/api-keys", JsonSerializer.Serialize(new { name = NewName("key-"), role = Roles.NameOf(role) })).Ok()).Text("key")!;

    /// <summary>The same host with another credential, or none; it does not own the host.</summary>
    public ApiHost As(string? credential) =>
        new(Connection, drop)
        {
            app = app,
            Http = new HttpClient
            {
                BaseAddress = Http.BaseAddress,
                DefaultRequestHeaders = { Authorization = credential is null ? null : new("Bearer", credential) },
            },
        };

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

    /// <summary>A new purchase order of VEND that comes to MAIN.</summary>
    public async Task<string> NewPurchaseOrder(params (string Sku, int Quantity)[] lines)
    {
        var body = new
        {
            vendor = "VEND",
            warehouse = "MAIN",
            lines = lines.Select(l => new { sku = l.Sku, quantity = l.Quantity }),
        };
        return (await Post("/purchase-orders", JsonSerializer.Serialize(body)).Ok()).Text("number")!;
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
        var reply = new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var called = new Uri(
            Http.BaseAddress!,
            path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/v1" + path
        ).AbsolutePath;
        await ShouldKeepItsWordAsync(method, called, reply);
        return reply;
    }

    /// <summary>Every response must match the description of the API.</summary>
    public async Task ShouldKeepItsWordAsync(HttpMethod method, string path, Reply reply)
    {
        var known = await ContractAsync();
        // Bugs and unknown routes have no description.
        if ((int)reply.Status is 304 or (>= 500 and not 503) || known.Find(method, path) is not { } operation)
            return;
        known.FaultOf(operation, (int)reply.Status, reply.ContentType, reply.Body).ShouldBeNull();
        if ((int)reply.Status >= 400 && !IsByChance)
            known.Gave(operation, reply.Text("code")!, Database);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        try
        {
            if (IsBroken)
                return;
            await Soundness.ShouldBeSoundAsync(stored);
        }
        finally
        {
            await drop();
        }
    }

    private async Task RunAsync(FirstAdministrator administrator)
    {
        // Fast password hashes: slow ones would dominate many tests.
        var options = new ServeOptions(Connection, "http://127.0.0.1:0") { Time = Time, PasswordRounds = 1_000 };
        app = RaincheckHost.Build(configure(options));
        await RaincheckHost.PrepareAsync(app, administrator);
        await app.StartAsync();
        // Promises would add entries to the journals of orders while a test reads them.
        if (!ComparesPromises)
            await app.Services.GetServices<IHostedService>().OfType<PromiseWorker>().Single().StopAsync(CancellationToken.None);
        var authorization = Http?.DefaultRequestHeaders.Authorization;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = authorization;
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        if (app is null)
            return;
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

    public HttpResponseHeaders Headers { get; } = response.Headers;

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
