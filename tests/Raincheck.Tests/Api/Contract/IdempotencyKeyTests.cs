using System.Net.Http.Headers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// The idempotency key on every <c>POST</c> that the description lists: a request that is executed, with any answer
/// with, is carried out once under its key.
/// </summary>
public sealed class IdempotencyKeyTests
{
    private const int Callers = 8;

    private const string Template =
        """{"subject":"S","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"{{ order.number }}"}""";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyPost_WhenItIsSentAgainUnderItsKey_ThenItGetsTheFirstAnswerAndChangesNothing(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var posts = await PostsAsync(api);
        await ContractShop.StopTheClockAsync(api);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());
        var sent = new List<(ApiOperation Operation, HostileRequest Request, Reply First)>();
        foreach (var operation in posts)
        {
            var request = await SoundCalls.MakeAsync(api, operation);
            var before = await state.ReadAsync();
            var first = await ContractShop.SendAsync(api, request);
            ((int)first.Status).ShouldBeInRange(200, 299, $"{operation}: {first.Body}");
            sent.Add((operation, request, first));
            var stored = await state.ReadAsync();
            // Its key is stored at least.
            stored.ShouldNotBe(before, operation.ToString());

            ShouldBeTheSame(operation, await ContractShop.SendAsync(api, request), first);
            (await ContractShop.SendAsync(api, WithAnotherBody(request))).ShouldBeProblem(409, "idempotency_key_reused");
            (await ContractShop.SendAsync(api, Elsewhere(request))).ShouldBeProblem(409, "idempotency_key_reused");
            (await state.ReadAsync()).ShouldBe(stored, operation.ToString());
        }

        await api.RestartAsync();

