using Raincheck.Crash;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>A few rounds of what <c>scripts/crash-test</c> does at length.</summary>
[Collection(ConcurrencyTests.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    [Theory]
    [MoreInDeep]
    [InlineData(CrashMode.Sqlite, 3)]
    [InlineData(CrashMode.Postgres, 2)]
    [InlineData(CrashMode.PostgresServer, 2)]
    public async Task KilledUnderLoad_EveryAcknowledgedCommandIsThereOnce_AndNoneInPart(CrashMode mode, int rounds)
    {
        if (mode != CrashMode.Sqlite)
        {
            var reason = await PrivatePostgres.WhyNotAsync();
            Assert.SkipUnless(reason is null, $"PostgreSQL is not available: {reason}");
        }
        await using var table = new StringWriter();
        try
        {
            (await new CrashTest(mode, Random.Shared.Next(1_000_000), table).RunAsync(Deep.Of(rounds, 1))).ShouldBe(0, table.ToString());
        }
        finally
        {
            output.WriteLine(table.ToString());
        }
    }
}
