using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

[assembly: AssemblyFixture(typeof(Raincheck.Tests.Api.Contract.GivenRefusals))]

namespace Raincheck.Tests.Api.Contract;

/// <summary>When all tests have run, each refusal that the description declares was given to one of them on each database.</summary>
public sealed class GivenRefusals : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        // Tests that were chosen among the others, or had no PostgreSQL, cannot have seen everything.
        if (Environment.GetEnvironmentVariable("RAINCHECK_TEST_WHOLE") is not null && PostgresServer.IsAvailable)
            ApiHost.Contract!.NeverGiven.ShouldBeEmpty("no test is given what docs/openapi.json declares");
        return ValueTask.CompletedTask;
    }
}
