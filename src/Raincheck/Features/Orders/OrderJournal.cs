using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">By whom: a user or a job.</param>
/// <param name="Kind">What, in one word.</param>
/// <param name="Cause">Why: what brought it about.</param>
/// <param name="Data">The changes; quantities are differences.</param>
public sealed record JournalView(DateTimeOffset At, string Actor, string Kind, string Cause, JsonElement Data);

/// <summary><c>GET /orders/{number}/journal</c>, oldest first.</summary>
internal static class OrderJournal
{
    public static async Task<IResult> GetAsync(string number, HttpContext http, ClientDatabase database)
    {
        var query = new ListQuery(http, "journal/" + number);
        var after = query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : 0;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        var rows = await database.ReadAsync(
            async db =>
            {
                var ids = await db.Orders.Where(o => o.Number == number).Select(o => o.Id).ToListAsync(http.RequestAborted);
                return ids is [var id]
                    ? await db
                        .Journal.Where(j => j.OrderId == id && j.Id > after)
                        .OrderBy(j => j.Id)
                        .Take(query.PageSize + 1)
                        .ToListAsync(http.RequestAborted)
                    : null;
            },
            http.RequestAborted
        );
        return rows is null
            ? Problems.Of(Outcomes.OrderNotFound(number))
            : TypedResults.Ok(query.Page(rows, rows.ConvertAll(View), row => [row.Id]));
    }

    private static JournalView View(JournalEntry entry) =>
        new(Micros.ToTime(entry.At), entry.Actor, entry.Kind, entry.Cause, JsonElement.Parse(entry.Data));
}
