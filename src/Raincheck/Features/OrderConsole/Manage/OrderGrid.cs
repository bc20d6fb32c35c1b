using System.Globalization;
using Microsoft.Extensions.Primitives;
using Raincheck.Core.Stock;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>Manage Orders as its address asks for it: the filters of the API's list, and what only the page has.</summary>
internal sealed class OrderGrid(OrderReader orders, ClientLedger ledger)
{
    public const string ColumnsParameter = "columns";
    public const string DayFromParameter = "from";
    public const string DayToParameter = "to";

    private static readonly string[] OfThePage = [ColumnsParameter, DayFromParameter, DayToParameter];

    public async Task<OrderGridPage> ReadAsync(QueryCollection address, LocalTime local, CancellationToken cancel)
    {
        var catalogue = await ledger.CatalogueAsync(cancel);
        var list = ListOf(address, local);
        var (rows, views) = list.Query.Problem is null ? await orders.ListAsync(list, list.Query.PageSize + 1, cancel) : ([], []);
        var page = list.Query.Page(rows, rows.Zip(views, OrderRow.Make).ToList(), list.KeyOf);
        var settings = catalogue.Settings;
        return new OrderGridPage(
            page.Items,
            page.NextCursor,
            list.Query.Problem?.Detail,
            settings.EnableBackOrderWorkflow,
            ShowsBackOrderColumn(settings),
            [.. catalogue.Companies.Select(c => c.Code).Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>The numbers of the orders that match, from the first page on, at the most <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<string>> NumbersAsync(IQueryCollection address, LocalTime local, int count, CancellationToken cancel)
    {
        var first = new QueryCollection(
            address.Where(p => p.Key != "cursor").ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal)
        );
        var list = ListOf(first, local);
        return list.Query.Problem is null ? await orders.NumbersAsync(list, count, cancel) : [];
    }

    /// <summary>The API's list that the address means: days are those of the person who looks.</summary>
    public static OrderList ListOf(IQueryCollection address, LocalTime local)
    {
        var query = address
            .Where(p => !OfThePage.Contains(p.Key, StringComparer.Ordinal))
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        if (DayOf(address[DayFromParameter]) is { } from)
            query["orderedFrom"] = Time(local.DayStart(from));
        // The last microsecond of the day: what the database keeps.
        if (DayOf(address[DayToParameter]) is { } to)
            query["orderedTo"] = Time(local.DayStart(to.AddDays(1)).AddMicroseconds(-1));
        return new OrderList(new QueryCollection(query));
    }

    /// <summary>Whether the icon here and the column on the order page show (section 6 of the rules, settings 1 to 3).</summary>
    public static bool ShowsBackOrderColumn(ClientSettings settings) =>
        settings is { EnableBackOrderWorkflow: true, HideBackOrderColumn: false, StopMarkingOnCreate: false };

    /// <summary>A day of the address; null if it is none.</summary>
    public static DateOnly? DayOf(StringValues text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
