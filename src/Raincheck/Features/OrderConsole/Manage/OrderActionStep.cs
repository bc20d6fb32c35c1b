using Raincheck.Ledger;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>Carries out an action on some orders at once.</summary>
internal sealed class OrderActionStep(ClientLedger ledger, OrderActionCommands commands)
{
    /// <param name="job">The job whose action it is: the same job does the same to an order once.</param>
    /// <param name="request">The action.</param>
    /// <param name="numbers">The orders.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>For each order why it was not done, in a sentence; null if it was.</returns>
    public async Task<IReadOnlyList<string?>> RunAsync(
        string job,
        OrderActionRequest request,
        IReadOnlyList<string> numbers,
        CancellationToken cancel
    )
    {
        var made = await commands.MakeAsync(request, numbers, cancel);
        var refusals = await ledger.TryAllAsync(
            [
                .. made.Zip(
                    numbers,
                    (command, number) =>
                        (command, new CommandContext(request.Actor, IdempotencyKey: $"{OrderActionJob.Kind}/{job}/{number}"))
                ),
            ],
            cancel
        );
        return [.. refusals.Select(r => r?.Detail)];
    }
}
