using System.Data.Common;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Search;

/// <summary>Brings the index of orders up to date, block by block. Until it is, searches read the rest of the orders one by one.</summary>
public sealed class SearchIndex(ClientLedger ledger)
{
    private const int CorrectedMax = 200;
    private const string LastBlocks = "SELECT level, max(block) FROM search_grams WHERE gram = 0 GROUP BY level";

    /// <summary>The first id that no block has.</summary>
    internal static async Task<long> EndAsync(RaincheckDb db, CancellationToken cancel) =>
        (await db.QueryAsync(LastBlocks, [], EndOf, cancel)).DefaultIfEmpty(0).Max();

    /// <summary>Makes every block for which there are enough orders, and adds what was corrected to those that are there.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        while (await MakeNextAsync(cancel))
            cancel.ThrowIfCancellationRequested();
        while (await AddCorrectedAsync(cancel))
            cancel.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Adds the new text of orders that were corrected. Only to large blocks, which are final: a small one may be replaced at this
    /// moment by a large one that was read before the correction.
    /// </summary>
    /// <returns>False if there is nothing to add.</returns>
    private async Task<bool> AddCorrectedAsync(CancellationToken cancel)
    {
        await using var transaction = await ledger.BeginIndexAsync(cancel);
        var end = 0L;
        await transaction.ReadAsync(
            LastBlocks,
            [],
            row => end = row.GetInt32(0) == SearchBlocks.Large ? Math.Max(end, EndOf(row)) : end,
            cancel
        );
        // Locked, so that two processes do not change the same block.
        var changes = await transaction.QueryAsync<SearchChange>(
            $"order_id < @end ORDER BY order_id, revision LIMIT {CorrectedMax}",
            [("end", end)],
            forUpdate: true,
            cancel
        );
        if (changes.Count == 0)
            return false;
        var texts = new List<OrderText>();
        await transaction.ReadAsync(
            $"SELECT {OrderText.Columns} FROM orders WHERE id IN {{ids}}",
            [("ids", changes.Select(c => c.OrderId).Distinct().ToArray())],
            row => texts.Add(OrderText.Read(row)),
            cancel
        );
        foreach (var block in texts.GroupBy(t => SearchBlocks.BlockOf(t.Id, SearchBlocks.Large)))
            await AddToBlockAsync(transaction, block, cancel);
        foreach (var change in changes)
        {
            transaction.Execute(
                "DELETE FROM search_changes WHERE order_id = @order AND revision = @revision",
                ("order", change.OrderId),
                ("revision", change.Revision)
            );
        }
        await transaction.CommitAsync(cancel);
        return true;
    }

    private static async Task AddToBlockAsync(LedgerTransaction transaction, IGrouping<long, OrderText> texts, CancellationToken cancel)
    {
        var added = SearchBlocks.Make(texts.OrderBy(t => t.Id), SearchBlocks.Large);
        var known = (
            await transaction.QueryAsync<SearchGram>(
                "gram IN {grams} AND level = @level AND block = @block ORDER BY gram",
                [("grams", added.Select(r => r.Gram).ToArray()), ("level", SearchBlocks.Large), ("block", texts.Key)],
                forUpdate: true,
                cancel
            )
        ).ToDictionary(r => r.Gram);
        var size = SearchBlocks.SizeOf(SearchBlocks.Large);
        transaction.Insert(added.Where(r => !known.ContainsKey(r.Gram)).ToList());
        foreach (var row in added)
        {
            if (known.TryGetValue(row.Gram, out var stored))
                stored.Places = PostingList.Union(stored.Places, row.Places, size);
        }
        transaction.Update(known.Values.ToList(), nameof(SearchGram.Places));
    }

    /// <returns>False if there are not enough orders for another block.</returns>
    private async Task<bool> MakeNextAsync(CancellationToken cancel)
    {
        var (first, last) = await NotIndexedAsync(cancel);
        if (last < EndOf(first, SearchBlocks.Small))
            return false;
        // What has a lower id and is still on its way into the database must be there before the block is read.
        last = await ledger.SettledOrderIdAsync(cancel);
        var level = last < EndOf(first, SearchBlocks.Large) ? SearchBlocks.Small : SearchBlocks.Large;
        var rows = SearchBlocks.Make(await TextsAsync(SearchBlocks.BlockOf(first, level), level, cancel), level);
        await using var transaction = await ledger.BeginIndexAsync(cancel);
        if (level == SearchBlocks.Large)
            DeleteSmall(transaction, rows);
        transaction.Insert(rows);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>The first order that is in no block, and the last order.</summary>
    private async Task<(long First, long Last)> NotIndexedAsync(CancellationToken cancel)
    {
        var (end, first, last) = (0L, 0L, -1L);
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        await snapshot.ReadAsync(LastBlocks, [], row => end = Math.Max(end, EndOf(row)), cancel);
        await snapshot.ReadAsync(
            "SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM orders WHERE id >= @end",
            [("end", end)],
            row => (first, last) = (row.GetInt64(0), row.GetInt64(1)),
            cancel
        );
        return (first, last);
    }

    private async Task<List<OrderText>> TextsAsync(long block, int level, CancellationToken cancel)
    {
        var texts = new List<OrderText>();
        await using var snapshot = await ledger.SnapshotAsync(cancel);
        await snapshot.ReadAsync(
            $"SELECT {OrderText.Columns} FROM orders WHERE id >= @first AND id < @end ORDER BY id",
            [("first", SearchBlocks.FirstId(block, level)), ("end", SearchBlocks.FirstId(block + 1, level))],
            row => texts.Add(OrderText.Read(row)),
            cancel
        );
        return texts;
    }

    /// <summary>Every piece of text of the small blocks stands in the large one too, which is what finds them by their key.</summary>
    private static void DeleteSmall(LedgerTransaction transaction, List<SearchGram> large)
    {
        var first = SearchBlocks.FirstId(large[0].Block, SearchBlocks.Large);
        var end = SearchBlocks.FirstId(large[0].Block + 1, SearchBlocks.Large);
        transaction.Execute(
            "DELETE FROM search_grams WHERE gram IN {grams} AND level = 0 AND block >= @from AND block < @to",
            ("grams", large.Select(r => r.Gram).ToArray()),
            ("from", SearchBlocks.BlockOf(first, SearchBlocks.Small)),
            ("to", SearchBlocks.BlockOf(end, SearchBlocks.Small))
        );
    }

    /// <summary>The last id of the block of an order.</summary>
    private static long EndOf(long orderId, int level) => SearchBlocks.FirstId(SearchBlocks.BlockOf(orderId, level) + 1, level) - 1;

    /// <summary>The first id behind a block.</summary>
    private static long EndOf(DbDataReader row) => SearchBlocks.FirstId(row.GetInt64(1) + 1, row.GetInt32(0));
}
