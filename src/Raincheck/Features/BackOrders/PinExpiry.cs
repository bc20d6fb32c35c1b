using Microsoft.EntityFrameworkCore;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.BackOrders;

/// <summary>Ends pins whose time is over. Several processes may do so at once: a pin that is lifted already is no more.</summary>
public sealed class PinExpiry(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>Pins in one step; small, so that other commands are not blocked.</summary>
    public const int PinsPerStep = 500;

    /// <summary>Lifts what has expired by now.</summary>
    /// <returns>How many pins were lifted.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = Micros.Of(time.GetUtcNow());
        var lifted = 0;
        // Each pin once a round: one that cannot be lifted neither keeps the round from ending nor those behind it from their turn.
        for (var after = Expired.Before; ; )
        {
            var expired = await ExpiredAsync(now, after, cancel);
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
            after = expired[^1];
        }
    }

    private async Task<List<Expired>> ExpiredAsync(long now, Expired after, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var expired =
            from p in db.Pins
            where p.Until != null && p.Until <= now
            where
                p.Until > after.Until
                || (p.Until == after.Until && (p.OrderId > after.OrderId || (p.OrderId == after.OrderId && p.Line > after.Line)))
            join o in db.Orders on p.OrderId equals o.Id
            orderby p.Until, p.OrderId, p.Line
            select new Expired(p.Until!.Value, p.OrderId, p.Line, o.Number);
        return await expired.Take(PinsPerStep).ToListAsync(cancel);
    }

    /// <summary>An expired pin; a round processes them in the order of the first three members.</summary>
    private sealed record Expired(long Until, long OrderId, int Line, string Number)
    {
        public static readonly Expired Before = new(long.MinValue, 0, 0, "");
    }
}
