using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Import;

/// <summary>
/// Imports orders. One that exists is left as it is: where it was taken with the same contents it counts as there already, and
/// is rejected otherwise, whatever has become of it since.
/// </summary>
internal sealed class OrderImporter(ImportTarget target) : Importer<ImportedOrder>(target)
{
    public override async Task TakeAsync(IReadOnlyList<ImportItem<ImportedOrder>> items)
    {
        await using var db = Target.Database.CreateContext();
        var numbers = items.Select(i => i.Value!.Order.Number!).ToList();
        var known = (await db.Orders.Where(o => numbers.Contains(o.Number)).Select(o => o.Number).ToListAsync(Cancel)).ToHashSet();
        var fresh = items.Where(i => !known.Contains(i.Value!.Order.Number!)).ToList();
        var there = items.Where(i => known.Contains(i.Value!.Order.Number!)).ToList();
        foreach (var (item, outcome) in fresh.Zip(await AllAsync(fresh, order => new CreateOrder(order.Order) { MayLackAddress = true })))
        {
            if (outcome.Refusal is not { } refusal)
                Counts.Imported++;
            else if (refusal.Code == RefusalCode.DuplicateOrderNumber)
                there.Add(item);
            else
                Refuse(item, refusal.Detail);
        }
        if (there.Count > 0)
            await CompareAsync(db, there);
    }

    private async Task CompareAsync(RaincheckDb db, List<ImportItem<ImportedOrder>> items)
    {
        var catalogue = await Target.Ledger.CatalogueAsync(Cancel);
        var numbers = items.ConvertAll(i => i.Value!.Order.Number!);
        var orders = await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number)).ToDictionaryAsync(o => o.Number, Cancel);
        var ids = orders.Values.Select(o => o.Id).ToList();
        var prices = (await db.OrderLines.AsNoTracking().Where(l => ids.Contains(l.OrderId)).ToListAsync(Cancel)).ToDictionary(
            l => (l.OrderId, l.Line),
            l => l.UnitPrice
        );
        var taken = (
            await db
                .Journal.AsNoTracking()
                .Where(j => j.OrderId != null && ids.Contains(j.OrderId.Value) && j.Kind == "created")
                .ToListAsync(Cancel)
        ).ToDictionary(j => j.OrderId!.Value, j => j.Data);
        foreach (var item in items)
        {
            var order = orders[item.Value!.Order.Number!];
            var difference = Difference(
                item.Value!.Order,
                order,
                catalogue.Company(order.CompanyId).Code,
                taken.TryGetValue(order.Id, out var data) ? LinesOf(data) : [],
                line => prices.GetValueOrDefault((order.Id, line))
            );
            if (difference is null)
                Counts.AlreadyThere++;
            else
                Refuse(item, $"there is an order {order.Number} already, with another {difference}");
        }
    }

    private static string? Difference(
        NewOrder wanted,
        Order order,
        string company,
        List<(int Line, string? Sku, int Quantity)> lines,
        Func<int, decimal?> priceOf
    )
    {
        if (wanted.Company != company)
            return "company";
        if (wanted.Channel != order.Channel)
            return "channel";
        if (wanted.OrderedAt is { } time && Micros.Of(time) != order.OrderedAt)
            return "time";
        if (wanted.Customer.Name != order.CustomerName || wanted.Customer.Email != order.CustomerEmail)
            return "customer";
        if (wanted.Lines.Count != lines.Count)
            return "number of lines";
        for (var i = 0; i < lines.Count; i++)
        {
            var (number, sku, quantity) = lines[i];
            if (wanted.Lines[i].Sku != sku)
                return $"sku of line {number}";
            if (wanted.Lines[i].Quantity != quantity)
                return $"quantity of line {number}";
            if (wanted.Lines[i].UnitPrice != priceOf(number))
                return $"price of line {number}";
        }
        return null;
    }

    /// <summary>The lines as they were ordered, from the entry of the journal that took the order.</summary>
    private static List<(int Line, string? Sku, int Quantity)> LinesOf(string data)
    {
        using var json = JsonDocument.Parse(data);
        return
        [
            .. json
                .RootElement.GetProperty("lines")
                .EnumerateArray()
                .Select(l => (l.GetProperty("line").GetInt32(), l.GetProperty("sku").GetString(), l.GetProperty("ordered").GetInt32()))
                .OrderBy(l => l.Item1),
        ];
    }
}
