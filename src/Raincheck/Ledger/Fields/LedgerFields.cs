namespace Raincheck.Ledger.Fields;

/// <summary>The tables whose rows the ledger changes as a whole.</summary>
internal static class LedgerFields
{
    private static readonly object[] All =
    [
        OrderFields.Instance,
        OrderLineFields.Instance,
        PurchaseOrderFields.Instance,
        PurchaseOrderLineFields.Instance,
    ];

    public static FieldTable<T> Of<T>()
        where T : class =>
        All.OfType<FieldTable<T>>().SingleOrDefault()
        ?? throw new InvalidOperationException($"the ledger does not change rows of {typeof(T).Name} as a whole");
}
