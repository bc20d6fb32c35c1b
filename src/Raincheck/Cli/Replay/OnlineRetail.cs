namespace Raincheck.Cli.Replay;

/// <summary>Why a line of Online Retail is excluded from the replay.</summary>
internal enum RetailLeftOut
{
    /// <summary>Postage, fees, discounts, vouchers, samples, manual entries, tests and bad debts.</summary>
    NotAProduct,

    /// <summary>A negative quantity outside a cancellation: stock written off.</summary>
    WriteOff,

    /// <summary>A quantity of zero.</summary>
    ZeroQuantity,

    /// <summary>A positive quantity on a cancellation.</summary>
    PositiveOnCancellation,

    /// <summary>On an invoice without a customer and without any price: stock that was found, not sold.</summary>
    StockFound,
}

/// <summary>One line of an invoice; exact duplicates are lines of their own.</summary>
/// <param name="Sku">The stock code in upper case, without spaces around it.</param>
/// <param name="Quantity">Units, 1 or more; the returned units of a cancellation.</param>
/// <param name="UnitPrice">Price of a unit in pounds, 0 or more.</param>
internal readonly record struct RetailLine(string Sku, int Quantity, decimal UnitPrice);

/// <summary>A sale, or the cancellation of earlier ones.</summary>
/// <param name="Number">The invoice number; a cancellation's begins with C.</param>
/// <param name="Time">The time of its first line.</param>
/// <param name="Customer">The customer's id, or null if the data has none.</param>
/// <param name="Country">The customer's country.</param>
/// <param name="IsCancellation">Whether it takes goods back.</param>
/// <param name="Lines">Its lines in the order of the file, at least one.</param>
internal sealed record RetailInvoice(
    string Number,
    DateTimeOffset Time,
    string? Customer,
    string Country,
    bool IsCancellation,
    IReadOnlyList<RetailLine> Lines
);

/// <summary>A year of Online Retail. Every line read is in an invoice or counted as left out.</summary>
/// <param name="Invoices">Sales and cancellations by time, then number.</param>
/// <param name="Names">The name of each SKU: its most frequent description.</param>
/// <param name="LinesRead">Lines in the file.</param>
/// <param name="LinesLeftOut">Lines that are no part of the replay, by reason.</param>
/// <param name="InvoicesLeftOut">Invoices of which no line is left.</param>
internal sealed record OnlineRetail(
    IReadOnlyList<RetailInvoice> Invoices,
    IReadOnlyDictionary<string, string> Names,
    long LinesRead,
    IReadOnlyDictionary<RetailLeftOut, long> LinesLeftOut,
    int InvoicesLeftOut
);
