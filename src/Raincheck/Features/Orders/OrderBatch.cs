using System.Text.Json;
using System.Text.Json.Serialization;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Orders;

/// <summary>Several orders, each to stand or fall by itself.</summary>
public sealed record OrderBatchRequest(IReadOnlyList<NewOrder> Orders);

/// <summary>The same with orders that may be malformed, each for itself.</summary>
internal sealed record LooseOrderBatchRequest(IReadOnlyList<JsonElement> Orders);

/// <summary>The result of each order, in the order of the request.</summary>
public sealed record OrderBatchResults(IReadOnlyList<OrderBatchResult> Results);

/// <summary>The result of one order.</summary>
/// <param name="Number">Its number; null if it was refused and named none.</param>
/// <param name="Status">The status that a call for it alone would have had.</param>
/// <param name="Order">The order, where it was taken.</param>
/// <param name="Problem">The reason, where it was refused.</param>
public sealed record OrderBatchResult(string? Number, int Status, OrderView? Order, Problem? Problem);

/// <summary><c>POST /orders/batch</c>: many orders in one call.</summary>
internal static class OrderBatch
{
    private const int OrdersMax = 1_000;

    public static void MapOrderBatch(this RouteGroupBuilder orders) =>
        orders
            .MapPost("/batch", CreateAllAsync)
            .Accepts<OrderBatchRequest>("application/json")
            .WithSummary("Creates up to 1,000 orders, each independent of the others.")
            .Refuses(NoLines, TooMany)
            .WithExample(
                """
                {"orders":[{"company":"ACME","customer":{"name":"Ada","email":"ada@example.com"},"lines":[{"sku":"MUG","quantity":6}]}]}
                """
            )
            .Produces<OrderBatchResults>();

    private static async Task<IResult> CreateAllAsync(HttpContext http, ClientLedger ledger)
    {
        var orders = Read(await RequestBody.ReadAsync(http));
        if (orders.Count is 0 or > OrdersMax)
        {
            return Problems.Of(
                new Refusal(
                    orders.Count == 0 ? RefusalCode.NoLines : RefusalCode.TooMany,
                    $"There are {orders.Count} orders; 1 to {OrdersMax} are allowed.",
                    "orders"
                )
            );
        }
        var outcome = await ledger.OnceAsync(http, "batch", () => TakeAllAsync(orders, http, ledger), takesKey: true);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);
    }

    private static async Task<Outcome<OrderBatchResults>> TakeAllAsync(
        List<(NewOrder? Order, OrderBatchResult? Refused)> orders,
        HttpContext http,
        ClientLedger ledger
    )
    {
        // The key is taken for the call as a whole, so that another call under it is refused as a whole; each order has a key
        // of its own, so that it is taken once even where the answer was lost halfway.
        if ((await ledger.KeepAsync(http, "batch", true)).Refusal is { } reused)
            return reused;

        var context = http.Context();
        var commands = new List<(LedgerCommand<OrderView>, CommandContext)>(orders.Count);
        for (var i = 0; i < orders.Count; i++)
        {
            if (orders[i].Order is { } order)
                commands.Add((new CreateOrder(order), context.WithStepKey($"{i}")));
        }
        var outcomes = commands.Count == 0 ? [] : await ledger.ExecuteAllAsync(commands, http.RequestAborted);
        var next = 0;
        return new OrderBatchResults([.. orders.Select(o => o.Refused ?? Result(o.Order!, outcomes[next++]))]);
    }

    /// <summary>The orders of a body, and what becomes of those that are malformed.</summary>
    private static List<(NewOrder? Order, OrderBatchResult? Refused)> Read(byte[] body)
    {
        try
        {
            return RequestBody.Parse<OrderBatchRequest>(body).Orders.Select(o => ((NewOrder?)o, (OrderBatchResult?)null)).ToList();
        }
        catch (JsonException fault) when (fault.Path?.StartsWith("$.orders[", StringComparison.Ordinal) == true)
        {
            return RequestBody.Parse<LooseOrderBatchRequest>(body).Orders.Select(Parse).ToList();
        }
    }

    private static (NewOrder?, OrderBatchResult?) Parse(JsonElement order)
    {
        try
        {
            return order.Deserialize<NewOrder>(ApiJson.Options) is { } parsed
                ? (parsed, null)
                : (null, Refused(null, Problems.Make(ProblemCode.InvalidRequest, "The order is null.", "$")));
        }
        catch (JsonException fault)
        {
            return (null, Refused(NumberOf(order), JsonFaults.Describe(fault)));
        }
    }

    /// <summary>The number of an order that is malformed elsewhere, for its sender to know it by.</summary>
    private static string? NumberOf(JsonElement order)
    {
        try
        {
            return order.Deserialize<Numbered>(ApiJson.Options)?.Number;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static OrderBatchResult Result(NewOrder order, Outcome<OrderView> outcome) =>
        outcome.Refusal is { } refusal
            ? Refused(order.Number, Problems.Make(refusal))
            : new OrderBatchResult(outcome.Value.Number, StatusCodes.Status201Created, outcome.Value, null);

    private static OrderBatchResult Refused(string? number, Problem problem) => new(number, problem.Status, null, problem);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    private sealed record Numbered(string? Number = null);
}
