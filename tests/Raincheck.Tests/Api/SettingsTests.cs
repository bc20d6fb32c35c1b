using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class SettingsTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUnpaidOrders_WhenTheyAreIncluded_ThenThePreviewSaysWhatTheSaveDoes(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var order = ApiHost
            .Order("unpaid", (sku, 2))
            .Replace("\"company\"", "\"paymentStatus\":\"unpaid\",\"company\"", StringComparison.Ordinal);
        await api.Post("/orders", order).Ok();

        var preview = await api.Post("/settings/preview", """{"includeUnpaidOrders":true}""").Ok();
        preview.Body.ShouldBe("""{"marked":1,"released":0,"changed":0}""");
        (await api.Get("/orders/unpaid")).Text("backOrder.state").ShouldBe("none");
        (await api.Get("/settings")).At("includeUnpaidOrders").GetBoolean().ShouldBeFalse();

        var saved = await api.Put("/settings", """{"includeUnpaidOrders":true,"periodicPass":{"minutes":30},"defaultWarehouse":"DOCK"}""")
            .Ok();
        saved.At("periodicPass").GetRawText().ShouldBe("""{"mode":"periodic","minutes":30}""");
        saved.Text("defaultWarehouse").ShouldBe("DOCK");
        (await api.Get("/settings")).Body.ShouldBe(saved.Body);
        (await api.Get("/orders/unpaid")).At("backOrder.marked").GetBoolean().ShouldBeTrue();

        foreach (var send in new[] { api.Put, (Func<string, string, Task<Reply>>)((path, body) => api.Post(path + "/preview", body)) })
        {
            (await send("/settings", """{"periodicPass":{"minutes":0}}""")).ShouldBeProblem(400, "invalid_value", "periodicPass.minutes");
            (await send("/settings", """{"periodicPass":{"mode":"never"}}""")).ShouldBeProblem(400, "invalid_request", "periodicPass.mode");
            (await send("/settings", """{"defaultWarehouse":"MOON"}""")).ShouldBeProblem(422, "unknown_warehouse", "defaultWarehouse");
            (await send("/settings", """{"enableBackOrderWorkflow":1}""")).ShouldBeProblem(
                400,
                "invalid_request",
                "enableBackOrderWorkflow"
            );
            (await send("/settings", """{"colour":"red"}""")).ShouldBeProblem(400, "invalid_request", "colour");
        }
        (await api.Get("/settings")).Body.ShouldBe(saved.Body);
    }
}
