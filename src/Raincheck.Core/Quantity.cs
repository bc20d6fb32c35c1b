namespace Raincheck.Core;

/// <summary>The range of a quantity in an order, a receipt or a stock change.</summary>
public static class Quantity
{
    /// <summary>The largest quantity of one line or one stock change, in units.</summary>
    public const int Max = 10_000_000;

    /// <summary>The largest stock of a SKU in one warehouse, in units.</summary>
    public const long MaxTotal = 1_000_000_000_000;

    /// <summary>A refusal where the quantity is not from 1 to <see cref="Max"/>.</summary>
    public static Refusal? Check(int quantity, string path) =>
        quantity is >= 1 and <= Max
            ? null
            : new Refusal(RefusalCode.InvalidQuantity, $"{path} is {quantity}; a quantity is a whole number from 1 to {Max}.", path);
}
