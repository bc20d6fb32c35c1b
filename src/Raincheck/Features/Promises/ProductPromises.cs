using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Allocation;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Promises;

/// <summary>A line in the queue of a product.</summary>
/// <param name="Position">Its position among the lines that wait, from 1; null if it does not wait.</param>
/// <param name="Order">The order's number.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Sku">The line's product, which may be a shadow of the one asked for, or the other way round.</param>
/// <param name="Open">Its open units.</param>
/// <param name="Holds">The units allocated to it.</param>
/// <param name="Waits">Its back-ordered units.</param>
/// <param name="Date">The day on which the last of its open units ships; null if it has none.</param>
/// <param name="Source">The purchase order that brings the last of them; null for units on hand and for units not on order.</param>
public sealed record QueueLineView(
    long? Position,
    string Order,
    int Line,
    string Sku,
    int Open,
    int Holds,
    int Waits,
    DateOnly? Date,
    string? Source
);

/// <summary>The units of a product that can be promised to a new order.</summary>
/// <param name="Items">Units by ship date, in the order of the dates.</param>
/// <param name="NextCursor">Leads to the next page; null on the last one.</param>
/// <param name="Ctp">The day on which units that nothing covers would ship if they were bought today; null if the lead time is not known.</param>
public sealed record AvailabilityView(IReadOnlyList<AvailableView> Items, string? NextCursor, DateOnly? Ctp);

/// <summary>Units that a new order would get on a day.</summary>
/// <param name="Date">The ship date.</param>
/// <param name="Quantity">The units of this day.</param>
/// <param name="Cumulative">These and those of earlier days.</param>
/// <param name="Basis">The basis of the date.</param>
public sealed record AvailableView(DateOnly Date, int Quantity, int Cumulative, DateBasis Basis);

/// <summary>Reads the queue of a product and what can be promised of it.</summary>
internal sealed class ProductPromises(ClientDatabase database, ClientLedger ledger, TimeProvider time)
{
    /// <summary>The lines that hold units of a product or wait for it, with their dates.</summary>
    /// <returns>Each line with its place; one more than <paramref name="count"/> leaves room for is never read. Null if there is no such product.</returns>
    public Task<List<(QueuePosition Position, QueueLineView View)>?> QueueAsync(
        string sku,
        QueuePosition? after,
        int count,
        CancellationToken cancel
    ) =>
        database.ReadAsync(
            async db =>
            {
                var catalogue = await ledger.CatalogueAsync(cancel);
                if (catalogue.FindProduct(sku) is not { } product)
                    return null;
                if (!catalogue.Settings.EnableBackOrderWorkflow)
                    return [];
                var days = new ClientDays(catalogue.Settings, time.GetUtcNow());
                var lines = await new QueueLines(db, catalogue, days).ReadAsync(product.PoolId, after, count, cancel);
                var ids = lines.Select(l => l.Line.OrderId).Distinct().ToList();
                var numbers = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Number, cancel);
                return (List<(QueuePosition, QueueLineView)>?)
                    [.. lines.Select(l => (l.Line.Position, View(catalogue, days, l, numbers[l.Line.OrderId])))];
            },
            cancel
        );

    /// <summary>The units that a new order would get, and when; null if the product does not exist.</summary>
    /// <param name="sku">The product.</param>
    /// <param name="quantity">The units of the new order, 1 or more.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="cancel">Stops the reading.</param>
    public Task<(List<AvailableView> Items, DateOnly? Ctp)?> AvailabilityAsync(
        string sku,
        int quantity,
        int priority,
        CancellationToken cancel
    ) =>
        database.ReadAsync<(List<AvailableView>, DateOnly?)?>(
            async db =>
            {
                var catalogue = await ledger.CatalogueAsync(cancel);
                if (catalogue.FindProduct(sku) is not { } product)
                    return null;
                var days = new ClientDays(catalogue.Settings, time.GetUtcNow());
                var line = NewLine(catalogue, product, quantity, priority);
                var ctp = ShipSchedule.IfBoughtToday(catalogue, days, line);
                if (!catalogue.Settings.EnableBackOrderWorkflow)
                    return ([], null);
                var facts = await QueueFacts.ReadAsync(db, catalogue, days, product.PoolId, cancel);
                var before = await db.PositionAsync(product.PoolId, line.Position, cancel);
                var pieces = ShipSchedule.Of(catalogue, days, line, facts.Project(line, before.OpenBefore));
                var items = new List<AvailableView>();
                var cumulative = 0;
                foreach (var piece in pieces.Where(p => p.Basis is not (DateBasis.LeadTime or DateBasis.None)))
                    items.Add(new AvailableView(piece.Date!.Value, piece.Quantity, cumulative += piece.Quantity, piece.Basis));
                return (items, ctp);
            },
            cancel
        );

    /// <summary>A line of a new order: it is behind all others of its priority.</summary>
    private OrderLine NewLine(Catalogue catalogue, Product product, int quantity, int priority) =>
        new()
        {
            OrderId = long.MaxValue,
            FamilyId = long.MaxValue,
            Line = 1,
            SkuId = product.Id,
            PoolId = product.PoolId,
            Quantity = quantity,
            Counts = true,
            Priority = priority,
            QueuedAt = Micros.Of(time.GetUtcNow()),
            Components = catalogue.FrozenComponents(product),
        };

    private static QueueLineView View(Catalogue catalogue, ClientDays days, ProjectedLine projected, string number)
    {
        var line = projected.Line;
        var last = ShipSchedule.Of(catalogue, days, line, projected.Projection)[^1];
        return new QueueLineView(
            projected.Position,
            number,
            line.Line,
            catalogue.Sku(line.SkuId),
            line.Open,
            line.Allocated,
            line.BackOrdered,
            last.Date,
            last.Source
        );
    }
}

