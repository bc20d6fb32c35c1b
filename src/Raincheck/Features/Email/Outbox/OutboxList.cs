using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Notices;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Outbox;

/// <summary>The filters of the outbox; newest first.</summary>
internal sealed class OutboxList
{
    private readonly string? order;
    private readonly string? company;
    private readonly MailState? state;
    private readonly MailEvent? what;
    private readonly string? search;
    private readonly long before;

    public OutboxList(IQueryCollection query)
    {
        Query = new ListQuery(query, "outbox", [.. Parameters.Select(p => p.Name)]);
        order = Query.Text("order");
        company = Query.Text("company");
        state = Query.One<MailState>("state");
        what = Query.Text("event") is { } name && EmailNames.Event(name) is { Refusal: null } found ? found.Event : null;
        if (what is null)
            Query.OneOf("event", Enum.GetNames<MailEvent>());
        search = Query.Text("q")?.ToLowerInvariant();
        before = Query.Key(JsonValueKind.Number) is [var key] ? key.GetInt64() : long.MaxValue;
    }

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("order", "The order's number."),
        QueryParameter.OneOf<MailState>("state", "The status of the e-mail."),
        new("company", "The company's code."),
        new("event", "The event.", Enum.GetNames<MailEvent>()),
        new("q", "Part of the recipient's address."),
    ];

    public ListQuery Query { get; }

    public static object[] KeyOf(OutboxMail mail) => [mail.Id];

    /// <summary>The mails of a page, at most <paramref name="count"/>.</summary>
    public Task<List<OutboxMail>> RowsAsync(RaincheckDb db, int count, CancellationToken cancel)
    {
        var mails = db.EmailOutbox.AsNoTracking().Where(m => m.Id < before);
        if (order is not null)
            mails = mails.Where(m => db.Orders.Where(o => o.Number == order).Select(o => o.Id).Contains(m.OrderId));
        if (company is not null)
            mails = mails.Where(m => db.Companies.Where(c => c.Code == company).Select(c => c.Id).Contains(m.CompanyId));
        if (state is { } wanted)
            mails = mails.Where(m => m.State == wanted);
        if (what is { } happened)
            mails = mails.Where(m => m.Event == happened);
        if (search is not null)
            mails = mails.Where(m => m.ToAddress.ToLower().Contains(search));
        return mails.OrderByDescending(m => m.Id).Take(count).ToListAsync(cancel);
    }
}
