using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Crash;

/// <summary>Several writers at once, each waiting for an answer before its next command.</summary>
/// <param name="Seed">What the commands follow from.</param>
/// <param name="Round">The beginning of their keys.</param>
/// <param name="Count">How many.</param>
public sealed record Writers(int Seed, string Round, int Count)
{
    /// <summary>Writes until it is told to stop, and then finishes what is under way.</summary>
    /// <param name="ledgers">Writers are shared out among them, as clients are among processes.</param>
    /// <param name="acknowledged">Told of every answer, from any thread.</param>
    /// <param name="stop">To finish.</param>
    public Task RunAsync(IReadOnlyList<ClientLedger> ledgers, Action<Ack> acknowledged, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(w => Task.Run(() => RunAsync(w, ledgers[w % ledgers.Count], acknowledged, stop))));

    private async Task RunAsync(int writer, ClientLedger ledger, Action<Ack> acknowledged, CancellationToken stop)
    {
        var work = new Work(Seed, Round, writer, Count);
        while (!stop.IsCancellationRequested)
        {
            foreach (var ack in await RunAsync(ledger, work.Next()))
                acknowledged(ack);
        }
    }

    /// <summary>Carries out what a writer does at once: one command, or several orders.</summary>
    public static async Task<IReadOnlyList<Ack>> RunAsync(ClientLedger ledger, IReadOnlyList<Step> steps)
    {
        if (steps.Count == 1)
            return [await steps[0].RunAsync(ledger)];
        var outcomes = await ledger.ExecuteAllAsync([.. steps.Cast<Step<OrderView>>().Select(s => (s.Command, s.Context))]);
        return [.. steps.Zip(outcomes, (step, outcome) => Ack.Of(step.Key, outcome))];
    }
}
