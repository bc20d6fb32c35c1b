using Microsoft.EntityFrameworkCore;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Jobs;

/// <summary>Ends pins whose time is over. Several processes may do so at once: a pin that is lifted already is no more.</summary>
public sealed class PinExpiry(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>Pins in one step: small enough to hold nobody up.</summary>
    private const int PinsPerStep = 500;

    /// <summary>Lifts what has expired by now.</summary>
    /// <returns>How many pins were lifted.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var lifted = 0;
        while (true)
        {
            var expired = await ExpiredAsync(cancel);
            if (expired.Count == 0)
                return lifted;
            var outcomes = await ledger.ExecuteAllAsync(
                [
                    .. expired.Select(p =>
                        ((LedgerCommand<OrderView>)new LiftPin(p.Number, p.Line, p.Until), new CommandContext("pin expiry"))
                    ),
                ],
                cancel
            );
            lifted += outcomes.Count(o => o.Refusal is null);
            if (expired.Count < PinsPerStep)
                return lifted;
        }
    }

    private async Task<List<(string Number, int Line, long Until)>> ExpiredAsync(CancellationToken cancel)
    {
        var now = Micros.Of(time.GetUtcNow());
        await using var db = database.CreateContext();
        var expired =
            from p in db.Pins
            where p.Until != null && p.Until <= now
            join o in db.Orders on p.OrderId equals o.Id
            orderby p.Until
            select new
            {
                o.Number,
                p.Line,
                Until = p.Until!.Value,
            };
        return (await expired.Take(PinsPerStep).ToListAsync(cancel)).ConvertAll(p => (p.Number, p.Line, p.Until));
    }
}
