namespace Raincheck.Core.Purchasing;

/// <summary>One arrival of goods on a purchase order. The same reference twice is applied once.</summary>
public sealed class Receipt
{
    private string answer = "";

    /// <summary>The receipt's id.</summary>
    public long Id { get; init; }

    /// <summary>The purchase order.</summary>
    public long PurchaseOrderId { get; init; }

    /// <summary>The receipt reference; unique.</summary>
    public string Reference { get; init; } = "";

    /// <summary>A digest of what was received, to tell a repetition from a second arrival under the same reference.</summary>
    public string Digest { get; init; } = "";

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>The answer that was given, as JSON; a repetition gets it again.</summary>
    public string Answer
    {
        get => answer;
        init => answer = value;
    }

    /// <summary>Keeps the answer, which is known when the command is done.</summary>
    public void KeepAnswer(string json) => answer = json;
}

/// <summary>The units of one product in a receipt.</summary>
public sealed class ReceiptLine
{
    private long receiptId;
    private int line;

    /// <summary>The receipt.</summary>
    public long ReceiptId
    {
        get => receiptId;
        init => receiptId = value;
    }

    /// <summary>Its number within the receipt, from 1.</summary>
    public int Line
    {
        get => line;
        init => line = value;
    }

    /// <summary>The product.</summary>
    public int SkuId { get; init; }

    /// <summary>The line of the purchase order.</summary>
    public int PurchaseOrderLine { get; init; }

    /// <summary>Where the units were put.</summary>
    public int WarehouseId { get; init; }

    /// <summary>Units received, 1 or more.</summary>
    public int Quantity { get; init; }

    /// <summary>Becomes a line of a new receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="number">Its number there, from 1.</param>
    public void Join(Receipt receipt, int number)
    {
        if (line != 0)
            throw new InvalidOperationException($"the line is line {line} of receipt {receiptId}");
        (receiptId, line) = (receipt.Id, number);
    }
}
