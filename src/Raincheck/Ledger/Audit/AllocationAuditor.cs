using System.Runtime.InteropServices;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Audit;

/// <summary>
/// Recomputes every queue from scratch and compares it with what is stored, in one snapshot. As many pools are in memory at a time
/// as have a million lines on the average, or one group where a group alone has more.
/// </summary>
internal sealed class AllocationAuditor(LedgerTransaction snapshot, Catalogue catalogue)
{
    /// <summary>Lines in memory at a time, where they are spread evenly over the pools.</summary>
    private const int ChunkLines = 1_000_000;

    internal const string Columns =
        "order_id, line, sku_id, pool_id, quantity - shipped - cancelled - dropshipped, counts, firm_wanted, priority, queued_at, family_id, own_allocated, firm, replacement_pool_id, replacement_allocated, back_ordered, components";

    private readonly Dictionary<int, List<Violation>> broken = [];

    public async Task<AllocationAudit> RunAsync(Action<long, long>? progress, CancellationToken cancel)
    {
        var pools = (await snapshot.QueryAsync<StockPool>("id > 0", [], cancel: cancel)).ToDictionary(p => p.Id);
        var counted = await CountedAsync(cancel);
        foreach (var pool in pools.Values)
        {
            var expected = counted.GetValueOrDefault(pool.Id);
            if (pool.Counted != expected)
                Break(pool.Id, 7, catalogue.Sku(pool.Id), $"counted stock is {pool.Counted}, the warehouses have {expected}");
        }

        var total = 0L;
        await snapshot.ReadAsync(
            "SELECT count(*) FROM order_lines WHERE back_ordered > 0 OR allocated > 0",
            [],
            r => total = r.GetInt64(0),
            cancel
        );
        var done = 0L;
        foreach (var chunk in Chunks(pools.Values, total))
        {
            done += await AuditAsync(chunk, pools, total <= ChunkLines, cancel);
            progress?.Invoke(done, total);
        }
        return new AllocationAudit(done, [.. pools.Values.Where(p => p.Stale).Select(p => p.Id)], broken);
    }

    private static IEnumerable<List<StockPool>> Chunks(Dictionary<int, StockPool>.ValueCollection pools, long totalLines)
    {
        var chunks = (int)Math.Max(1, (totalLines + ChunkLines - 1) / ChunkLines);
        var size = (pools.Count + chunks - 1) / chunks;
        var chunk = new List<StockPool>();
        // A group stays together.
        foreach (var members in pools.GroupBy(p => p.GroupId ?? p.Id).OrderBy(g => g.Key))
        {
            if (chunk.Count > 0 && chunk.Count + members.Count() > size)
            {
                yield return chunk;
                chunk = [];
            }
            chunk.AddRange(members);
        }
        if (chunk.Count > 0)
            yield return chunk;
    }

    private async Task<Dictionary<int, long>> CountedAsync(CancellationToken cancel)
    {
        var counts = catalogue.Warehouses.Where(catalogue.Settings.Counts).Select(w => w.Id).ToHashSet();
        var counted = new Dictionary<int, long>();
        await snapshot.ReadAsync(
            "SELECT sku_id, warehouse_id, on_hand FROM stock_levels",
            [],
            r =>
            {
                if (counts.Contains(r.GetInt32(1)))
                    CollectionsMarshal.GetValueRefOrAddDefault(counted, r.GetInt32(0), out _) += r.GetInt64(2);
            },
            cancel
        );
        return counted;
    }

    private async Task<long> AuditAsync(List<StockPool> chunk, Dictionary<int, StockPool> pools, bool isAll, CancellationToken cancel)
    {
        var positions = new Dictionary<int, int>(chunk.Count);
        for (var i = 0; i < chunk.Count; i++)
            positions.Add(chunk[i].Id, i);
        var lines = await ReadAsync(isAll ? null : [.. positions.Keys], positions, cancel);
        var span = CollectionsMarshal.AsSpan(lines.Stored);
        var claims = CollectionsMarshal.AsSpan(lines.Claims);
        // By place alone: the queues of different pools do not touch, and one sort serves them all.
        claims.Sort(span, (a, b) => a.Position.CompareTo(b.Position));

        var stock = new long[chunk.Count];
        for (var i = 0; i < stock.Length; i++)
            stock[i] = chunk[i].Counted;
        var expected = Allocator.Allocate(stock, claims, CollectionsMarshal.AsSpan(lines.Kits));

        var sums = new PoolSums[chunk.Count];
        for (var i = 0; i < expected.Length; i++)
        {
            ref readonly var claim = ref claims[i];
            ref readonly var stored = ref span[i];
            sums[claim.Sku].Add(claim, stored);
            if (stored.ReplacementPool >= 0)
                sums[stored.ReplacementPool].Allocated += stored.Units.Replacement;
            if (claim.Kit >= 0)
            {
                foreach (var component in lines.Kits[claim.Kit])
                    sums[component.Sku].AddComponent(claim, stored, component.PerKit);
            }
            var replacementDiffers = expected[i].Replacement > 0 && stored.ReplacementPool != claim.Replacement;
            if ((stored.Units != expected[i] || replacementDiffers) && !IsStale(chunk[claim.Sku]))
            {
                Break(
                    chunk[claim.Sku].Id,
                    expected[i].Units > stored.Units.Units ? 3 : 2,
                    $"order {claim.Position.OrderId} line {claim.Position.Line}",
                    $"of {catalogue.Sku(chunk[claim.Sku].Id)} it holds {Describe(stored.Units)}; the queue gives it {Describe(expected[i])}"
                );
            }
            if (stored.BackOrdered != claim.Open - stored.Units.Units)
            {
                Break(
                    chunk[claim.Sku].Id,
                    4,
                    $"order {claim.Position.OrderId} line {claim.Position.Line}",
                    $"back-ordered is {stored.BackOrdered}; {claim.Open} open less {stored.Units.Units} held are {claim.Open - stored.Units.Units}"
                );
            }
        }
        for (var i = 0; i < chunk.Count; i++)
            Compare(chunk[i], sums[i], IsStale(chunk[i]));
        return claims.Length;

        bool IsStale(StockPool pool) => pool.Stale || (pool.GroupId is { } group && catalogue.PoolsOf(group).Any(id => pools[id].Stale));
    }

