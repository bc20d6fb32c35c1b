using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Raincheck.Features.Orders;
using Raincheck.Platform;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;
using PostalAddress = Raincheck.Core.Orders.Address;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>
/// <c>GET /orders/export.csv</c>: the orders of Manage Orders with the filters of its address, as a spreadsheet reads them;
/// <c>POST</c>: those whose numbers the form has, a line each.
/// </summary>
internal static class OrderExport
{
    private const int StepMax = 500;

    private static readonly string[] Heads =
    [
        "order",
        "orderedAt",
        "company",
        "channel",
        "customer",
        "email",
        "items",
        "total",
        "status",
        "paymentStatus",
        "shipping",
        "dropshipStatus",
        "priority",
        "backOrder",
        "marked",
        "backOrderedQty",
        "expectedShipDate",
        "shipBy",
        "customerCompany",
        "customerPhone",
        .. PostalAddress.Members.Select(m => $"shipTo{char.ToUpperInvariant(m.Name[0])}{m.Name[1..]}"),
        .. PostalAddress.Members.Select(m => $"billTo{char.ToUpperInvariant(m.Name[0])}{m.Name[1..]}"),
        "noteToCustomer",
        "tags",
    ];

    public const string Address = "/orders/export.csv";
    public const string NumbersField = "numbers";

    public static void MapOrderExport(this IEndpointRouteBuilder app)
    {
        app.MapGet(Address, WriteAllAsync).RequireAuthorization(Policies.Read).ExcludeFromDescription();
        // Not known at build time: generated code fails on a form without a token, where the framework's own refuses it.
        Delegate chosen = WriteChosenAsync;
#pragma warning disable RDG002
        app.MapPost(Address, chosen).RequireAuthorization(Policies.Read).ExcludeFromDescription();
#pragma warning restore RDG002
    }

    private static async Task WriteChosenAsync([FromForm(Name = NumbersField)] string numbers, HttpContext http, OrderReader orders)
    {
        // A form's lines may end either way.
        var chosen = numbers.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        await using var file = await BeginAsync(http);
        foreach (var some in chosen.Take(OrderActionRequest.OrdersMax).Chunk(StepMax))
        {
            var (rows, views) = await orders.NamedAsync(some, http.RequestAborted);
            foreach (var (row, view) in rows.Zip(views))
                await WriteAsync(file, Cells(OrderRow.Make(row, view), view), http.RequestAborted);
        }
    }

    private static async Task WriteAllAsync(HttpContext http, OrderReader orders, TimeProvider time)
    {
        var local = new LocalTime(time);
        local.Use(BrowserChoices.Of(http).Zone);
        var asked = http
            .Request.Query.Where(p => p.Key is not ("cursor" or "pageSize"))
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        asked["pageSize"] = StepMax.ToString(CultureInfo.InvariantCulture);

        await using var file = await BeginAsync(http);
        string? cursor = null;
        do
        {
            if (cursor is not null)
                asked["cursor"] = cursor;
            var list = OrderGrid.ListOf(new QueryCollection(asked), local);
            if (list.Query.Problem is not null)
                return;
            var (rows, views) = await orders.ListAsync(list, StepMax + 1, http.RequestAborted);
            var page = list.Query.Page(rows, [.. rows.Zip(views)], list.KeyOf);
            foreach (var (row, view) in page.Items)
                await WriteAsync(file, Cells(OrderRow.Make(row, view), view), http.RequestAborted);
            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    private static async Task<CsvWriter> BeginAsync(HttpContext http)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"orders.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        var file = CsvFile.Download(http.Response.Body);
        await WriteAsync(file, Heads, http.RequestAborted);
        return file;
    }

    private static ValueTask WriteAsync(CsvWriter file, IEnumerable<string> cells, CancellationToken cancel)
    {
        foreach (var cell in cells)
            file.WriteSafe(cell);
        return file.EndRecordAsync(cancel);
    }

    private static string[] Cells(OrderRow row, OrderView view) =>
        [
            row.Number,
            row.OrderedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            row.Company,
            row.Channel ?? "",
            row.Customer,
            row.Email,
            row.Items.ToString(CultureInfo.InvariantCulture),
            row.Total?.ToString(CultureInfo.InvariantCulture) ?? "",
            row.Status.ToString(),
            row.Payment.ToString(),
            row.Shipping.ToString(),
            row.DropshipStatus,
            row.Priority.ToString(CultureInfo.InvariantCulture),
            row.State.ToString(),
            row.Marked ? "yes" : "no",
            row.BackOrderedQty.ToString(CultureInfo.InvariantCulture),
            row.ExpectedShipDate is { } day ? NamedDay.Of(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "",
            view.ShipBy?.ToString("O", CultureInfo.InvariantCulture) ?? "",
            view.Customer.Company ?? "",
            view.Customer.Phone ?? "",
            .. CellsOf(view.ShipTo),
            .. CellsOf(view.BillTo),
            view.NoteToCustomer ?? "",
            string.Join(", ", view.Tags),
        ];

    private static IEnumerable<string> CellsOf(PostalAddress? address) => (address ?? new PostalAddress()).ToValues().Select(v => v ?? "");
}
