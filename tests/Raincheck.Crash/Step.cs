using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Features.Orders;
using Raincheck.Ledger;

namespace Raincheck.Crash;

/// <summary>One command of a writer, known by its idempotency key, and what must be in the database once it is acknowledged.</summary>
/// <param name="Key">The idempotency key; a new order carries it as its customer's e-mail address, a stock change as its reason, a receipt as its reference.</param>
/// <param name="Leaves">What an acknowledged command leaves behind.</param>
/// <param name="Number">The order that it makes or changes; null where it chooses a number or is about no order.</param>
/// <param name="Count">Lines of a new order, or items of a stock change.</param>
public abstract record Step(string Key, Trace Leaves, string? Number, int Count)
{
    public abstract Task<Ack> RunAsync(ClientLedger ledger);

    internal CommandContext Context => new("writer", IdempotencyKey: Key, Digest: "digest of " + Key);
}

/// <summary>What a command leaves behind, by which it is found exactly once.</summary>
public enum Trace
{
    /// <summary>A row of its idempotency key, and nothing else that tells it from others.</summary>
    Key,

    /// <summary>An order.</summary>
    Order,

    /// <summary>A journal entry of an order, of the kind <c>shipped</c>.</summary>
    Shipped,

    /// <summary>A journal entry of an order, of the kind <c>cancelled</c>.</summary>
    Cancelled,

    /// <summary>A journal entry of an order, of the kind <c>lineAdded</c>.</summary>
    LineAdded,

    /// <summary>Journal entries about stock, with the key as their reason.</summary>
    Stock,

    /// <summary>A receipt, with the key as its reference.</summary>
    Receipt,
}

/// <inheritdoc cref="Step"/>
/// <typeparam name="T">The answer.</typeparam>
public sealed record Step<T>(string Key, LedgerCommand<T> Command, Trace Leaves, string? Number = null, int Count = 0)
    : Step(Key, Leaves, Number, Count)
{
    public override async Task<Ack> RunAsync(ClientLedger ledger) => Ack.Of(Key, await ledger.ExecuteAsync(Command, Context));
}

/// <summary>What a writer was told about a command.</summary>
/// <param name="Key">The command's idempotency key.</param>
/// <param name="Result"><c>done</c>, or the code of the refusal.</param>
/// <param name="Digest">A digest of the answer, empty where it was refused.</param>
/// <param name="Number">The number of the order in the answer, empty where there is none.</param>
public sealed record Ack(string Key, string Result, string Digest, string Number)
{
    private const string Done = "done";

    public bool IsDone => Result == Done;

    public static Ack Of<T>(string key, Outcome<T> outcome) =>
        outcome.Refusal is { } refusal
            ? new Ack(key, refusal.Code.ToString(), "", "")
            : new Ack(key, Done, DigestOf(outcome.Value), (outcome.Value as OrderView)?.Number ?? "");

    /// <summary>One line of text; the full stop at its end tells a whole line from one that a crash cut.</summary>
    public string Line => $"{Key}\t{Result}\t{Digest}\t{Number}\t.";

    public static Ack? Parse(string line) =>
        line.Split('\t') is [var key, var result, var digest, var number, "."] ? new Ack(key, result, digest, number) : null;

    private static string DigestOf<T>(T answer) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(answer, LedgerJson.Options))).AsSpan(0, 8));
}
