using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Raincheck.Platform.Jobs;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>What the tests of the whole contract have in common: a shop with something of every kind, and a way to send anything.</summary>
internal static class ContractShop
{
    /// <summary>So long takes only what hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int BodyBytesAtOnce = 1024 * 1024;

    /// <summary>Products of every kind, some stock, orders in several states, and purchase orders.</summary>
    public static async Task SeedAsync(ApiHost api)
    {
        await api.Put(
                "/email/templates/F-mail",
                """{"subject":"S","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"{{ order.number }}"}"""
            )
            .Ok();
        await api.Put("/companies/ACME/email/OutOfStockInventoryNotice", """{"template":"F-mail"}""").Ok();
        await api.Put(
                "/products",
                """
                [{"sku":"F-1","name":"Plain","vendor":"VEND"},{"sku":"F-2","name":"Replacement"},{"sku":"F-3","name":"Replaced","replacementSku":"F-2"},
                 {"sku":"F-4","name":"Shadow","shadowOf":"F-1"},{"sku":"F-5","name":"Kit","components":[{"sku":"F-1","quantity":1},{"sku":"F-2","quantity":2}]}]
                """
            )
            .Ok();
        foreach (var sku in (string[])["F-1", "F-2", "F-3"])
            await api.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":40,"reason":"seed"}""").Ok();
        await api.Put("/warehouses/EAST", """{"name":"East","type":"normal","isSellable":true}""").Ok();
        foreach (var warehouse in (string[])["EAST", "DOCK"])
            await api.Post("/inventory/counts", $$"""{"sku":"F-1","warehouse":"{{warehouse}}","onHand":60}""").Ok();
        foreach (var sku in (string[])["F-1", "F-2", "F-3", "F-4", "F-5", "F-1", "F-2"])
            await api.NewOrder(sku, 3);
        // More than there is: its customer is told.
        for (var i = 0; i < 3; i++)
            await api.NewOrder("F-2", 500);
        foreach (var status in (string[])["quote", "cart", "onHold", "onHold", "problem"])
        {
            await api.Post(
                    "/orders",
                    $$"""{"company":"ACME","status":"{{status}}","customer":{"name":"N","email":"n@example.com"},"lines":[{"sku":"F-1","quantity":2}]}"""
                )
                .Ok();
        }
        foreach (var number in (string[])["F-PO-1", "F-PO-2", "F-PO-3"])
            await api.Post(
                    "/purchase-orders",
                    $$"""{"number":"{{number}}","vendor":"VEND","lines":[{"sku":"F-1","quantity":9},{"sku":"F-2","quantity":5}]}"""
                )
                .Ok();
    }

    /// <summary>
    /// Stops what works by the clock, so that from now on every change is one that a request made: no mail is handed over, no
    /// pass runs, no index is written, and jobs wait for <see cref="WorkOffAsync"/>.
    /// </summary>
    public static async Task StopTheClockAsync(ApiHost api)
    {
        // Here work that stops has not failed.
        api.Services.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior =
            BackgroundServiceExceptionBehavior.Ignore;
        foreach (var work in api.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            await work.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Seeds a shop and stops its clock.</summary>
    /// <returns>What is known of it.</returns>
    public static async Task<KnownValues> StandStillAsync(ApiHost api)
    {
        var known = new KnownValues(api, await api.ContractAsync());
        await SeedAsync(api);
        await known.RefreshAsync();
        await StopTheClockAsync(api);
        return known;
    }

    /// <summary>Lets jobs run until this one has ended.</summary>
    public static async Task WorkOffAsync(ApiHost api, string job)
    {
        var worker = api.Services.GetRequiredService<JobWorker>();
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await EndedAsync(api, job);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    public static HttpClient Client(ApiHost api)
    {
        var http = new HttpClient(
            new SocketsHttpHandler
            {
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
                AllowAutoRedirect = false,
                Expect100ContinueTimeout = Patience,
            }
        )
        {
            BaseAddress = api.Http.BaseAddress,
            Timeout = Patience,
        };
        http.DefaultRequestHeaders.Authorization = api.Http.DefaultRequestHeaders.Authorization;
        return http;
    }

    /// <summary>Sends a request as it is, and holds the answer against the description.</summary>
    public static async Task<Reply> SendAsync(ApiHost api, HostileRequest request)
    {
        var reply = await SendAsync(api.Http, request);
        await api.ShouldKeepItsWordAsync(HttpMethod.Parse(request.Method), request.Address.Split('?')[0], reply);
        return reply;
    }

    public static async Task<Reply> SendAsync(HttpClient http, HostileRequest request)
    {
        var address = new Uri(
            http.BaseAddress!.GetLeftPart(UriPartial.Authority) + request.Address,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            // What is refused for its size is refused before it is sent, not while it is.
            message.Headers.ExpectContinue = request.Body.Length > BodyBytesAtOnce;
            if (request.MediaType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
        }
        foreach (var (name, value) in request.Headers)
        {
            if (name.StartsWith("Content-", StringComparison.Ordinal))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            else
                message.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await http.SendAsync(message, TestContext.Current.CancellationToken);
        return new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<Reply> EndedAsync(ApiHost api, string id)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var job = await api.Get($"/jobs/{id}").Ok();
            if (job.Text("state") is "succeeded" or "failed")
                return job;
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, job.Body);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<string> VerifyAsync(ApiHost api)
    {
        var job = await api.Post("/verifications").Ok();
        return (await EndedAsync(api, job.Text("id")!)).At("violations").GetRawText();
    }
}
