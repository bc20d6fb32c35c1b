using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Purchasing.Receive;

/// <summary>Reads what the account of a receipt needs.</summary>
internal sealed class ReceiptAccounts(ClientDatabase database, ClientLedger ledger)
{
    /// <summary>The pools of the receipt with back-ordered units.</summary>
    public async Task<IReadOnlySet<int>> WaitingAsync(IReadOnlyList<ReceiptRequestLine> lines, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var pools = lines.Select(l => catalogue.FindProduct(l.Sku)?.PoolId).OfType<int>().Distinct().ToList();
        return await database.ReadAsync(
            async db =>
                (
                    await db.StockPools.Where(p => pools.Contains(p.Id) && p.BackOrdered > 0).Select(p => p.Id).ToListAsync(cancel)
                ).ToHashSet(),
            cancel
        );
    }
}
