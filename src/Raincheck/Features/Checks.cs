using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features;

/// <summary>Checks of text that people or programs send.</summary>
internal static class Text
{
    /// <summary>A refusal where the text is empty, longer than it may be, or has characters that no text has. Null is no text, and allowed.</summary>
    public static Refusal? Check(string? text, string path, int lengthMax)
    {
        if (text is null)
            return null;
        if (text.Length == 0 || string.IsNullOrWhiteSpace(text))
            return new Refusal(RefusalCode.InvalidValue, $"{path} is empty.", path);
        if (text.Length > lengthMax)
            return new Refusal(RefusalCode.InvalidValue, $"{path} has {text.Length} characters; at most {lengthMax} are taken.", path);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD || (System.Text.Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t')))
                return new Refusal(RefusalCode.InvalidValue, $"{path} has a control or broken character.", path);
        }
        return null;
    }

    /// <summary>The same for a code or SKU, which must be there and stand on one line.</summary>
    public static Refusal? CheckCode(string? code, string path) =>
        code is null || code.Any(char.IsWhiteSpace) && code.Trim() != code
            ? new Refusal(RefusalCode.InvalidValue, $"{path} is missing, or begins or ends with a space.", path)
            : Check(code, path, 100);
}

internal static class Price
{
    private const decimal Max = 1_000_000_000m;

    /// <summary>The price without zeros at its end, which one database keeps and the other does not.</summary>
    public static decimal? Plain(decimal? price) => price / 1.0000000000000000000000000000m;

    public static Refusal? Check(decimal? price, string path) =>
        price is < 0 or > Max ? new Refusal(RefusalCode.InvalidValue, $"{path} is {price}; a price is from 0 to {Max}.", path) : null;
}

internal static class Outcomes
{
    /// <summary>The answer, made when the batch is complete.</summary>
    public static Outcome<Func<T>> Answer<T>(Func<T> answer) => answer;

    public static Refusal OrderNotFound(string number) => new(RefusalCode.OrderNotFound, $"There is no order {number}.");

    public static Refusal LineNotFound(string number, int line, string? path = null) =>
        new(RefusalCode.LineNotFound, $"Order {number} has no line {line}.", path);

    public static Refusal StatusForbids(LoadedOrder order, string what) =>
        new(
            RefusalCode.OrderStatusForbids,
            $"Order {order.Order.Number} is {System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(order.Order.Status.ToString())} and cannot be {what}."
        );

    /// <summary>Whether an order can still change at all.</summary>
    public static bool IsLive(this LoadedOrder order) =>
        order.Order.Status is not (OrderStatus.Completed or OrderStatus.Cancelled or OrderStatus.Void);
}
