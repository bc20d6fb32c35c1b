using Shouldly;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>That what holds the host to its description does find what is wrong.</summary>
public sealed class ApiContractTests(ApiHosts hosts)
{
    private const string Order =
        """{"type":"about:blank","title":"Not Found","status":404,"code":"order_not_found","detail":"There is no order 1."}""";

    [Theory]
    [InlineData(404, "application/problem+json", Order, null)]
    [InlineData(404, "application/json", Order, "as application/json")]
    [InlineData(410, "application/problem+json", Order, "410")]
    [InlineData(404, "application/problem+json", """{"status":404,"code":"order_not_found"}""", "detail")]
    [InlineData(
        404,
        "application/problem+json",
        """{"type":"about:blank","title":"Not Found","status":404,"code":"job_not_found","detail":"There is no job 1."}""",
        "job_not_found"
    )]
    [InlineData(200, "application/json", "{}", "PropertyRequired")]
    public async Task FaultOf_NamesWhatIsWrong(int status, string mediaType, string body, string? fault)
    {
        var contract = await (await hosts.On(Database.Sqlite)).ContractAsync();
        var operation = contract.Find(HttpMethod.Get, "/api/v1/orders/1").ShouldNotBeNull();

        var found = contract.FaultOf(operation, status, mediaType, body);

        if (fault is null)
            found.ShouldBeNull();
        else
            found.ShouldNotBeNull().ShouldContain(fault);
    }
}