    private void Compare(StockPool pool, PoolSums sums, bool stale)
    {
        var sku = catalogue.Sku(pool.Id);
        if (!stale && !catalogue.Product(pool.Id).IsKit && sums.Allocated > pool.Counted)
            Break(pool.Id, 1, sku, $"{sums.Allocated} units are held of {pool.Counted}");
        if (
            pool.Allocated != sums.Allocated
            || pool.Open != sums.Open
            || pool.BackOrdered != sums.BackOrdered
            || pool.FirmWanted != sums.FirmWanted
        )
        {
            Break(
                pool.Id,
                4,
                sku,
                $"the sums are allocated {pool.Allocated}, open {pool.Open}, back-ordered {pool.BackOrdered}, firm {pool.FirmWanted}; those of the lines {sums.Allocated}, {sums.Open}, {sums.BackOrdered}, {sums.FirmWanted}"
            );
        }
    }

    private async Task<LinesRead> ReadAsync(int[]? poolIds, Dictionary<int, int> positions, CancellationToken cancel)
    {
        var read = new LinesRead();
        var kits = new Dictionary<string, int>(StringComparer.Ordinal);
        await snapshot.ReadAsync(
            $"SELECT {Columns} FROM order_lines WHERE (back_ordered > 0 OR allocated > 0)"
                + (poolIds is null ? "" : " AND pool_id IN {pools}"),
            poolIds is null ? [] : [("pools", poolIds)],
            r =>
            {
                var counts = r.GetBoolean(5);
                var isKit = !r.IsDBNull(15);
                var replacement = isKit ? null : catalogue.ReplacementPoolOf(r.GetInt32(2));
                var poolId = r.GetInt32(3);
                read.Claims.Add(
                    new Claim(
                        new QueuePosition(r.GetInt32(7), r.GetInt64(8), r.GetInt64(9), r.GetInt64(0), r.GetInt32(1)),
                        positions[poolId],
                        counts ? r.GetInt32(4) : 0,
                        counts ? r.GetInt32(6) : 0,
                        replacement is { } id && id != poolId ? positions[id] : -1,
                        isKit ? KitOf(r.GetString(15)) : -1
                    )
                );
                read.Stored.Add(
                    new StoredUnits(
                        new AllocatedUnits(r.GetInt32(10), r.GetInt32(13), r.GetInt32(11)),
                        r.IsDBNull(12) ? -1 : positions[r.GetInt32(12)],
                        r.GetInt32(14)
                    )
                );
            },
            cancel
        );
        return read;

        int KitOf(string text)
        {
            if (!kits.TryGetValue(text, out var kit))
            {
                kit = read.Kits.Count;
                kits.Add(text, kit);
                read.Kits.Add([
                    .. KitComponentText
                        .Parse(text)
                        .GroupBy(c => positions[catalogue.PoolOf(c.Sku)])
                        .Select(g => new KitComponent(g.Key, g.Sum(c => c.PerKit))),
                ]);
            }
            return kit;
        }
    }

    private void Break(int poolId, int rule, string subject, string detail)
    {
        if (!broken.TryGetValue(poolId, out var violations))
            broken.Add(poolId, violations = []);
        violations.Add(new Violation(rule, subject, detail));
    }

    private static string Describe(AllocatedUnits units) =>
        $"{units.Own} of its own ({units.Firm} firm) and {units.Replacement} of its replacement";

    private sealed class LinesRead
    {
        public List<Claim> Claims { get; } = [];

        public List<StoredUnits> Stored { get; } = [];

        public List<KitComponent[]> Kits { get; } = [];
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct StoredUnits(AllocatedUnits Units, int ReplacementPool, int BackOrdered);

    private struct PoolSums
    {
        public long Allocated;
        public long Open;
        public long BackOrdered;
        public long FirmWanted;

        public void Add(in Claim claim, in StoredUnits stored)
        {
            Allocated += stored.Units.Own;
            Open += claim.Open;
            BackOrdered += stored.BackOrdered;
            FirmWanted += claim.FirmWanted;
        }

        public void AddComponent(in Claim claim, in StoredUnits stored, int perKit)
        {
            Allocated += (long)stored.Units.Own * perKit;
            Open += (long)claim.Open * perKit;
            BackOrdered += (long)stored.BackOrdered * perKit;
        }
    }
}
