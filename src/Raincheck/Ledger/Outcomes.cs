using Raincheck.Core;

namespace Raincheck.Ledger;

/// <summary>Answers and refusals that several commands share.</summary>
internal static class Outcomes
{
    /// <summary>The answer, made when the batch is complete.</summary>
    public static Outcome<Func<T>> Answer<T>(Func<T> answer) => answer;

    public static Refusal IdempotencyKeyReused() =>
        new(RefusalCode.IdempotencyKeyReused, "The idempotency key was used before, with another request.");

    public static Refusal OrderNotFound(string number) => new(RefusalCode.OrderNotFound, $"There is no order {number}.");

    /// <summary>For a line that the address names.</summary>
    public static Refusal LineNotFound(string number, int line) => new(RefusalCode.LineNotFound, $"Order {number} has no line {line}.");

    /// <summary>For a line that the body names.</summary>
    public static Refusal UnknownLine(string number, int line, string path) =>
        new(RefusalCode.UnknownLine, $"Order {number} has no line {line}.", path);
}
