namespace Raincheck.Cli.Replay;

/// <summary>Units of one line of a sale that a cancellation takes back.</summary>
/// <param name="Invoice">The number of the sale.</param>
/// <param name="Line">The line of the sale, from 1.</param>
/// <param name="Units">Returned units, 1 or more.</param>
internal readonly record struct RetailTakenBack(string Invoice, int Line, int Units);

/// <summary>
/// Finds what a cancellation cancels. The data does not say, so it is the customer's latest sales of the SKU that no cancellation has
/// taken back yet.
/// </summary>
/// <remarks>Some cancellations have no customer, or their sale lies before the data begins: those units match nothing.</remarks>
internal sealed class RetailCancellations
{
    private readonly Dictionary<(string Customer, string Sku), Stack<RetailTakenBack>> sold = [];

    /// <summary>Remembers a sale. Sales and cancellations are given in time order.</summary>
    public void Sell(RetailInvoice sale)
    {
        if (sale.Customer is not { } customer)
            return;
        for (var i = 0; i < sale.Lines.Count; i++)
        {
            var line = sale.Lines[i];
            if (!sold.TryGetValue((customer, line.Sku), out var stack))
                sold.Add((customer, line.Sku), stack = new());
            stack.Push(new(sale.Number, i + 1, line.Quantity));
        }
    }

    /// <summary>The units of earlier sales that a line of a cancellation takes back; fewer than it says where the rest matches nothing.</summary>
    public IReadOnlyList<RetailTakenBack> TakeBack(RetailInvoice cancellation, RetailLine line)
    {
        if (cancellation.Customer is not { } customer || !sold.TryGetValue((customer, line.Sku), out var stack))
            return [];
        var taken = new List<RetailTakenBack>();
        var left = line.Quantity;
        while (left > 0 && stack.TryPop(out var sale))
        {
            var units = Math.Min(left, sale.Units);
            left -= units;
            taken.Add(sale with { Units = units });
            if (units < sale.Units)
                stack.Push(sale with { Units = sale.Units - units });
        }
        return taken;
    }
}
