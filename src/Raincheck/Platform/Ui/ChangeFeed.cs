namespace Raincheck.Platform.Ui;

/// <summary>The changes since the last notification.</summary>
/// <param name="Orders">The ids of orders.</param>
/// <param name="Products">The ids of products whose stock changed.</param>
/// <param name="PurchaseOrders">The ids of purchase orders.</param>
/// <param name="IsMore">More changed than is named here: settings or catalogue, or very much at once.</param>
internal sealed record Changes(IReadOnlySet<long> Orders, IReadOnlySet<int> Products, IReadOnlySet<long> PurchaseOrders, bool IsMore)
{
    /// <summary>Beyond this a reader is only told that there is more: what waits for a slow one stays small.</summary>
    private const int NamedMax = 5_000;

    public Changes And(Changes later) =>
        Orders.Count + later.Orders.Count > NamedMax
            ? later with
            {
                IsMore = true,
            }
            : new(
                new HashSet<long>(Orders.Concat(later.Orders)),
                new HashSet<int>(Products.Concat(later.Products)),
                new HashSet<long>(PurchaseOrders.Concat(later.PurchaseOrders)),
                IsMore || later.IsMore
            );
}

/// <summary>The changes for one reader. Unread changes are merged into one notification.</summary>
internal sealed class ChangeFeed(Action<ChangeFeed> forget) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim added = new(0);
    private Changes? waiting;

    public void Add(Changes changes)
    {
        lock (gate)
        {
            if (waiting is null)
                added.Release();
            waiting = waiting?.And(changes) ?? changes;
        }
    }

    /// <summary>Waits until something changed.</summary>
    public async Task<Changes> NextAsync(CancellationToken cancel)
    {
        await added.WaitAsync(cancel);
        lock (gate)
        {
            var next = waiting!;
            waiting = null;
            return next;
        }
    }

    // The semaphore has no handle to give back, and a word may just be on its way in.
    public void Dispose() => forget(this);
}
