using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Core.Consents;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// For each <c>POST</c> of the API a call that is carried out, on an order, product or purchase order of its own. Each is good
/// once; it can be made again for another one.
/// </summary>
internal static class SoundCalls
{
    private const string Mail =
        """{"subject":"S","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"{{ order.number }}"}""";

    private static readonly Dictionary<string, Func<ApiHost, Task<(string Path, string? Body)>>> Makers = new(StringComparer.Ordinal)
    {
        ["/users"] = _ => Of("/users", $$"""{"name":"{{New}}","role":"agent","password":"{{ApiHost.Password}}"}"""),
        ["/api-keys"] = _ => Of("/api-keys", $$"""{"name":"{{New}}","role":"agent"}"""),
        ["/inventory/adjustments"] = async api =>
            ("/inventory/adjustments", $$"""{"sku":"{{await api.NewSku()}}","warehouse":"MAIN","delta":5,"reason":"found"}"""),
        ["/inventory/counts"] = async api =>
            ("/inventory/counts", $$"""{"items":[{"sku":"{{await api.NewSku(2)}}","warehouse":"MAIN","onHand":4}]}"""),
        ["/inventory/transfers"] = async api =>
            ("/inventory/transfers", $$"""{"sku":"{{await api.NewSku(4)}}","from":"MAIN","to":"DOCK","quantity":3}"""),
        ["/orders"] = async api => ("/orders", ApiHost.Order(null, (await api.NewSku(), 3))),
        ["/orders/batch"] = async api =>
            ("/orders/batch", $$"""{"orders":[{{ApiHost.Order(null, (await api.NewSku(), 1))}},{{ApiHost.Order(null, ("none", 1))}}]}"""),
        ["/orders/{number}/notes"] = api => OnOrderAsync(api, "notes", """{"text":"Called."}"""),
        ["/orders/{number}/confirm"] = async api => (await QuoteAsync(api) + "/confirm", null),
        ["/orders/{number}/hold"] = api => OnOrderAsync(api, "hold"),
        ["/orders/{number}/release"] = async api =>
        {
            var order = await OrderAsync(api);
            await api.Post(order + "/hold").Ok();
            return (order + "/release", null);
        },
        ["/orders/{number}/recalculate"] = api => OnOrderAsync(api, "recalculate"),
        ["/orders/{number}/cancel"] = api => OnOrderAsync(api, "cancel", """{"backOrderedOnly":true}"""),
        ["/orders/{number}/ship"] = api => OnOrderAsync(api, "ship", """{"warehouse":"MAIN","lines":[{"line":1,"quantity":1}]}"""),
        ["/orders/{number}/mark"] = api => OnOrderAsync(api, "mark", """{"mark":"notMarked"}"""),
        ["/orders/{number}/lines"] = async api => (await OrderAsync(api) + "/lines", $$"""{"sku":"{{await api.NewSku()}}","quantity":2}"""),
        ["/orders/{number}/lines/{line}/replace"] = async api =>
            (await OrderAsync(api) + "/lines/1/replace", $$"""{"sku":"{{await api.NewSku()}}"}"""),
        ["/orders/{number}/delay"] = api =>
            OnOrderAsync(api, "delay", """{"shipDate":"2099-03-01T00:00:00Z","reason":"late","notify":true}"""),
        ["/orders/{number}/split"] = api => OnOrderAsync(api, "split", """{"lines":[{"line":1,"quantity":2}]}"""),
        ["/orders/{number}/dropship"] = api => OnOrderAsync(api, "dropship", """{"vendor":"VEND"}"""),
        ["/orders/{number}/pins"] = api => OnOrderAsync(api, "pins", """{"line":1,"quantity":1,"reason":"he waits here"}"""),
        ["/orders/{number}/links"] = api => OnOrderAsync(api, "links", """{"line":1,"quantity":2,"vendor":"VEND","warehouse":"MAIN"}"""),
        ["/orders/{number}/delay-consent"] = async api =>
            (await AskedAsync(api, DelayStage.Asked) + "/delay-consent", """{"answer":"accept","note":"by telephone"}"""),
        ["/orders/{number}/delay-consent/refund"] = async api =>
        {
            var order = await AskedAsync(api, DelayStage.RefundDue);
            await api.Post(order + "/cancel").Ok();
            return (order + "/delay-consent/refund", """{"note":"refund 7"}""");
        },
        ["/purchase-orders"] = async api =>
            ("/purchase-orders", $$"""{"vendor":"VEND","warehouse":"MAIN","lines":[{"sku":"{{await api.NewSku()}}","quantity":9}]}"""),
        ["/purchase-orders/{number}/cancel"] = async api =>
            ($"/purchase-orders/{await api.NewPurchaseOrder((await api.NewSku(), 4))}/cancel", null),
        ["/purchase-orders/{number}/dropship-status"] = async api =>
        {
            var purchaseOrder = await api.Post(await OrderAsync(api) + "/dropship", """{"vendor":"VEND"}""").Ok();
            return ($"/purchase-orders/{purchaseOrder.Text("number")}/dropship-status", """{"status":"processed"}""");
        },
        ["/purchase-orders/{number}/receipts"] = async api =>
        {
            var sku = await api.NewSku();
            var purchaseOrder = await api.NewPurchaseOrder((sku, 4));
            return ($"/purchase-orders/{purchaseOrder}/receipts", $$"""{"reference":"{{New}}","lines":[{"sku":"{{sku}}","quantity":3}]}""");
        },
        ["/purchasing/proposals/order"] = async api =>
        {
            var (sku, vendor) = (New, New);
            await api.Put($"/vendors/{vendor}", """{"name":"V"}""").Ok();
            await api.Put($"/products/{sku}", $$"""{"name":"P","vendor":"{{vendor}}"}""").Ok();
            await api.NewOrder(sku, 4);
            return ("/purchasing/proposals/order", $$"""{"vendor":"{{vendor}}","warehouse":"MAIN"}""");
        },
        ["/what-if"] = async api =>
            ("/what-if", $$"""{"changes":[{"kind":"hold","order":"{{await api.NewOrder(await api.NewSku(), 1)}}"}]}"""),
        ["/what-if/{id}/apply"] = async api =>
        {
            var change = $$"""{"kind":"hold","order":"{{await api.NewOrder(await api.NewSku(), 1)}}"}""";
            var asked = await api.Post("/what-if", $$"""{"changes":[{{change}}]}""").Ok();
            return ($"/what-if/{asked.Text("id")}/apply", null);
        },
        ["/settings/preview"] = _ => Of("/settings/preview", """{"includeUnpaidOrders":true}"""),
        ["/email/templates/{name}/preview"] = async api =>
            ($"/email/templates/{await TemplateAsync(api)}/preview", $$"""{"order":"{{await api.NewOrder(await api.NewSku(), 1)}}"}"""),
        ["/email/templates/preview"] = async api =>
            ("/email/templates/preview", $$"""{"order":"{{await api.NewOrder(await api.NewSku(), 1)}}","template":{{Mail}}}"""),
        ["/email/templates/translate"] = _ => Of("/email/templates/translate", """{"text":"Order #?OrderNumber?#"}"""),
        ["/email/outbox/{id}/retry"] = async api => ($"/email/outbox/{await MailAsync(api)}/retry", null),
        ["/email/outbox/{id}/cancel"] = async api => ($"/email/outbox/{await MailAsync(api)}/cancel", null),
        ["/email/send"] = async api =>
            ("/email/send", $$"""{"template":"{{await TemplateAsync(api)}}","orders":["{{await api.NewOrder(await api.NewSku(), 1)}}"]}"""),
        ["/email/send/preview"] = async api =>
            (
                "/email/send/preview",
                $$"""{"template":"{{await TemplateAsync(api)}}","orders":["{{await api.NewOrder(await api.NewSku(), 1)}}"]}"""
            ),
        ["/email/templates/{name}/test"] = async api =>
        {
            // No server listens there; the e-mail stays in the outbox.
            await api.Put("/email/server", """{"host":"127.0.0.1","port":2525,"security":"none"}""").Ok();
            return (
                $"/email/templates/{await TemplateAsync(api)}/test",
                $$"""{"order":"{{await api.NewOrder(await api.NewSku(), 1)}}","to":"me@acme.example"}"""
            );
        },
        ["/recalculations"] = async api => ("/recalculations", $$"""{"skus":["{{await api.NewSku()}}"]}"""),
        ["/verifications"] = _ => Of("/verifications", null),
    };

