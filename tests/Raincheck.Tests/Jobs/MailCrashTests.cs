using Raincheck.Crash;
using Raincheck.Tests.Infrastructure;
using Raincheck.Tests.Ledger;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Jobs;

/// <summary>A few kills of what <c>scripts/mail-crash-test</c> does at length.</summary>
[Collection(ConcurrencyTests.Name)]
public sealed class MailCrashTests(ITestOutputHelper output)
{
    [Theory]
    [MoreInDeep]
    [InlineData(CrashMode.Sqlite, 2)]
    [InlineData(CrashMode.Postgres, 2)]
    public async Task SendersAreKilled_EveryMailArrives_AndNoneUnderTwoMessageIds(CrashMode mode, int kills)
    {
        Assert.SkipUnless(PrivateMailServer.WhyNot is null, $"The mail server is not available: {PrivateMailServer.WhyNot}");
        if (mode != CrashMode.Sqlite)
        {
            var reason = await PrivatePostgres.WhyNotAsync();
            Assert.SkipUnless(reason is null, $"PostgreSQL is not available: {reason}");
        }
        await using var table = new StringWriter();
        try
        {
            (await new MailCrashTest(mode, Random.Shared.Next(1_000_000), table).RunAsync(Deep.Of(kills, 1))).ShouldBe(0, table.ToString());
        }
        finally
        {
            output.WriteLine(table.ToString());
        }
    }
}
