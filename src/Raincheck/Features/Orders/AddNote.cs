using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>An internal note to write.</summary>
/// <param name="Text">Up to 2,000 characters on one or several lines.</param>
public sealed record NewNote(string Text);

/// <summary>An internal note of an order, which customers never see.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Author">The user or the API key that wrote it.</param>
/// <param name="Text">The note.</param>
public sealed record NoteView(DateTimeOffset At, string Author, string Text);

/// <summary>Writes an internal note. It is an entry of the order's journal, and stays; the order does not change.</summary>
public sealed class AddNote(string number, NewNote note) : OrderCommand<NoteView>(number)
{
    /// <summary>The most characters of a note.</summary>
    public const int LengthMax = 2_000;

    protected internal override string Kind => JournalText.NoteKind;

    private protected override Refusal? CheckRequest(long now) =>
        Text.Require(note.Text, "text") ?? Text.Check(note.Text, "text", LengthMax, severalLines: true);

    private protected override Outcome<Func<NoteView>> Decide(UnitOfWork work, LoadedOrder order)
    {
        work.AddNote(order, note.Text);
        var written = new NoteView(Micros.ToTime(work.Now), work.Actor, note.Text);
        return Outcomes.Answer(() => written);
    }
}

/// <summary><c>GET /orders/{number}/notes</c>, oldest first.</summary>
internal static class OrderNoteList
{
    public static async Task<IResult> GetAsync(string number, HttpContext http, ClientDatabase database)
    {
        var query = new ListQuery(http, "notes/" + number);
        var after = query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : 0;
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        var rows = await database.ReadAsync(
            async db =>
                await db.Orders.AnyAsync(o => o.Number == number, http.RequestAborted)
                    ? await db.NotesOf(number)
                        .Where(j => j.Id > after)
                        .OrderBy(j => j.Id)
                        .Take(query.PageSize + 1)
                        .ToListAsync(http.RequestAborted)
                    : null,
            http.RequestAborted
        );
        return rows is null
            ? Problems.Of(Outcomes.OrderNotFound(number))
            : TypedResults.Ok(query.Page(rows, rows.ConvertAll(View), row => [row.Id]));
    }

    /// <summary>The entries of the journal that are notes of an order.</summary>
    public static IQueryable<JournalEntry> NotesOf(this RaincheckDb db, string number) =>
        db
            .Orders.Where(o => o.Number == number)
            .Join(db.Journal.Where(j => j.Kind == JournalText.NoteKind), o => (long?)o.Id, j => j.OrderId, (_, entry) => entry);

    public static NoteView View(JournalEntry entry) =>
        new(Micros.ToTime(entry.At), entry.Actor, JsonElement.Parse(entry.Data).GetProperty(JournalText.NoteMember).GetString()!);
}