/// <summary><c>GET /products/{sku}/queue</c> and <c>/availability</c>.</summary>
internal static class ProductPromiseEndpoints
{
    private static readonly QueryParameter[] OfAvailability =
    [
        QueryParameter.Number("quantity", "The units of the new order. Default: all units that can be promised.", 1, Core.Quantity.Max),
        QueryParameter.Number("priority", "The priority of the new order. Default: 0.", int.MinValue, int.MaxValue),
    ];

    public static void MapProductPromises(this RouteGroupBuilder api)
    {
        var product = api.MapGroup("/products/{sku}").WithTags("Promises");
        product
            .MapGet("/queue", QueueAsync)
            .WithSummary("Lists the lines that hold units of a product or wait for it, in queue order, with their dates.")
            .WithQuery()
            .Refuses(Core.RefusalCode.ProductNotFound)
            .Produces<Page<QueueLineView>>();
        product
            .MapGet("/availability", AvailabilityAsync)
            .WithSummary("Returns the units of a product that a new order would get, and when.")
            .WithQuery(OfAvailability)
            .Refuses(Core.RefusalCode.ProductNotFound)
            .Produces<AvailabilityView>();
    }

    private static async Task<IResult> QueueAsync(string sku, HttpContext http, ProductPromises promises)
    {
        var query = new ListQuery(http, "queue/" + sku);
        var after = query.Key(PositionCursor.Kinds) is { } key ? PositionCursor.Read(key) : (QueuePosition?)null;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        if (await promises.QueueAsync(sku, after, query.PageSize + 1, http.RequestAborted) is not { } rows)
            return NotFound(sku);
        return TypedResults.Ok(query.Page(rows, rows.ConvertAll(r => r.View), r => PositionCursor.KeyOf(r.Position)));
    }

    private static async Task<IResult> AvailabilityAsync(string sku, HttpContext http, ProductPromises promises)
    {
        var query = new ListQuery(http, "availability/" + sku, [.. OfAvailability.Select(p => p.Name)]);
        var quantity = (int)(query.Number("quantity", 1, Core.Quantity.Max) ?? Core.Quantity.Max);
        var priority = (int)(query.Number("priority", int.MinValue, int.MaxValue) ?? 0);
        var after = query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : 0;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        if (await promises.AvailabilityAsync(sku, quantity, priority, http.RequestAborted) is not { } available)
            return NotFound(sku);
        // The units before a page are its key: dates may repeat, and they do not.
        var rows = available.Items.Where(i => i.Cumulative > after).Take(query.PageSize + 1).ToList();
        var page = query.Page(rows, rows, i => [i.Cumulative]);
        return TypedResults.Ok(new AvailabilityView(page.Items, page.NextCursor, available.Ctp));
    }

    private static IResult NotFound(string sku) =>
        Problems.Of(new Core.Refusal(Core.RefusalCode.ProductNotFound, $"There is no product {sku}."));
}
