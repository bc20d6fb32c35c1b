using Raincheck.Core.Purchasing;

namespace Raincheck.Ledger.Work;

/// <summary>The purchase orders and receipts that commands add and change, and the units on order of their products.</summary>
public sealed class PurchaseBook
{
    private readonly WorkContext context;
    private readonly IdentityMap rows;
    private readonly NumberBook numbers;

    internal PurchaseBook(WorkContext context, IdentityMap rows, NumberBook numbers)
    {
        this.context = context;
        this.rows = rows;
        this.numbers = numbers;
    }

    /// <summary>A new purchase order with its lines.</summary>
    /// <param name="make">Makes the head from the new id; for a number that is empty the ledger chooses one.</param>
    /// <param name="lines">Its lines.</param>
    public LoadedPurchaseOrder Add(Func<long, PurchaseOrder> make, IEnumerable<PurchaseOrderLine> lines)
    {
        var order = make(numbers.NextPurchaseOrderId());
        if (order.Number.Length == 0)
            order.TakeNumber(numbers.Choose(order));
        var loaded = new LoadedPurchaseOrder(order, [.. lines]) { IsNew = true, IsChanged = true };
        for (var i = 0; i < loaded.Lines.Count; i++)
        {
            var line = loaded.Lines[i];
            line.Join(order, i + 1);
            ChangeOnOrder(order, line, line.Pending);
        }
        rows.Add(loaded);
        numbers.Take(order);
        AddJournalEntry(loaded);
        return loaded;
    }

    /// <summary>Changes a purchase order, and updates the units on order of its products.</summary>
    public void Change(LoadedPurchaseOrder order, Action change)
    {
        foreach (var line in order.Lines)
            ChangeOnOrder(order.Order, line, -line.Pending);
        change();
        foreach (var line in order.Lines)
            ChangeOnOrder(order.Order, line, line.Pending);
        order.Order.CountChange(order.Lines);
        order.IsChanged = true;
        // A command that changes it in several steps has one entry.
        context.Current.Entries.RemoveAll(e => e.PurchaseOrderId == order.Order.Id);
        AddJournalEntry(order);
    }

    /// <summary>Records a receipt with its lines.</summary>
    public Receipt AddReceipt(Func<long, Receipt> make, IReadOnlyList<ReceiptLine> lines)
    {
        var receipt = make(numbers.NextReceiptId());
        rows.Add(receipt);
        for (var i = 0; i < lines.Count; i++)
            lines[i].Join(receipt, i + 1);
        rows.NewReceipts.Add(receipt);
        rows.NewReceiptLines.AddRange(lines);
        return receipt;
    }

    /// <summary>Dropshipped units never come to a warehouse, and are not on order for the queue.</summary>
    private void ChangeOnOrder(PurchaseOrder order, PurchaseOrderLine line, long delta)
    {
        if (order.IsDropship || delta == 0)
            return;
        var pool = rows.Pool(context.Catalogue.PoolOf(line.SkuId));
        pool.Row.OnOrder += delta;
        pool.IsChanged = true;
        pool.AddCause(context.Current);
    }

    private void AddJournalEntry(LoadedPurchaseOrder order) =>
        context.Current.Entries.Add(JournalText.PurchaseOrder(context.Current, order, context.Catalogue));
}
