using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Raincheck.Platform;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

/// <summary>Nothing about a customer leaves the program by its logs, its traces or its metrics.</summary>
public sealed class PersonalDataTests
{
    private const string User = "operator-7";
    private const string Password = "Grmblfx correct horse";

    /// <summary>Every way in which a customer, a password or a token could be recognised.</summary>
    private static readonly string[] Markers = ["Zebulon", "Markworth", "quux.example", "Grmblfx", "Elmstreet"];

    private static readonly Dictionary<string, string> Administrator = new(StringComparer.Ordinal)
    {
        ["RAINCHECK_ADMIN_USER"] = User,
        ["RAINCHECK_ADMIN_PASSWORD"] = Password,
    };

    [Theory]
    [InlineData(Database.Sqlite, "text")]
    [InlineData(Database.Postgres, "json")]
    public async Task GivenCustomers_WhenTheirOrdersSucceedAndFail_ThenNothingThatLeavesTheProgramNamesThem(Database database, string form)
    {
        await using var client = await NewClient.WithSchemaAsync(database);
        await using var collector = await Collector.StartAsync();
        using var folder = new TempFolder();
        // Error details of PostgreSQL are removed.
        var connection = database == Database.Postgres ? client.Connection + ";Include Error Detail=true" : client.Connection;
        await using var process = ServeProcess.Serve(
            folder.Path,
            connection,
            [.. Administrator, .. collector.Environment, new("RAINCHECK_LOG", form), new("RAINCHECK_LOG_LEVEL", "debug")]
        );
        using var http = new HttpClient { BaseAddress = await process.AddressAsync() };
        var token = await SignInAsync(http);
        await OrderAsync(http);
        await using (var direct = ClientDatabase.Open(client.Connection))
        {
            await Faults.RefuseCustomersAsync(direct, "Zebulon Boom");
            (await PostAsync(http, "orders", Order("Zebulon Boom", "O-4"))).ShouldBe(HttpStatusCode.InternalServerError);
        }
        await collector.GetsAsync("traces", "ledger.transaction");
        await collector.GetsAsync("traces", "POST /api/v1/orders");
        await collector.GetsAsync("metrics", "raincheck.ledger.commands");
        (await process.EndAsync()).ShouldBe(0);

        // Each of them was logged; what the log says of them is not who it was.
        var said = process.Said;
        foreach (var status in new[] { 201, 400, 404, 409, 422, 500 })
            said.ShouldContain(form == "json" ? $"\"Status\":{status}" : $" {status} in ");
        said.ShouldContain(form == "json" ? "\"Route\":\"/api/v1/orders/{number}\"" : "GET /api/v1/orders/{number} 404 in ");
        said.ShouldContain(User);
        said.ShouldContain(database == Database.Postgres ? "23514: " : "SQLite Error 19");
        foreach (var marker in (string[])[.. Markers, token])
        {
            said.ShouldNotContain(marker, Case.Insensitive);
            collector.Of("traces").ShouldNotContain(marker, Case.Insensitive);
            collector.Of("metrics").ShouldNotContain(marker, Case.Insensitive);
        }
    }

    [Fact]
    public async Task GivenATriggerThatQuotesTheRow_WhenAnOrderFails_ThenTheLogDoesNot()
    {
        await using var client = await NewClient.WithSchemaAsync(Database.Postgres);
        using var folder = new TempFolder();
        await using var process = ServeProcess.Serve(folder.Path, client.Connection, Administrator);
        using var http = new HttpClient { BaseAddress = await process.AddressAsync() };
        await SignInAsync(http);
        await OrderAsync(http);
        await using (var direct = ClientDatabase.Open(client.Connection))
            await Faults.RefuseCustomersByTriggerAsync(direct, "Zebulon Boom");

        (await PostAsync(http, "orders", Order("Zebulon Boom", "O-4"))).ShouldBe(HttpStatusCode.InternalServerError);
        (await process.EndAsync()).ShouldBe(0);

        process.Said.ShouldContain("P0001: a value was refused");
        foreach (var marker in Markers)
            process.Said.ShouldNotContain(marker, Case.Insensitive);
    }

    [Fact]
    public void GivenFailuresWithWordsOfOthers_WhenTheyAreLogged_ThenTheLogKeepsWhatHelpsAndNoValues()
    {
        var sink = new Kept();
        using (var log = new LoggerConfiguration().WriteTo.Sink(new WithoutPersonalData(sink)).CreateLogger())
        {
            log.Error(
                new InvalidOperationException(
                    "outer",
                    new AggregateException(
                        new FormatException("'Zebulon' was not in a correct format"),
                        new IOException("the disk is full")
                    )
                ),
                "The server said {Reason}",
                "550 5.1.1 <zebulon.markworth@quux.example>: no such user"
            );
        }

        var logged = sink.Events.ShouldHaveSingleItem();
        logged.RenderMessage().ShouldBe("The server said \"550 5.1.1 <***@***>: no such user\"");
        var text = logged.Exception!.ToString();
        text.ShouldContain("System.InvalidOperationException: outer");
        text.ShouldContain("System.FormatException: a text has the wrong form");
        text.ShouldContain("System.IO.IOException: the disk is full");
        text.ShouldNotContain("Zebulon");
    }

    /// <summary>An order that is taken, and every way in which it is refused.</summary>
    private static async Task OrderAsync(HttpClient http)
    {
        await SendAsync(http, HttpMethod.Put, "companies/ACME", """{"name":"Acme"}""");
        await SendAsync(http, HttpMethod.Put, "products/X", """{"name":"X"}""");
        (await PostAsync(http, "orders", Order("Zebulon Markworth", "O-1"))).ShouldBe(HttpStatusCode.Created);
        (await PostAsync(http, "orders", Order("Zebulon Markworth", "O-1"))).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(http, "orders", Order("Zebulon Markworth", "O-2", sku: "Markworth"))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(http, "orders", """{"Zebulon":"Markworth"}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(http, "orders", "Zebulon")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(http, "Zebulon", "{}")).ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await SendAsync(http, HttpMethod.Get, "orders/Zebulon")).ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(http, HttpMethod.Get, "orders?q=Zebulon")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(http, HttpMethod.Get, "orders?Zebulon=Markworth")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(http, new HttpMethod("ZEBULON"), "orders")).ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await PostAsync(http, "token", """{"username":"z@quux.example","password":"Grmblfx"}""")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> SignInAsync(HttpClient http)
    {
        using var reply = await http.PostAsync(
            "/api/v1/token",
            new StringContent($$"""{"username":"{{User}}","password":"{{Password}}"}""", Encoding.UTF8, "application/json")
        );
        var token = JsonElement.Parse(await reply.Content.ReadAsStringAsync()).GetProperty("accessToken").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return token;
    }

    private static string Order(string customer, string number, string sku = "X") =>
        $$$"""
            {"number":"{{{number}}}","company":"ACME","customer":{"name":"{{{customer}}}","email":"zebulon.markworth@quux.example"},
             "shipTo":{"line1":"1 Elmstreet"},"lines":[{"sku":"{{{sku}}}","quantity":2}]}
            """;

    private static Task<HttpStatusCode> PostAsync(HttpClient http, string path, string body) =>
        SendAsync(http, HttpMethod.Post, path, body);

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await http.SendAsync(request);
        return reply.StatusCode;
    }

    private sealed class Kept : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }
}
