using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>The note of an order to its customer.</summary>
public sealed class OrderNoteTests(ApiHosts hosts)
{
    private const string Lines = """First line\nSecond \"line\" <b>""";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithANote_WhenItIsPatched_ThenTheNoteStaysUntilItIsReplacedOrRemoved(Database database)
    {
        var api = await hosts.On(database);
        var number = ApiHost.NewName("N-");
        var created = await api.Post("/orders", await NewOrderAsync(api, number)).Ok();

        var other = await api.Patch($"/orders/{number}", """{"priority":3}""").Ok();
        var replaced = await api.Patch($"/orders/{number}", """{"noteToCustomer":"Later"}""").Ok();
        var removed = await api.Patch($"/orders/{number}", """{"noteToCustomer":null}""").Ok();

        created.Text("noteToCustomer").ShouldBe("First line\nSecond \"line\" <b>");
        other.Text("noteToCustomer").ShouldBe("First line\nSecond \"line\" <b>");
        replaced.Text("noteToCustomer").ShouldBe("Later");
        removed.Text("noteToCustomer").ShouldBeNull();
        (await api.Get($"/orders/{number}")).Text("noteToCustomer").ShouldBeNull();
        var changes = (await api.Get($"/orders/{number}/journal")).At("items").EnumerateArray().Select(j => j.GetProperty("data"));
        changes
            .Where(d => d.TryGetProperty("noteToCustomer", out _))
            .Select(d => d.GetProperty("noteToCustomer").GetString())
            .ShouldBe(["First line\nSecond \"line\" <b>", "Later", null]);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnOrderWithANote_WhenItIsSplit_ThenTheChildHasTheNote(Database database)
    {
        var api = await hosts.On(database);
        var number = ApiHost.NewName("N-");
        await api.Post("/orders", await NewOrderAsync(api, number)).Ok();

        var split = await api.Post($"/orders/{number}/split", """{"lines":[{"line":1,"quantity":1}]}""").Ok();

        split.Text("child.noteToCustomer").ShouldBe("First line\nSecond \"line\" <b>");
        (await api.Get($"/orders/{split.Text("child.number")}")).Text("noteToCustomer").ShouldBe(split.Text("order.noteToCustomer"));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenNotesOfTheLimitAndAbove_WhenTheyAreSent_ThenTheLongerOneIsRefused(Database database)
    {
        var api = await hosts.On(database);
        var number = ApiHost.NewName("N-");
        var longest = new string('x', 1000);
        var good = (await NewOrderAsync(api, number)).Replace(Lines, longest, StringComparison.Ordinal);
        var bad = (await NewOrderAsync(api, number + "-b")).Replace(Lines, longest + "x", StringComparison.Ordinal);

        var batch = await api.Post("/orders/batch", $$"""{"orders":[{{good}},{{bad}}]}""").Ok();

        batch.Text("results.0.order.noteToCustomer").ShouldBe(longest);
        batch.Text("results.1.problem.code").ShouldBe("invalid_value");
        (await api.Patch($"/orders/{number}", $$"""{"noteToCustomer":"{{longest}}x"}""")).ShouldBeProblem(
            400,
            "invalid_value",
            "noteToCustomer"
        );
        (await api.Get($"/orders/{number}")).Text("noteToCustomer").ShouldBe(longest);
    }

    private static async Task<string> NewOrderAsync(ApiHost api, string number) =>
        ApiHost
            .Order(number, (await api.NewSku(), 2))
            .Replace(
                "\"company\"",
                $$"""
                "noteToCustomer":"{{Lines}}","company"
                """,
                StringComparison.Ordinal
            );
}
