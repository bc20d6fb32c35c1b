using System.Text.Json;
using Raincheck.Jobs;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Manage;

/// <summary>
/// Carries out an action on many orders, some at a time, so that everybody else's commands come through in between. Where it was
/// interrupted it goes on, and what it had done by then it does not do again.
/// </summary>
internal sealed class OrderActionJob(OrderActionStep steps)
{
    public const string Kind = "order-action";

    /// <summary>Whoever comes in between waits for a step at the most, on SQLite at least: there one writes at a time.</summary>
    private const int StepMax = 50;

    /// <returns>How many orders it was done to.</returns>
    public async Task<long> RunAsync(JobLease lease, CancellationToken cancel)
    {
        var job = lease.Job;
        var request = JsonSerializer.Deserialize<OrderActionRequest>(job.Request, LedgerJson.Options)!;
        var refused = RefusalsOf(job).ToDictionary(r => r.Order, r => r.Problem, StringComparer.Ordinal);
        for (var done = (int)job.Done; done < request.Orders.Count; )
        {
            cancel.ThrowIfCancellationRequested();
            var step = request.Orders.Skip(done).Take(StepMax).ToList();
            var problems = await steps.RunAsync(job.Id, request, step, cancel);
            foreach (var (order, problem) in step.Zip(problems))
            {
                if (problem is not null)
                    refused[order] = problem;
            }
            done += step.Count;
            // What is known already is not written again with each step.
            var report = problems.Any(p => p is not null)
                ? JsonSerializer.Serialize(refused.Select(r => new OrderRefusal(r.Key, r.Value)), LedgerJson.Options)
                : null;
            await lease.ProgressAsync(done, request.Orders.Count, cancel, report);
        }
        return request.Orders.Count - refused.Count;
    }

    /// <summary>The orders that it could not be done to, and why; of those gone through, all others it was done to.</summary>
    public static IReadOnlyList<OrderRefusal> RefusalsOf(JobRow job) =>
        job.Report is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<OrderRefusal>>(job.Report, LedgerJson.Options)!;
}

/// <summary>What of a request the list of jobs shows; its orders may be thousands.</summary>
/// <param name="Action">What was to be done.</param>
/// <param name="Actor">Who wanted it.</param>
public sealed record OrderActionHead(OrderAction Action, string Actor);

/// <summary>An order that an action could not be done to.</summary>
/// <param name="Order">Its number.</param>
/// <param name="Problem">Why, in a sentence.</param>
public sealed record OrderRefusal(string Order, string Problem);
