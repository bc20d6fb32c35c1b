using System.Net.Http.Headers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Accounts;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// The idempotency key on every <c>POST</c> that the description lists: a request that is carried out, whatever it answers
/// with, is carried out once under its key.
/// </summary>
public sealed class IdempotencyKeyTests
{
    private const int Callers = 8;

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

    /// <summary>Every POST that takes a key; there must be a call of each to make here.</summary>
    private static async Task<List<ApiOperation>> PostsAsync(ApiHost api)
    {
        var posts = (await api.ContractAsync())
            .Operations.Where(o => o.Method == "POST" && o.Parameters.Any(p => p.Name == "Idempotency-Key"))
            .ToList();
        SoundCalls.Paths.ShouldBe(posts.Select(o => o.Path), ignoreOrder: true);
        return posts;
    }

    /// <summary>The answer about a job says how far it is; the job is the same.</summary>
    private static void ShouldBeTheSame(ApiOperation operation, Reply reply, Reply first)
    {
        reply.Status.ShouldBe(first.Status, $"{operation}: {reply.Body}");
        if (first.Status == System.Net.HttpStatusCode.Accepted)
            reply.Text("id").ShouldBe(first.Text("id"), operation.ToString());
        // The key is shown once, whoever is first.
        else if (operation.Path == "/api/v1/api-keys" && (int)first.Status < 300)
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

    private static HostileRequest Elsewhere(HostileRequest request) =>
        request with
        {
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
