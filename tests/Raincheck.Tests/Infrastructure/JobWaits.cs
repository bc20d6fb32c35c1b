using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>Waiting for jobs.</summary>
internal static class JobWaits
{
    private const int TriesMax = 1_200;

    /// <summary>The job, once this holds for it; fails where that takes half a minute.</summary>
    public static async Task<JobRow> UntilAsync(this JobStore jobs, string id, Func<JobRow, bool> holds)
    {
        for (var tries = 0; ; tries++)
        {
            if (await jobs.FindAsync(id, CancellationToken.None) is { } job && holds(job))
                return job;
            tries.ShouldBeLessThan(TriesMax);
            await Task.Delay(25);
        }
    }
}
