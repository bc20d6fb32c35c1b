using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Servers;

/// <summary>An address that is not written to.</summary>
public sealed record SuppressionView(string Address, SuppressionReason Reason, string Note, DateTimeOffset At)
{
    internal static SuppressionView Make(SuppressedAddress row) => new(row.Address, row.Reason, row.Note, Micros.ToTime(row.At));
}

/// <summary>The reason of a suppression.</summary>
/// <param name="Reason">The reason; <c>optedOut</c> if omitted.</param>
/// <param name="Note">Additional information.</param>
public sealed record SuppressionRequest(SuppressionReason? Reason = null, string? Note = null);

/// <summary>An address is not written to any more; mail to it that waits is not sent.</summary>
public sealed class PutSuppression(string address, SuppressionRequest request) : LedgerCommand<SuppressionView>
{
    internal override bool IsAdministrative => true;

    protected internal override string Cause => "address suppressed";

    protected internal override string Kind => "emailSuppressed";

    protected internal override Outcome<Func<SuppressionView>> Decide(UnitOfWork work)
    {
        if (Refusals.First(EmailNames.CheckAddress(address, "address"), Text.Check(request.Note, "note", 500)) is { } refusal)
            return refusal;
        var reason = request.Reason ?? SuppressionReason.OptedOut;
        work.Mail.Suppress(address, reason, request.Note);
        var view = new SuppressionView(address.ToLowerInvariant(), reason, request.Note ?? "", Micros.ToTime(work.Now));
        return Outcomes.Answer(() => view);
    }
}

/// <summary>An address is written to again.</summary>
public sealed class DeleteSuppression(string address) : StructuralCommand<SuppressionView>
{
    protected internal override string Cause => "address allowed";

    protected internal override string Kind => "emailAllowed";

    internal override async Task<Outcome<Func<SuppressionView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var found = await work.Transaction.QueryAsync<SuppressedAddress>(
            "address = @address",
            [("address", address.ToLowerInvariant())],
            cancel: cancel
        );
        if (found is not [var row])
            return new Refusal(RefusalCode.SuppressionNotFound, $"{address} is not suppressed.");
        work.Mail.Unsuppress(address);
        return Outcomes.Answer(() => SuppressionView.Make(row));
    }
}

/// <summary><c>GET /email/suppressions</c>, by address.</summary>
internal static class SuppressionList
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } = [new("q", "Part of the address.")];

    public static async Task<IResult> GetAsync(HttpContext http, ClientDatabase database)
    {
        var query = new ListQuery(http, "suppressions", [.. Parameters.Select(p => p.Name)]);
        var after = query.Key(JsonValueKind.String) is [var key] ? key.GetString() : null;
        var search = query.Text("q")?.ToLowerInvariant();
        if (query.Problem is { } problem)
            return Problems.Of(problem);
        await using var db = database.CreateContext();
        IQueryable<SuppressedAddress> addresses = db.SuppressedAddresses.AsNoTracking();
        if (search is not null)
            addresses = addresses.Where(a => a.Address.Contains(search));
        if (after is not null)
            addresses = addresses.Where(a => string.Compare(a.Address, after) > 0);
        var rows = await addresses.OrderBy(a => a.Address).Take(query.PageSize + 1).ToListAsync(http.RequestAborted);
        return TypedResults.Ok(query.Page(rows, rows.ConvertAll(SuppressionView.Make), row => [row.Address]));
    }
}
