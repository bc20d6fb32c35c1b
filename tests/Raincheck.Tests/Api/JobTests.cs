using System.Net;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

public sealed class JobTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenStockSetByHand_WhenAProductIsRecalculated_ThenItsOrdersGetIt(Database database)
    {
        var api = await hosts.On(database);
        var (sku, other) = (await api.NewSku(), await api.NewSku());
        var (order, untouched) = (await api.NewOrder(sku, 2), await api.NewOrder(other, 2));
        await api.Post(
                "/inventory/counts",
                $$"""{"items":[{"sku":"{{sku}}","warehouse":"MAIN","onHand":2},{"sku":"{{other}}","warehouse":"MAIN","onHand":2}]}"""
            )
            .Ok();
        var key = ApiHost.NewName("key-");

        var asked = await api.Post("/recalculations", $$"""{"skus":["{{sku}}"]}""", key);
        var again = await api.Post("/recalculations", $$"""{"skus":["{{sku}}"]}""", key);
        var job = await Finished(api, asked);

        asked.Status.ShouldBe(HttpStatusCode.Accepted, asked.Body);
        again.Text("id").ShouldBe(asked.Text("id"));
        job.Text("state").ShouldBe("succeeded");
        job.Number("changed").ShouldBe(1);
        (await api.Get($"/orders/{order}")).Text("backOrder.state").ShouldBe("none");
        (await api.Get($"/orders/{untouched}")).Text("backOrder.state").ShouldBe("full");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenASoundClient_WhenItIsRecalculatedAndVerified_ThenNoRuleIsBroken(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        await api.NewOrder(sku, 2);
        await api.Post("/inventory/counts", $$"""{"sku":"{{sku}}","warehouse":"MAIN","onHand":1}""").Ok();

        (await Finished(api, await api.Post("/recalculations"))).Number("changed").ShouldBe(1);
        var verified = await Finished(api, await api.Post("/verifications"));

        verified.Text("state").ShouldBe("succeeded", verified.Body);
        verified.At("violations").GetRawText().ShouldBe("[]");
    }

    [Theory]
    [InlineData("""{"skus":[]}""", 400, "no_lines", "skus")]
    [InlineData("""{"skus":["NOTHING"]}""", 422, "unknown_sku", "skus[0]")]
    [InlineData("""{"skus":[null]}""", 400, "invalid_request", "skus[0]")]
    [InlineData("""{"sku":"A"}""", 400, "invalid_request", "sku")]
    public async Task GivenABadBody_WhenARecalculationIsAskedFor_ThenItIsRefused(string body, int status, string code, string where)
    {
        foreach (var database in Databases.Available)
            (await (await hosts.On(database)).Post("/recalculations", body)).ShouldBeProblem(status, code, where);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNoSuchJob_WhenItIsRead_ThenItIsNotFound(Database database) =>
        (await (await hosts.On(database)).Get("/jobs/none")).ShouldBeProblem(404, "job_not_found");

    private static async Task<Reply> Finished(ApiHost api, Reply asked)
    {
        for (var i = 0; i < 600; i++)
        {
            var job = await api.Get($"/jobs/{asked.Text("id")}").Ok();
            if (job.Text("state") is "succeeded" or "failed")
                return job;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("the job did not end");
    }
}
