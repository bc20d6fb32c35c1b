using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Stock;
using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Cli.Replay;

/// <summary>The ledger as a replay uses it: in simulated time, in batches, with what is refused counted.</summary>
internal sealed class ReplayLedger(CommandClient client, CancellationToken cancel)
{
    public const string Actor = "replay";

    private readonly ClientLedger ledger = client.Ledger;

    /// <summary>The refusals, by reason.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>A replay tells about a database that holds nothing else.</summary>
    public async Task RequireEmptyAsync()
    {
        await using var db = client.Database.CreateContext();
        if (await db.Orders.AnyAsync(cancel) || await db.Products.AnyAsync(cancel))
            throw new CommandFailedException(
                $"{client.Database.Description} holds products or orders already; a replay needs an empty one"
            );
    }

    /// <summary>Carries out a command without which there is no replay.</summary>
    public async Task DoneAsync<T>(LedgerCommand<T> command, DateTimeOffset at)
    {
        var outcome = await ledger.ExecuteAsync(command, new CommandContext(Actor, at), cancel);
        if (outcome.Refusal is { } refusal)
            throw new CommandFailedException(refusal.Detail);
    }

    /// <summary>Carries out commands in their order; what is refused is counted.</summary>
    public async Task<IReadOnlyList<Outcome<T>>> AllAsync<T>(IReadOnlyList<(LedgerCommand<T> Command, DateTimeOffset At)> commands)
    {
        var outcomes = new List<Outcome<T>>(commands.Count);
        foreach (var chunk in commands.Chunk(ClientLedger.CommandsMax))
        {
            outcomes.AddRange(await ledger.ExecuteAllAsync([.. chunk.Select(c => (c.Command, new CommandContext(Actor, c.At)))], cancel));
        }
        foreach (var outcome in outcomes)
        {
            if (outcome.Refusal is { } refusal)
                Refused[refusal.Code.ToString()] = Refused.GetValueOrDefault(refusal.Code.ToString()) + 1;
        }
        return outcomes;
    }

    /// <summary>Ships everything that any order holds.</summary>
    /// <returns>The orders that something was shipped of.</returns>
    public async Task<IEnumerable<OrderView>> ShipHeldAsync(string warehouse, DateTimeOffset at)
    {
        var numbers = new List<string>();
        await using (var snapshot = await ledger.SnapshotAsync(cancel))
        {
            // The index of the lines that hold something has few: what is held at the end of a day leaves.
            await snapshot.ReadAsync(
                "SELECT o.number FROM orders o WHERE o.id IN (SELECT l.order_id FROM order_lines l WHERE l.allocated > 0) ORDER BY o.id",
                [],
                r => numbers.Add(r.GetString(0)),
                cancel
            );
        }
        var shipment = new Shipment(warehouse);
        var outcomes = await AllAsync(numbers.ConvertAll(n => ((LedgerCommand<OrderView>)new ShipOrder(n, shipment), at)));
        return outcomes.Where(o => o.Refusal is null).Select(o => o.Value);
    }

    /// <summary>The stock of every product and what waits for it, by SKU.</summary>
    public async Task<Dictionary<string, StockPool>> PoolsAsync()
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        await using var db = client.Database.CreateContext();
        return await db.StockPools.AsNoTracking().ToDictionaryAsync(p => catalogue.Sku(p.Id), cancel);
    }
}
