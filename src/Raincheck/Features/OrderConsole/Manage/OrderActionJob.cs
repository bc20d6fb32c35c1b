using System.Text.Json;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>
/// Carries out an action on many orders, some at a time, so that everybody else's commands come through in between. Where it was
/// interrupted it goes on, and what it had done by then it does not do again.
/// </summary>
internal sealed class OrderActionJob(OrderActionStep steps, JobStore jobs) : IJobHandler
{
    public const string Kind = "order-action";

    /// <summary>Other commands wait for one step at most (SQLite has one writer at a time).</summary>
    private const int StepMax = 50;

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    // People watch their own orders change: one person's ten thousand must not keep another's two waiting.
    public JobLane Lane { get; } = new(Kind, 4);

    /// <returns>How many orders it was done to.</returns>
    public async Task<JobResult> RunAsync(JobLease lease, Action<long, long> progress, CancellationToken cancel)
    {
        var job = lease.Job;
        var request = JsonSerializer.Deserialize<OrderActionRequest>(job.Request, LedgerJson.Options)!;
        for (var done = (int)job.Done; done < request.Orders.Count; )
        {
            cancel.ThrowIfCancellationRequested();
            var step = request.Orders.Skip(done).Take(StepMax).ToList();
            var problems = await steps.RunAsync(job.Id, request, step, cancel);
            var refusals = new List<JobRefusal>();
            for (var i = 0; i < step.Count; i++)
            {
                if (problems[i] is { } problem)
                    refusals.Add(
                        new JobRefusal
                        {
                            JobId = job.Id,
                            Place = done + i,
                            Subject = step[i],
                            Problem = problem,
                        }
                    );
            }
            done += step.Count;
            // With the progress, so that a step that is done again after an interruption adds them once.
            await lease.ProgressAsync(done, request.Orders.Count, refusals, cancel);
        }
        return new JobResult(request.Orders.Count - await jobs.CountRefusalsAsync(job.Id, cancel));
    }
}

/// <summary>The part of a request that the list of jobs shows, without its orders.</summary>
/// <param name="Action">The action.</param>
/// <param name="Actor">The actor.</param>
public sealed record OrderActionHead(OrderAction Action, string Actor);

/// <summary>An order that an action could not be done to.</summary>
/// <param name="Order">Its number.</param>
/// <param name="Problem">Why, in a sentence.</param>
public sealed record OrderRefusal(string Order, string Problem);
