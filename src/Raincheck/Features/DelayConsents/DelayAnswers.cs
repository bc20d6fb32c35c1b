using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.DelayConsents;

/// <summary>Takes answers of customers, and cancels the orders of those who cancel.</summary>
internal sealed class DelayAnswers(ClientLedger ledger)
{
    /// <summary>Records an answer of the customer's page.</summary>
    public async Task<Refusal?> AnswerAsync(string order, DelayAnswer answer, DelayToken token, CancellationToken cancel)
    {
        var context = new CommandContext("customer");
        var outcome = await ledger.ExecuteAsync(new AnswerDelay(order, new DelayConsentRequest(answer), token.Hash), context, cancel);
        if (outcome.Refusal is null && answer == DelayAnswer.Cancel)
            await CancelAsync(order, context.Actor, cancel);
        return outcome.Refusal;
    }

    /// <summary>Cancels the order of a customer who chose so. If a vendor has its units, it stays on the list of refunds that are due.</summary>
    public Task CancelAsync(string order, string actor, CancellationToken cancel) =>
        ledger.ExecuteAsync(new CancelOrder(order, new CancelRequest()), new CommandContext(actor), cancel);
}