        foreach (var (operation, request, first) in sent)
            ShouldBeTheSame(operation, await ContractShop.SendAsync(api, request), first);
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyPost_WhenSeveralSendItAtOnceUnderOneKey_ThenItIsCarriedOutOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        foreach (var operation in await PostsAsync(api))
        {
            var request = await SoundCalls.MakeAsync(api, operation);
            var replies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => ContractShop.SendAsync(api, request)));
            ((int)replies[0].Status).ShouldBeInRange(200, 299, $"{operation}: {replies[0].Body}");
            foreach (var reply in replies)
                ShouldBeTheSame(operation, reply, replies[0]);
        }
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSeveralWhoSendOneChangeAtOnceUnderOneKey_WhenItIsLookedAt_ThenItTookPlaceOnce(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var (key, order) = (ApiHost.NewName("key-"), ApiHost.Order(null, (sku, 3)));
        var adjustment = $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":1}""";

        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .SelectMany(_ =>
                    new[] { api.Post("/orders", order, key + "o").Ok(), api.Post("/inventory/adjustments", adjustment, key + "a").Ok() }
                )
        );

        (await api.Get($"/orders?sku={sku}")).Items("number").Count.ShouldBe(1);
        (await api.Get($"/products/{sku}")).Number("stock.onHand").ShouldBe(1);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKeyOfOneUser_WhenAnotherUserSendsItWithAnotherRequest_ThenItIsTheirOwn(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        await api.Post("/orders", ApiHost.Order("mine", (sku, 1)), "key").Ok();

        await SignInAsAnotherAsync(api);

        (await api.Post("/orders", ApiHost.Order("theirs", (sku, 2)), "key").Ok()).Text("number").ShouldBe("theirs");
        (await api.Post("/orders", ApiHost.Order("mine", (sku, 1)), "key")).ShouldBeProblem(409, "idempotency_key_reused");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnAnswerUnderAKey_WhenTheWorldHasChangedAndItIsSentAgain_ThenItIsTheFirstAnswer(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var order = await api.NewOrder(sku, 3);
        await api.Put("/email/server", """{"host":"127.0.0.1","port":2525,"security":"none"}""").Ok();
        await api.Put("/email/templates/first", Template).Ok();
        await api.Put("/email/templates/kept", Template).Ok();
        (string Path, string Body)[] calls =
        [
            (
                "/orders/batch",
                $$"""{"orders":[{{ApiHost.Order("good", (sku, 1))}},{{ApiHost.Order("bad", ("LATER", 1))}},{"number":"worse"}]}"""
            ),
            ("/email/send", $$"""{"template":"kept","orders":["{{order}}"]}"""),
            ("/email/send/preview", $$"""{"template":"first","orders":["{{order}}"]}"""),
            ("/email/templates/first/preview", $$"""{"order":"{{order}}"}"""),
            ("/email/templates/first/test", $$"""{"order":"{{order}}","to":"me@acme.example"}"""),
            ("/settings/preview", """{"includeUnpaidOrders":true}"""),
            ("/recalculations", $$"""{"skus":["{{sku}}"]}"""),
            ("/verifications", ""),
        ];
        var first = new List<Reply>();
        foreach (var (path, body) in calls)
            first.Add(await api.Post(path, body.Length > 0 ? body : null, "key of " + path).Ok());
        first[0].At("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()).ShouldBe([201, 422, 400]);

        await api.Put("/products/LATER", """{"name":"Known by now"}""").Ok();
        await api.Put("/email/suppressions/customer@example.com", """{"reason":"optedOut"}""").Ok();
        await api.Send(HttpMethod.Delete, "/email/templates/first").Ok();
        await api.Put("/settings", """{"includeUnpaidOrders":true}""").Ok();
        await ContractShop.VerifyAsync(api);

        for (var i = 0; i < calls.Length; i++)
        {
            var again = await api.Post(calls[i].Path, calls[i].Body.Length > 0 ? calls[i].Body : null, "key of " + calls[i].Path);
            (again.Status, again.Body).ShouldBe((first[i].Status, first[i].Body), calls[i].Path);
        }
        (await api.Get("/orders?sku=LATER")).Items("number").ShouldBeEmpty();
        (await api.Get("/email/templates/first")).ShouldBeProblem(404, "template_not_found");
        (await api.Get($"/jobs/{first[^1].Text("id")}").Ok()).Text("state").ShouldBe("succeeded");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenABatchUnderAKey_WhenAnotherKeyLooksLikeThatOfOneOfItsOrders_ThenItIsAnotherKey(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        await api.Post("/orders/batch", $$"""{"orders":[{{ApiHost.Order("in-batch", (sku, 1))}}]}""", "key").Ok();

        foreach (var key in (string[])["key#0", "key0", "key/0", "key answer"])
            (await api.Post("/orders", ApiHost.Order("alone " + key, (sku, 1)), key).Ok()).Text("number").ShouldBe("alone " + key);
    }

    /// <summary>Every POST that takes a key; there must be a call of each to make here.</summary>
    private static async Task<List<ApiOperation>> PostsAsync(ApiHost api)
    {
        var posts = (await api.ContractAsync())
            .Operations.Where(o => o.Method == "POST" && o.Parameters.Any(p => p.Name == "Idempotency-Key"))
            .ToList();
        SoundCalls.Paths.ShouldBe(posts.Select(o => o.Path), ignoreOrder: true);
        return posts;
    }

    private static void ShouldBeTheSame(ApiOperation operation, Reply reply, Reply first)
    {
        reply.Status.ShouldBe(first.Status, $"{operation}: {reply.Body}");
        // The key is shown once, to the first caller.
        if (operation.Path == "/api/v1/api-keys" && (int)first.Status < 300)
            reply.Text("id").ShouldBe(first.Text("id"), operation.ToString());
        else
            reply.Body.ShouldBe(first.Body, operation.ToString());
    }

    private static HostileRequest WithAnotherBody(HostileRequest request) =>
        request with
        {
            Body = [.. request.Body ?? "{}"u8.ToArray(), .. " "u8],
            MediaType = "application/json",
        };

    // Neither place needs a body, and one takes none.
    private static HostileRequest Elsewhere(HostileRequest request) =>
        request with
        {
            Body = null,
            MediaType = null,
            Address = request.Address == "/api/v1/verifications" ? "/api/v1/recalculations" : "/api/v1/verifications",
        };

    private static async Task SignInAsAnotherAsync(ApiHost api)
    {
        await using (var scope = api.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
            var user = new UserAccount("colleague");
            (await users.CreateAsync(user, ApiHost.Password)).Succeeded.ShouldBeTrue();
            (await users.AddToRoleAsync(user, Roles.Agent)).Succeeded.ShouldBeTrue();
        }
        var token = await api.Post("/token", $$"""{"username":"colleague","password":"{{ApiHost.Password}}"}""").Ok();
        api.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Text("accessToken"));
    }
}
