using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Email.Outbox;

/// <summary>Lists the outbox.</summary>
internal static class OutboxEndpoints
{
    public static void MapOutbox(this RouteGroupBuilder api)
    {
        var email = api.MapGroup("/email").WithTags("E-mail");
        email
            .MapGet("/outbox", ListAsync)
            .WithSummary("Lists e-mails, newest first.")
            .WithQuery(OutboxList.Parameters)
            .Produces<Page<OutboxView>>();
        email.MapGet("/outbox/{id:long}", GetAsync).WithSummary("Returns an e-mail.").Refuses(MailNotFound).Produces<OutboxView>();
        email
            .MapPost("/outbox/{id:long}/retry", RetryAsync)
            .WithSummary("Retries a failed e-mail.")
            .Refuses(MailNotFound, MailStateForbids)
            .Produces<OutboxView>();
        email
            .MapPost("/outbox/{id:long}/cancel", CancelAsync)
            .WithSummary("Cancels an e-mail that is not sent yet.")
            .Refuses(MailNotFound, MailStateForbids)
            .Produces<OutboxView>();
        email
            .MapPost("/send", SendAsync)
            .WithSummary("Sends a template to the customers of orders.")
            .WithExample("""{"template":"out-of-stock","orders":["1001"]}""")
            .Refuses(NoLines, TooMany, UnknownOrder, UnknownTemplate)
            .Produces<SendView>();
        email
            .MapPost("/send/preview", PreviewAsync)
            .WithSummary("Previews the recipients; sends nothing.")
            .WithExample("""{"template":"out-of-stock","orders":["1001"]}""")
            .Refuses(NoLines, TooMany, UnknownOrder, UnknownTemplate)
            .Produces<SendView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ClientDatabase database, OutboxViews views)
    {
        var list = new OutboxList(http.Request.Query);
        if (list.Query.Problem is { } problem)
            return Problems.Of(problem);
        await using var db = database.CreateContext();
        var rows = await list.RowsAsync(db, list.Query.PageSize + 1, http.RequestAborted);
        return TypedResults.Ok(list.Query.Page(rows, await views.MakeAsync(rows, http.RequestAborted), OutboxList.KeyOf));
    }

    private static async Task<IResult> GetAsync(long id, HttpContext http, ClientDatabase database, OutboxViews views)
    {
        await using var db = database.CreateContext();
        var rows = await db.EmailOutbox.AsNoTracking().Where(m => m.Id == id).ToListAsync(http.RequestAborted);
        return rows.Count == 0
            ? Problems.Of(EmailNames.MailNotFound(id))
            : TypedResults.Ok((await views.MakeAsync(rows, http.RequestAborted)).Single());
    }

    private static Task<IResult> RetryAsync(long id, HttpContext http, ClientLedger ledger, ClientDatabase database, OutboxViews views) =>
        ChangeAsync(id, new RetryMail(id), http, ledger, database, views);

    private static Task<IResult> CancelAsync(long id, HttpContext http, ClientLedger ledger, ClientDatabase database, OutboxViews views) =>
        ChangeAsync(id, new CancelMail(id), http, ledger, database, views);

    private static async Task<IResult> ChangeAsync(
        long id,
        LedgerCommand<MailChanged> change,
        HttpContext http,
        ClientLedger ledger,
        ClientDatabase database,
        OutboxViews views
    )
    {
        return Answer(await ledger.OnceAsync(http, "mailShown", ChangeAndShowAsync, takesKey: true));

        async Task<Outcome<OutboxView>> ChangeAndShowAsync()
        {
            var changed = await ledger.ExecuteAsync(change, http.Context(), http.RequestAborted);
            if (changed.Refusal is { } refusal)
                return refusal;
            // What is shown is read after the change.
            return await GetAsync(id, http, database, views) is Ok<OutboxView> { Value: { } shown } ? shown : EmailNames.MailNotFound(id);
        }
    }

    private static async Task<IResult> SendAsync(SendRequest request, HttpContext http, HandMail mail, ClientLedger ledger) =>
        Answer(
            await ledger.OnceAsync(http, "mailSent", () => mail.SendAsync(request, http.Context(), http.RequestAborted), takesKey: true)
        );

    private static async Task<IResult> PreviewAsync(SendRequest request, HttpContext http, HandMail mail, ClientLedger ledger) =>
        Answer(await ledger.OnceAsync(http, "mailPreview", () => mail.PreviewAsync(request, http.RequestAborted)));

    private static IResult Answer<T>(Outcome<T> outcome) =>
        outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);
}