    /// <summary>The addresses that there are calls for, as the description has them.</summary>
    public static IReadOnlyCollection<string> Paths { get; } = [.. Makers.Keys.Select(p => "/api/v1" + p)];

    /// <summary>A call of this operation, under a key of its own.</summary>
    public static async Task<HostileRequest> MakeAsync(ApiHost api, ApiOperation operation)
    {
        var (path, body) = await Makers[operation.Path["/api/v1".Length..]](api);
        return new HostileRequest(
            "POST",
            "/api/v1" + path,
            body is null ? null : "application/json",
            body is null ? null : System.Text.Encoding.UTF8.GetBytes(body),
            [("Idempotency-Key", ApiHost.NewName("key-"))],
            true
        );
    }

    private static string New => ApiHost.NewName("sound-");

    private static Task<(string, string?)> Of(string path, string? body) => Task.FromResult((path, body));

    /// <summary>The address of an order of five units, two of which there are.</summary>
    private static async Task<string> OrderAsync(ApiHost api) => $"/orders/{await api.NewOrder(await api.NewSku(2), 5)}";

    private static async Task<(string, string?)> OnOrderAsync(ApiHost api, string action, string? body = null) =>
        ($"{await OrderAsync(api)}/{action}", body);

    /// <summary>The address of an order whose customer was asked about a delay. The notice itself has its tests in Features/DelayConsents.</summary>
    private static async Task<string> AskedAsync(ApiHost api, DelayStage stage)
    {
        var company = New;
        await api.Put($"/companies/{company}", """{"name":"Asks","delayRule":"ftc","statedShipDays":10}""").Ok();
        var body = ApiHost.Order(null, (await api.NewSku(), 2)).Replace("ACME", company, StringComparison.Ordinal);
        var number = (await api.Post("/orders", body).Ok()).Text("number")!;
        await using var db = api.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var id = await db.Orders.Where(o => o.Number == number).Select(o => o.Id).SingleAsync();
        var far = new DateOnly(2999, 1, 1).DayNumber;
        await db
            .DelayConsents.Where(c => c.OrderId == id)
            .ExecuteUpdateAsync(c =>
                c.SetProperty(r => r.Stage, stage)
                    .SetProperty(r => r.Notices, 1)
                    .SetProperty(r => r.AnswerBy, far)
                    .SetProperty(r => r.RefundBy, stage == DelayStage.RefundDue ? far : (int?)null)
            );
        return $"/orders/{number}";
    }

    private static async Task<string> QuoteAsync(ApiHost api)
    {
        var sku = await api.NewSku();
        var quote = await api.Post(
                "/orders",
                $$"""{"company":"ACME","status":"quote","customer":{"name":"N","email":"n@example.com"},"lines":[{"sku":"{{sku}}","quantity":2}]}"""
            )
            .Ok();
        return $"/orders/{quote.Text("number")}";
    }

    private static async Task<string> TemplateAsync(ApiHost api)
    {
        var name = New;
        await api.Put($"/email/templates/{name}", Mail).Ok();
        return name;
    }

    /// <summary>A mail that waits to be sent.</summary>
    private static async Task<long> MailAsync(ApiHost api)
    {
        await api.Put("/companies/ACME/email/OutOfStockInventoryNotice", $$"""{"template":"{{await TemplateAsync(api)}}"}""").Ok();
        var order = await api.NewOrder(await api.NewSku(), 1);
        return (await api.Get($"/email/outbox?order={order}").Ok()).Number("items.0.id");
    }
}
