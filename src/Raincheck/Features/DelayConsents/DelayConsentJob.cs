using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Features.Orders;
using Raincheck.Features.Promises;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Features.DelayConsents;

/// <summary>
/// Finds orders whose customers must be asked about a delay, and those without consent. It looks at an order once a day, and whenever the
/// order changed. Several processes may do so at once: each command checks again.
/// </summary>
internal sealed class DelayConsentJob(ClientDatabase database, ClientLedger ledger, TimeProvider time, ILogger<DelayConsentJob> log)
{
    /// <summary>Orders in one step.</summary>
    public const int OrdersPerStep = 100;

    /// <summary>An order that only a change of its own can make due.</summary>
    private static readonly int WhenItChanges = DateOnly.MaxValue.DayNumber;

    private static readonly CommandContext Context = new("delay consent");

    /// <summary>Looks at every order that is due, each at most once.</summary>
    /// <returns>How many were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var today = new ClientDays((await ledger.CatalogueAsync(cancel)).Settings, time.GetUtcNow()).Today;
        var count = 0;
        for (var (day, after) = (int.MinValue, long.MinValue); ; )
        {
            var due = await DueAsync(today.DayNumber, day, after, cancel);
            foreach (var row in due)
                await LookAsync(row, cancel);
            count += due.Count;
            if (due.Count < OrdersPerStep)
                return count;
            (day, after) = (due[^1].CheckOn!.Value, due[^1].OrderId);
        }
    }

    private async Task<List<DelayConsent>> DueAsync(int today, int day, long after, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db
            .DelayConsents.AsNoTracking()
            .Where(c => c.CheckOn != null && c.CheckOn <= today && c.CheckOn >= day)
            .Where(c => c.CheckOn > day || c.OrderId > after)
            .OrderBy(c => c.CheckOn)
            .ThenBy(c => c.OrderId)
            .Take(OrdersPerStep)
            .ToListAsync(cancel);
    }

    private async Task LookAsync(DelayConsent row, CancellationToken cancel)
    {
        var seen = await database.ReadAsync(db => SeeAsync(db, row, cancel), cancel);
        var next = seen is null ? null : await ActAsync(seen, cancel);
        // A command that acted has set the day itself, and raised the count.
        await using var db = database.CreateContext();
        await db
            .DelayConsents.Where(c => c.OrderId == row.OrderId && c.Changes == row.Changes)
            .ExecuteUpdateAsync(c => c.SetProperty(r => r.CheckOn, next), cancel);
    }

    private async Task<Seen?> SeeAsync(RaincheckDb db, DelayConsent row, CancellationToken cancel)
    {
        if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == row.OrderId, cancel) is not { } order)
            return null;
        var lines = await db.OrderLines.AsNoTracking().Where(l => l.OrderId == order.Id).OrderBy(l => l.Line).ToListAsync(cancel);
        var catalogue = await ledger.CatalogueAsync(cancel);
        var company = catalogue.Company(order.CompanyId);
        var now = time.GetUtcNow();
        var days = new ClientDays(catalogue.Settings, now);
        var known = row.ToCase(ConsentDays.ShipBy(order, company.StatedShipDays, days));
        var open = lines.FindAll(l => l.Open > 0);
        var isAsked =
            company.DelayRule == DelayRule.Ftc
            && catalogue.Settings.EnableBackOrderWorkflow
            && order.Status.IsOpen()
            && open.Exists(l => l.Counts)
            && known.Stage < DelayStage.RefundDue;
        var outlook = new DelayOutlook(null, false);
        var basis = DateBasis.None;
        if (isAsked)
        {
            var projection = new OrderProjection(db, catalogue, days, now);
            var schedules = new List<IReadOnlyList<SchedulePieceView>>();
            foreach (var line in open)
                schedules.Add(await projection.ScheduleAsync(order, line, cancel) ?? []);
            var date = OutlookViews.CompleteBy(schedules);
            basis = date is null ? DateBasis.None : schedules.SelectMany(s => s).Max(p => p.Basis);
            outlook = new DelayOutlook(date, basis <= DateBasis.Assumed);
        }
        return new Seen(order, company, known, row.Answer, isAsked, outlook, basis, days.Today);
    }

    /// <returns>The day on which to look again.</returns>
    private async Task<int?> ActAsync(Seen seen, CancellationToken cancel)
    {
        var tomorrow = seen.Today.DayNumber + 1;
        var number = seen.Order.Number;
        if (seen.Case.Stage == DelayStage.Closed || seen.Company.DelayRule == DelayRule.None)
            return null;
        if (seen.Case.Stage == DelayStage.RefundDue)
        {
            var cancels = seen.Order.Status.IsOpen() && (seen.Answer == DelayAnswer.Cancel || seen.Company.CancelsWithoutConsent);
            if (!cancels)
                return WhenItChanges;
            await ExecuteAsync(new CancelOrder(number, new CancelRequest()), cancel);
            return tomorrow;
        }
        if (seen.Order.Status is OrderStatus.Cancelled or OrderStatus.Void)
        {
            if (seen.Case.Notices == 0)
                return null;
            await ExecuteAsync(new CountAsCancelled(number), cancel);
            return tomorrow;
        }
        if (seen.Order.Status == OrderStatus.Completed)
        {
            await ExecuteAsync(new CloseDelayConsent(number), cancel);
            return null;
        }
        if (!seen.IsAsked)
            return WhenItChanges;
        switch (seen.Case.Next(seen.Today, seen.Outlook))
        {
            case DelayStep.Notify(var option):
                await ExecuteAsync(
                    new SendDelayOption(
                        number,
                        option,
                        seen.Case.Notices,
                        DelayToken.New(),
                        option.RevisedDate is null ? Reason(seen.Basis) : null
                    ),
                    cancel
                );
                break;
            case DelayStep.CountAsCancelled
                when await ExecuteAsync(new CountAsCancelled(number), cancel) && seen.Company.CancelsWithoutConsent:
                await ExecuteAsync(new CancelOrder(number, new CancelRequest()), cancel);
                break;
        }
        return tomorrow;
    }

    private async Task<bool> ExecuteAsync<T>(LedgerCommand<T> command, CancellationToken cancel)
    {
        var outcome = await ledger.ExecuteAsync(command, Context, cancel);
        if (outcome.Refusal is { } refusal)
            log.LogWarning("{Refusal}", refusal.Detail);
        return outcome.Refusal is null;
    }

    private static string Reason(DateBasis basis) =>
        basis switch
        {
            DateBasis.Overdue => "Our supplier is late and has given us no new date.",
            DateBasis.LeadTime => "The missing items are not on order with our supplier yet.",
            _ => "Our supplier has given us no date for the missing items.",
        };

    /// <summary>All that the next step follows from, of one moment.</summary>
    private sealed record Seen(
        Order Order,
        Company Company,
        DelayCase Case,
        DelayAnswer? Answer,
        bool IsAsked,
        DelayOutlook Outlook,
        DateBasis Basis,
        DateOnly Today
    );
}

/// <summary>Runs the job. It polls by the system clock, also if the orders use a fake clock.</summary>
internal sealed class DelayConsentWorker(DelayConsentJob job, ILogger<DelayConsentWorker> log)
    : RepeatedWork(TimeSpan.FromSeconds(5), TimeProvider.System, log)
{
    protected override Task RunRoundAsync(CancellationToken cancel) => job.RunAsync(cancel);
}
