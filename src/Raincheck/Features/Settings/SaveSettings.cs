using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Features.Settings;

/// <summary>The settings as the API shows them.</summary>
/// <param name="Applying">Whether a job is bringing them to the orders; until it ends, some orders follow the settings before.</param>
public sealed record SettingsView(
    bool EnableBackOrderWorkflow,
    bool HideBackOrderColumn,
    bool StopMarkingOnCreate,
    bool ConsiderReplacementSku,
    bool ExcludeDropshipWarehouses,
    bool IncludeAuthorizedOrders,
    bool IncludeUnpaidOrders,
    PeriodicPassView PeriodicPass,
    string? DefaultWarehouse,
    string TimeZone,
    IReadOnlyList<DayOfWeek> ShippingDays,
    IReadOnlyList<DateOnly> ClosedDays,
    int HandlingDays,
    int OverdueHorizonDays,
    int OverdueOffsetDays,
    int ReviewDays,
    int SlipToleranceDays,
    PromiseEarlier PromiseEarlier,
    bool Applying = false
)
{
    internal static SettingsView Make(Catalogue catalogue)
    {
        var settings = catalogue.Settings.Target();
        return new(
            settings.EnableBackOrderWorkflow,
            settings.HideBackOrderColumn,
            settings.StopMarkingOnCreate,
            settings.ConsiderReplacementSku,
            settings.ExcludeDropshipWarehouses,
            settings.IncludeAuthorizedOrders,
            settings.IncludeUnpaidOrders,
            new PeriodicPassView(settings.PassMode, settings.PassMinutes),
            catalogue.DefaultWarehouse?.Code,
            settings.TimeZone,
            settings.ShippingDays,
            settings.ClosedDays,
            settings.HandlingDays,
            settings.OverdueHorizonDays,
            settings.OverdueOffsetDays,
            settings.ReviewDays,
            settings.SlipToleranceDays,
            settings.PromiseEarlier,
            catalogue.Settings.Next is not null
        );
    }
}

/// <summary>When changed stock is allocated.</summary>
public sealed record PeriodicPassView(PassMode Mode, int Minutes);

/// <summary>Settings to change; what is left out stays.</summary>
/// <param name="Applying">Taken so that what <c>GET</c> answers can be sent back; it changes nothing.</param>
public sealed record SettingsPatch(
    bool? EnableBackOrderWorkflow = null,
    bool? HideBackOrderColumn = null,
    bool? StopMarkingOnCreate = null,
    bool? ConsiderReplacementSku = null,
    bool? ExcludeDropshipWarehouses = null,
    bool? IncludeAuthorizedOrders = null,
    bool? IncludeUnpaidOrders = null,
    PeriodicPassPatch? PeriodicPass = null,
    string? DefaultWarehouse = null,
    string? TimeZone = null,
    IReadOnlyList<DayOfWeek>? ShippingDays = null,
    IReadOnlyList<DateOnly>? ClosedDays = null,
    int? HandlingDays = null,
    int? OverdueHorizonDays = null,
    int? OverdueOffsetDays = null,
    int? ReviewDays = null,
    int? SlipToleranceDays = null,
    PromiseEarlier? PromiseEarlier = null,
    bool? Applying = null
);

/// <summary>When changed stock is allocated. Omitted members keep their value.</summary>
public sealed record PeriodicPassPatch(PassMode? Mode = null, int? Minutes = null);

/// <summary>The preview of saving settings.</summary>
/// <param name="Marked">Orders that become marked.</param>
/// <param name="Released">Orders that stop being marked.</param>
/// <param name="Changed">Orders whose quantities change and whose mark does not.</param>
public sealed record SettingsPreview(int Marked, int Released, int Changed)
{
    internal static Outcome<SettingsPreview> Of(RehearsedEffect effect) =>
        effect.Refusals[0] is { } refusal ? refusal : new SettingsPreview(effect.Marked, effect.Unmarked, effect.Changed);
}

/// <summary>
/// Saves settings and determines everything that they touch in one transaction; or, where that is many orders, lets a job bring the
/// settings to the orders, some at a time (<see cref="SettingsSteps"/>).
/// </summary>
public sealed class SaveSettings(SettingsPatch patch) : StructuralCommand<SettingsView>
{
    protected internal override string Cause => "settings saved";

    protected internal override string Kind => "settingsSaved";

