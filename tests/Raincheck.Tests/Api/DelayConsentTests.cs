using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>What the API refuses about delays. Notices and answers have their tests in Features/DelayConsents.</summary>
public sealed class DelayConsentTests(ApiHosts hosts)
{
    [Theory]
    [InlineData(Database.Sqlite, "delay-consent", "\"answer\":\"accept\",")]
    [InlineData(Database.Postgres, "delay-consent", "\"answer\":\"accept\",")]
    [InlineData(Database.Sqlite, "delay-consent/refund", "")]
    [InlineData(Database.Postgres, "delay-consent/refund", "")]
    public async Task GivenACustomerWhoWasNotAsked_WhenAnAnswerOrARefundIsRecorded_ThenItIsRefused(
        Database database,
        string call,
        string members
    )
    {
        var api = await hosts.On(database);
        var order = await api.NewOrder(await api.NewSku(), 1);

        var notAsked = await api.Post($"/orders/{order}/{call}", $$"""{{{members}}"note":"by telephone"}""");
        var unknown = await api.Post($"/orders/no-such-order/{call}", $$"""{{{members}}"note":"by telephone"}""");
        var malformed = await api.Post($"/orders/{order}/{call}", $$"""{{{members}}"note":"a\u0000"}""");

        notAsked.ShouldBeProblem(409, "delay_consent_forbids");
        unknown.ShouldBeProblem(404, "order_not_found");
        malformed.ShouldBeProblem(400, "invalid_value", "note");
    }
}
