using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;

namespace Raincheck.Features.Settings;

/// <summary>
/// How settings come to many orders some at a time. The client's settings have those that come next beside them, and the id up to which
/// orders follow these: at every moment each order follows one or the other, and everything that is always true is true.
/// </summary>
internal static class SettingsSteps
{
    /// <summary>The settings with others to follow, or with what changes at once in all of them.</summary>
    /// <param name="settings">As they are, perhaps with others that are being brought to the orders.</param>
    /// <param name="target">The settings that all orders will follow.</param>
    /// <param name="isNew">Whether the target must be brought to the orders; false if it changes nothing about them.</param>
    public static ClientSettings Through(ClientSettings settings, ClientSettings target, bool isNew)
    {
        var last = target with { Next = null, NextUpTo = 0 };
        var here = last with
        {
            EnableBackOrderWorkflow = settings.EnableBackOrderWorkflow,
            IncludeAuthorizedOrders = settings.IncludeAuthorizedOrders,
            IncludeUnpaidOrders = settings.IncludeUnpaidOrders,
        };
        // Those that no order follows yet need not be gone through.
        if (settings.Next is not { } next || (isNew && settings.NextUpTo == 0))
            return isNew ? here with { Next = last } : here;
        return here with { Next = Through(next, target, isNew), NextUpTo = settings.NextUpTo };
    }

    /// <summary>The settings with those that come next, which orders follow at this moment.</summary>
    public static List<ClientSettings> Levels(ClientSettings settings)
    {
        var levels = new List<ClientSettings>();
        for (ClientSettings? level = settings; level is not null; level = level.Next)
            levels.Add(level);
        return levels;
    }

    /// <summary>The condition for orders that other settings may change; null if they change none.</summary>
    public static string? Touched(ClientSettings before, ClientSettings after)
    {
        var conditions = new List<string>();
        if (Placed(before, after) is { } placed)
            conditions.Add(placed);
        if (before.EnableBackOrderWorkflow != after.EnableBackOrderWorkflow)
            conditions.Add($"marked OR state > 0 OR mark_mode = {(int)MarkMode.Marked}");
        if (before.StopMarkingOnCreate && !after.StopMarkingOnCreate)
            conditions.Add("kept_unmarked");
        return conditions.Count == 0 ? null : string.Join(" OR ", conditions.Select(c => $"({c})"));
    }

    /// <summary>The condition for orders whose payment makes them count now, or no longer; null for none.</summary>
    public static string? Placed(ClientSettings before, ClientSettings after)
    {
        var payments = Enum.GetValues<PaymentStatus>()
            .Where(p => before.Counts(OrderStatus.InProcess, p) != after.Counts(OrderStatus.InProcess, p))
            .Select(p => (int)p)
            .ToList();
        return payments.Count == 0 ? null : $"payment_status IN ({string.Join(", ", payments)}) AND status IN ({OrderStatuses.OpenSql})";
    }

    /// <summary>Whether no unit would go to another line: then what saving would do can be counted, however many orders there are.</summary>
    public static async Task<bool> ChangesMarksAloneAsync(UnitOfWork work, ClientSettings after, CancellationToken cancel)
    {
        var before = work.Settings;
        return before.Next is null
            && Placed(before, after) is null
            && before.ConsiderReplacementSku == after.ConsiderReplacementSku
            && work.Catalogue.Warehouses.All(w => before.Counts(w) == after.Counts(w))
            && (
                before.EnableBackOrderWorkflow
                || !after.EnableBackOrderWorkflow
                || (await work.Structure.StalePoolsAsync(cancel)).Count == 0
            );
    }

    /// <summary>What becomes of the marks, by the rule of <see cref="Marking.ShouldBeMarked"/>.</summary>
    public static async Task<SettingsPreview> CountMarksAsync(
        LedgerTransaction snapshot,
        ClientSettings before,
        ClientSettings after,
        CancellationToken cancel
    )
    {
        var kept = before.StopMarkingOnCreate && !after.StopMarkingOnCreate ? "" : " AND NOT kept_unmarked";
        var should = after.EnableBackOrderWorkflow
            ? $"status IN ({OrderStatuses.OpenSql}) AND (mark_mode = {(int)MarkMode.Marked} OR (mark_mode = {(int)MarkMode.Auto} AND back_ordered_qty > 0{kept}))"
            : "1 = 0";
        int marked = 0,
            released = 0;
        await snapshot.ReadAsync(
            $"SELECT count(CASE WHEN NOT marked AND {should} THEN 1 END), count(CASE WHEN marked AND NOT ({should}) THEN 1 END) FROM orders",
            [],
            r => (marked, released) = ((int)r.GetInt64(0), (int)r.GetInt64(1)),
            cancel
        );
        return new SettingsPreview(marked, released, 0);
    }

    /// <summary>The orders that pending settings are not applied to yet; null without pending settings.</summary>
    public static string? Left(ClientSettings settings) =>
        settings.Next is { } next
            // Earlier settings may have kept orders unmarked.
            ? $"id > {settings.NextUpTo} AND ({Touched(settings with { StopMarkingOnCreate = true }, next) ?? "id < 0"})"
            : null;
}

/// <summary>The result of a step.</summary>
/// <param name="Orders">How many orders the settings were brought to.</param>
/// <param name="IsDone">Whether all orders follow the same settings now.</param>
public sealed record SettingsStepDone(int Orders, bool IsDone);

/// <summary>Applies pending settings to the next orders.</summary>
internal sealed class SettingsStep : StructuralCommand<SettingsStepDone>
{
    protected internal override string Cause => "settings saved";

    protected internal override string Kind => "settingsSaved";

    /// <summary>The most orders of one step: everybody else waits for it.</summary>
    internal int OrdersMax { get; init; } = 500;

    internal override async Task<Outcome<Func<SettingsStepDone>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        var settings = work.Settings;
        if (SettingsSteps.Left(settings) is not { } left)
            return Outcomes.Answer(() => new SettingsStepDone(0, IsDone: true));
        var next = settings.Next!;
        var ids = new List<long>();
        await work.Transaction.ReadAsync(
            $"SELECT id FROM orders WHERE {left} ORDER BY id LIMIT @limit",
            [("limit", OrdersMax)],
            r => ids.Add(r.GetInt64(0)),
            cancel
        );
        var isLast = ids.Count < OrdersMax;
        var upTo = ids.Count == 0 ? settings.NextUpTo : ids[^1];
        work.Structure.Use(isLast ? next : settings with { NextUpTo = upTo });
        if (ids.Count > 0)
            await BringAsync(work, settings, next, $"{left} AND id <= {upTo}", cancel);
        if (isLast && settings.EnableBackOrderWorkflow && !next.EnableBackOrderWorkflow)
            work.Mail.Clear();
        work.Structure.SaveClient();
        if (isLast)
            work.Structure.FlagDates();
        return Outcomes.Answer(() => new SettingsStepDone(ids.Count, work.Settings.Next is null));
    }

    private static async Task BringAsync(
        UnitOfWork work,
        ClientSettings before,
        ClientSettings next,
        string these,
        CancellationToken cancel
    )
    {
        if (SettingsSteps.Placed(before, next) is { } placed)
        {
            foreach (var order in await work.Structure.LoadOrdersAsync($"{these} AND {placed}", withLines: true, cancel))
                work.PlaceLines(order);
        }
        foreach (var order in await work.Structure.LoadOrdersAsync(these, withLines: false, cancel))
        {
            work.Touch(order);
            if (!next.StopMarkingOnCreate)
                order.Order.LiftStopMarking();
        }
    }
}
