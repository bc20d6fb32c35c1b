namespace Raincheck.Platform.Jobs;

/// <summary>Jobs that wait for each other, and for no others.</summary>
/// <param name="Name">Which jobs they are: handlers that name the same lane share it.</param>
/// <param name="AtOnce">How many of them a process runs at once.</param>
internal sealed record JobLane(string Name, int AtOnce)
{
    /// <summary>Work on everything that is stored: one job at a time.</summary>
    public static JobLane Maintenance { get; } = new("maintenance", 1);
}

/// <summary>Does the jobs of some kinds. A feature registers its handlers with <see cref="JobServices.AddJobHandler{T}"/>.</summary>
internal interface IJobHandler
{
    /// <summary>The kinds of jobs that it does, as they are stored.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>The jobs that wait for each other.</summary>
    JobLane Lane { get; }

    /// <summary>Does a job, or goes on with one that was interrupted: every step must be safe to repeat.</summary>
    /// <param name="lease">The job, which no other process works on while the lease lasts.</param>
    /// <param name="progress">Takes what is done and the total; cheap to call often.</param>
    /// <param name="cancel">The process ends, or the lease was lost.</param>
    Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel);
}