    internal override async Task<Outcome<Func<SettingsView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (Check(work.Catalogue) is { } refusal)
            return refusal;
        var before = work.Settings;
        var after = Patched(work.Catalogue, before.Target());
        if (await NeedsStepsAsync(work, before, after, cancel))
            await BeginStepsAsync(work, before, after, cancel);
        else if (before.Next is not null)
            await ChangeStockAsync(work, before, SettingsSteps.Through(before, after, isNew: false), cancel);
        else
            await ChangeAsync(work, cancel);
        work.Structure.SaveClient();
        work.Structure.FlagDates();
        return Outcomes.Answer(() => SettingsView.Make(work.Catalogue));
    }

    /// <summary>
    /// What saving would do: counted where it changes marks alone, and else found by doing it on a snapshot that is thrown away, with the
    /// orders in memory whose units it changes.
    /// </summary>
    internal async Task<Outcome<SettingsPreview>> PreviewAsync(ClientLedger ledger, Rehearsal rehearsal, CancellationToken cancel)
    {
        await using (var snapshot = await ledger.SnapshotAsync(cancel))
        {
            var work = new WorkRun(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel)).Work;
            if (Check(work.Catalogue) is { } invalid)
                return invalid;
            var after = Patched(work.Catalogue, work.Settings.Target());
            if (await SettingsSteps.ChangesMarksAloneAsync(work, after, cancel))
                return await SettingsSteps.CountMarksAsync(snapshot, work.Settings, after, cancel);
        }
        return SettingsPreview.Of(await rehearsal.RunAsync([this], "preview", cancel));
    }

    internal override async Task<Outcome<Func<SettingsView>>> RehearseAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (Check(work.Catalogue) is { } refusal)
            return refusal;
        await ChangeAsync(work, cancel);
        work.Structure.SaveClient();
        return Outcomes.Answer(() => SettingsView.Make(work.Catalogue));
    }

    private Refusal? Check(Catalogue catalogue) =>
        Refusals.First(
            patch.PeriodicPass?.Minutes is { } minutes and (< 1 or > 1440)
                ? new Refusal(
                    RefusalCode.InvalidValue,
                    $"periodicPass.minutes is {minutes}; it must be from 1 to 1440.",
                    "periodicPass.minutes"
                )
                : null,
            DateSettings.Check(patch),
            patch.DefaultWarehouse is { } code && catalogue.FindWarehouse(code) is null
                ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {code}.", "defaultWarehouse")
                : null
        );

    /// <summary>Above so many orders that the settings touch, a job brings them to the orders.</summary>
    internal int OrdersAtOnce { get; init; } = 1_000;

    /// <summary>If earlier settings are still being applied, later ones follow in the same way.</summary>
    private async Task<bool> NeedsStepsAsync(UnitOfWork work, ClientSettings before, ClientSettings after, CancellationToken cancel)
    {
        if (SettingsSteps.Touched(before.Target(), after) is not { } touched)
            return false;
        if (before.Next is not null)
            return true;
        var count = 0L;
        await work.Transaction.ReadAsync(
            $"SELECT count(*) FROM (SELECT 1 FROM orders WHERE {touched} LIMIT @limit) AS touched",
            [("limit", OrdersAtOnce + 1)],
            r => count = r.GetInt64(0),
            cancel
        );
        return count > OrdersAtOnce;
    }

    private static async Task BeginStepsAsync(UnitOfWork work, ClientSettings before, ClientSettings after, CancellationToken cancel)
    {
        await ChangeStockAsync(work, before, SettingsSteps.Through(before, after, isNew: true), cancel);
        work.Transaction.Insert<JobRow>([
            new JobRow
            {
                Id = Guid.CreateVersion7(Micros.ToTime(work.Now)).ToString("N"),
                Kind = SettingsJob.Kind,
                Request = JsonSerializer.Serialize(new SettingsJobRequest(work.Actor), LedgerJson.Options),
                CreatedAt = work.Now,
            },
        ]);
    }

    private ClientSettings Patched(Catalogue catalogue, ClientSettings known) =>
        known with
        {
            EnableBackOrderWorkflow = patch.EnableBackOrderWorkflow ?? known.EnableBackOrderWorkflow,
            HideBackOrderColumn = patch.HideBackOrderColumn ?? known.HideBackOrderColumn,
            StopMarkingOnCreate = patch.StopMarkingOnCreate ?? known.StopMarkingOnCreate,
            ConsiderReplacementSku = patch.ConsiderReplacementSku ?? known.ConsiderReplacementSku,
            ExcludeDropshipWarehouses = patch.ExcludeDropshipWarehouses ?? known.ExcludeDropshipWarehouses,
            IncludeAuthorizedOrders = patch.IncludeAuthorizedOrders ?? known.IncludeAuthorizedOrders,
            IncludeUnpaidOrders = patch.IncludeUnpaidOrders ?? known.IncludeUnpaidOrders,
            PassMode = patch.PeriodicPass?.Mode ?? known.PassMode,
            PassMinutes = patch.PeriodicPass?.Minutes ?? known.PassMinutes,
            DefaultWarehouseId = patch.DefaultWarehouse is { } code ? catalogue.FindWarehouse(code)!.Id : known.DefaultWarehouseId,
            TimeZone = patch.TimeZone ?? known.TimeZone,
            ShippingDays = patch.ShippingDays is { } days ? [.. days.Distinct().Order()] : known.ShippingDays,
            ClosedDays = patch.ClosedDays is { } closed ? [.. closed.Distinct().Order()] : known.ClosedDays,
            HandlingDays = patch.HandlingDays ?? known.HandlingDays,
            OverdueHorizonDays = patch.OverdueHorizonDays ?? known.OverdueHorizonDays,
            OverdueOffsetDays = patch.OverdueOffsetDays ?? known.OverdueOffsetDays,
            ReviewDays = patch.ReviewDays ?? known.ReviewDays,
            SlipToleranceDays = patch.SlipToleranceDays ?? known.SlipToleranceDays,
            PromiseEarlier = patch.PromiseEarlier ?? known.PromiseEarlier,
        };

    private async Task ChangeAsync(UnitOfWork work, CancellationToken cancel)
    {
        var before = work.Settings;
        var after = Patched(work.Catalogue, before.Target());
        // A preview may be asked for while earlier settings are being brought to the orders: then orders follow one or the other.
        var levels = SettingsSteps.Levels(before);
        await ChangeStockAsync(work, before, after, cancel);
        foreach (var condition in levels.Select(level => SettingsSteps.Placed(level, after)).OfType<string>())
        {
            foreach (var order in await work.Structure.LoadOrdersAsync(condition, withLines: true, cancel))
                work.PlaceLines(order);
        }
        if (after.EnableBackOrderWorkflow && levels.Exists(l => !l.EnableBackOrderWorkflow))
        {
            // Every open order is determined; where no change of stock waits, its quantities are those of now already.
            var waiting = await work.Structure.StalePoolsAsync(cancel);
            await work.Structure.LoadPoolsAsync(waiting, cancel);
            foreach (var pool in waiting)
                work.Reallocate(pool);
        }
        if (!after.EnableBackOrderWorkflow && levels.Exists(l => l.EnableBackOrderWorkflow))
            work.Mail.Clear();
        // Everything settles first; then the marks are looked at, of the orders that these settings can mark or unmark.
        if (levels.Exists(l => l.EnableBackOrderWorkflow != after.EnableBackOrderWorkflow))
        {
            foreach (
                var order in await work.Structure.LoadOrdersAsync(
                    $"marked OR state > 0 OR mark_mode = {(int)MarkMode.Marked}",
                    withLines: false,
                    cancel
                )
            )
                work.Touch(order);
        }
        if (before.StopMarkingOnCreate && !after.StopMarkingOnCreate)
        {
            foreach (var order in await work.Structure.LoadOrdersAsync("kept_unmarked", withLines: false, cancel))
            {
                work.Touch(order);
                order.Order.LiftStopMarking();
            }
        }
    }

    /// <summary>What the settings change about the stock that orders may be filled from: it is the same for every order, and changes at once.</summary>
    private static async Task ChangeStockAsync(UnitOfWork work, ClientSettings before, ClientSettings after, CancellationToken cancel)
    {
        work.Structure.Use(after);
        work.Structure.AddJournalEntry(after.Target());
        await work.Structure.RecountAsync(before.Counts, after.Counts, work.Catalogue.Warehouses, cancel);
        if (before.ConsiderReplacementSku == after.ConsiderReplacementSku)
            return;
        var grouped = work.Catalogue.Products.Where(p => p.ReplacementId is not null).Select(p => p.PoolId).ToHashSet();
        await work.Structure.LoadPoolsAsync(grouped, cancel);
        foreach (var pool in grouped)
            work.Reallocate(pool);
    }
}
