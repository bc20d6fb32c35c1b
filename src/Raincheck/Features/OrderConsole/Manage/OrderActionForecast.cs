using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>The effect of an action on the selected orders.</summary>
/// <param name="Request">The action and its orders.</param>
/// <param name="Tried">The number of rehearsed orders, from the first on.</param>
/// <param name="Effect">The result of the rehearsal.</param>
public sealed record OrderActionForecast(OrderActionRequest Request, int Tried, RehearsedEffect Effect)
{
    /// <summary>Whether every order was rehearsed, so that all that will happen is known.</summary>
    public bool IsWhole => Tried == Request.Orders.Count;

    /// <summary>Whether the action would be refused for every order.</summary>
    public bool IsFutile => IsWhole && Effect.Done == 0;

    /// <summary>The refusals, each with the number of orders and the message of the first one.</summary>
    public IReadOnlyList<(RefusalCode Code, int Orders, string Detail)> Refused =>
        [
            .. Effect
                .Refusals.OfType<Refusal>()
                .GroupBy(r => r.Code)
                .Select(g => (g.Key, g.Count(), g.First().Detail))
                .OrderByDescending(g => g.Item2),
        ];
}

/// <summary>Previews bulk actions by rehearsing their commands.</summary>
internal sealed class OrderActionForecasts(ClientDatabase database, OrderActionCommands commands, Rehearsal rehearsal)
{
    private const int NumbersStep = 500;

    public async Task<OrderActionForecast> MakeAsync(OrderActionRequest request, CancellationToken cancel)
    {
        var tried = request.Orders.Take(Rehearsal.CommandsMax).ToList();
        var effect = await rehearsal.RunAsync(await commands.MakeAsync(request, tried, cancel), request.Actor, cancel);
        return new OrderActionForecast(request, tried.Count, effect);
    }

    /// <summary>How many orders wait for how many units, before it is known which purchase order is to bring them.</summary>
    public Task<(int Orders, long Units)> LackingAsync(IReadOnlyCollection<string> numbers, CancellationToken cancel) =>
        database.ReadAsync(
            async db =>
            {
                var lacking = (Orders: 0, Units: 0L);
                foreach (var some in numbers.Chunk(NumbersStep))
                {
                    var units = await db
                        .Orders.Where(OrderStatuses.Open)
                        .Where(o => some.Contains(o.Number) && o.BackOrderedQty > 0)
                        .Select(o => o.BackOrderedQty)
                        .ToListAsync(cancel);
                    lacking = (lacking.Orders + units.Count, lacking.Units + units.Sum());
                }
                return lacking;
            },
            cancel
        );
}
