using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Ledger;

namespace Raincheck.Features.Settings;

/// <summary>The settings as the API shows them.</summary>
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
    int ReviewDays
)
{
    internal static SettingsView Make(Catalogue catalogue) =>
        new(
            catalogue.Settings.EnableBackOrderWorkflow,
            catalogue.Settings.HideBackOrderColumn,
            catalogue.Settings.StopMarkingOnCreate,
            catalogue.Settings.ConsiderReplacementSku,
            catalogue.Settings.ExcludeDropshipWarehouses,
            catalogue.Settings.IncludeAuthorizedOrders,
            catalogue.Settings.IncludeUnpaidOrders,
            new PeriodicPassView(catalogue.Settings.PassMode, catalogue.Settings.PassMinutes),
            catalogue.DefaultWarehouse?.Code,
            catalogue.Settings.TimeZone,
            catalogue.Settings.ShippingDays,
            catalogue.Settings.ClosedDays,
            catalogue.Settings.HandlingDays,
            catalogue.Settings.OverdueHorizonDays,
            catalogue.Settings.OverdueOffsetDays,
            catalogue.Settings.ReviewDays
        );
}

/// <summary>When changed stock reaches the orders.</summary>
public sealed record PeriodicPassView(PassMode Mode, int Minutes);

/// <summary>Settings to change; what is left out stays.</summary>
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
    int? ReviewDays = null
);

/// <summary>When changed stock reaches the orders; what is left out stays.</summary>
public sealed record PeriodicPassPatch(PassMode? Mode = null, int? Minutes = null);

/// <summary>What saving settings would do.</summary>
/// <param name="Marked">Orders that become marked.</param>
/// <param name="Released">Orders that stop being marked.</param>
/// <param name="Changed">Orders whose quantities change and whose mark does not.</param>
public sealed record SettingsPreview(int Marked, int Released, int Changed);

/// <summary>Saves settings and determines everything that they touch, in one transaction.</summary>
public sealed class SaveSettings(SettingsPatch patch) : StructuralCommand<SettingsView>
{
    protected internal override string Cause => "settings saved";

    protected internal override string Kind => "settingsSaved";

    internal override async Task<Outcome<Func<SettingsView>>> DecideAsync(Batch batch, CancellationToken cancel)
    {
        if (Check(batch.Catalogue) is { } refusal)
            return refusal;
        await ChangeAsync(batch, cancel);
        batch.SaveClient();
        return Outcomes.Answer(() => SettingsView.Make(batch.Catalogue));
    }

    /// <summary>What saving would do, found by doing it on a snapshot that is thrown away.</summary>
    internal async Task<Outcome<SettingsPreview>> PreviewAsync(ClientLedger ledger, DateTimeOffset now, CancellationToken cancel)
    {
        var rehearsed = await RehearseAsync(ledger, now, cancel);
        return rehearsed.Refusal is { } refusal ? refusal : rehearsed.Value.Preview;
    }

    /// <summary>The same, with what customers would be told.</summary>
    internal async Task<Outcome<(SettingsPreview Preview, MailForecast Mail)>> RehearseAsync(
        ClientLedger ledger,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var snapshot = new Ledger.Store.RehearsedTransaction(await ledger.SnapshotAsync(cancel));
        var batch = new Batch(snapshot, await ledger.CatalogueOfAsync(snapshot, cancel));
        if (Check(batch.Catalogue) is { } refusal)
            return refusal;
        batch.Begin(new Effects(this, "preview", Storage.Micros.Of(now)));
        await ChangeAsync(batch, cancel);
        await batch.SettleAsync(cancel);
        var markedBefore = await batch.MakeEntriesAsync(cancel);
        await batch.WriteMailAsync(cancel);
        var (marked, released, changed) = batch.Summarize(markedBefore);
        return (new SettingsPreview(marked, released, changed), await batch.ForecastMailAsync(cancel));
    }

    private Refusal? Check(Catalogue catalogue)
    {
        if (patch.PeriodicPass?.Minutes is { } minutes and (< 1 or > 1440))
            return new Refusal(
                RefusalCode.InvalidValue,
                $"periodicPass.minutes is {minutes}; it is from 1 to 1440.",
                "periodicPass.minutes"
            );
        if (DateSettings.Check(patch) is { } refusal)
            return refusal;
        return patch.DefaultWarehouse is { } code && catalogue.FindWarehouse(code) is null
            ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {code}.", "defaultWarehouse")
            : null;
    }

    private ClientSettings Patched(Catalogue catalogue) =>
        catalogue.Settings with
        {
            EnableBackOrderWorkflow = patch.EnableBackOrderWorkflow ?? catalogue.Settings.EnableBackOrderWorkflow,
            HideBackOrderColumn = patch.HideBackOrderColumn ?? catalogue.Settings.HideBackOrderColumn,
            StopMarkingOnCreate = patch.StopMarkingOnCreate ?? catalogue.Settings.StopMarkingOnCreate,
            ConsiderReplacementSku = patch.ConsiderReplacementSku ?? catalogue.Settings.ConsiderReplacementSku,
            ExcludeDropshipWarehouses = patch.ExcludeDropshipWarehouses ?? catalogue.Settings.ExcludeDropshipWarehouses,
            IncludeAuthorizedOrders = patch.IncludeAuthorizedOrders ?? catalogue.Settings.IncludeAuthorizedOrders,
            IncludeUnpaidOrders = patch.IncludeUnpaidOrders ?? catalogue.Settings.IncludeUnpaidOrders,
            PassMode = patch.PeriodicPass?.Mode ?? catalogue.Settings.PassMode,
            PassMinutes = patch.PeriodicPass?.Minutes ?? catalogue.Settings.PassMinutes,
            DefaultWarehouseId = patch.DefaultWarehouse is { } code
                ? catalogue.FindWarehouse(code)!.Id
                : catalogue.Settings.DefaultWarehouseId,
            TimeZone = patch.TimeZone ?? catalogue.Settings.TimeZone,
            ShippingDays = patch.ShippingDays is { } days ? [.. days.Distinct().Order()] : catalogue.Settings.ShippingDays,
            ClosedDays = patch.ClosedDays is { } closed ? [.. closed.Distinct().Order()] : catalogue.Settings.ClosedDays,
            HandlingDays = patch.HandlingDays ?? catalogue.Settings.HandlingDays,
            OverdueHorizonDays = patch.OverdueHorizonDays ?? catalogue.Settings.OverdueHorizonDays,
            OverdueOffsetDays = patch.OverdueOffsetDays ?? catalogue.Settings.OverdueOffsetDays,
            ReviewDays = patch.ReviewDays ?? catalogue.Settings.ReviewDays,
        };

    private async Task ChangeAsync(Batch batch, CancellationToken cancel)
    {
        var before = batch.Settings;
        var after = Patched(batch.Catalogue);
        batch.Use(after);

        await batch.RecountAsync(before.Counts, after.Counts, batch.Catalogue.Warehouses, cancel);
        await PlaceOrdersAsync(batch, before, after, cancel);
        if (before.ConsiderReplacementSku != after.ConsiderReplacementSku)
        {
            var grouped = batch.Catalogue.Products.Where(p => p.ReplacementId is not null).Select(p => p.PoolId).ToHashSet();
            await batch.LoadPoolsWithGroupsAsync(grouped, cancel);
            foreach (var pool in grouped)
                batch.Determine(pool);
        }
        if (!before.EnableBackOrderWorkflow && after.EnableBackOrderWorkflow)
        {
            // Every open order is determined; where no change of stock waits, its quantities are those of now already.
            var waiting = await batch.StalePoolsAsync(cancel);
            await batch.LoadPoolsWithGroupsAsync(waiting, cancel);
            foreach (var pool in waiting)
                batch.Determine(pool);
        }
        if (before.EnableBackOrderWorkflow && !after.EnableBackOrderWorkflow)
            batch.ClearMail();
        // Everything settles first; then the marks are looked at, of the orders that these settings can mark or unmark.
        if (before.EnableBackOrderWorkflow != after.EnableBackOrderWorkflow)
        {
            foreach (
                var order in await batch.LoadOrdersWhereAsync(
                    $"marked OR state > 0 OR mark_mode = {(int)MarkMode.Marked}",
                    withLines: false,
                    cancel
                )
            )
                batch.Touch(order);
        }
        if (before.StopMarkingOnCreate && !after.StopMarkingOnCreate)
        {
            foreach (var order in await batch.LoadOrdersWhereAsync("kept_unmarked", withLines: false, cancel))
            {
                batch.Touch(order);
                order.Order.KeptUnmarked = false;
            }
        }
        batch.Note(after);
    }

    /// <summary>Orders whose payment makes them count now, or no longer.</summary>
    private static async Task PlaceOrdersAsync(Batch batch, ClientSettings before, ClientSettings after, CancellationToken cancel)
    {
        var payments = Enum.GetValues<PaymentStatus>()
            .Where(p => before.Counts(OrderStatus.InProcess, p) != after.Counts(OrderStatus.InProcess, p))
            .Select(p => (int)p)
            .ToList();
        if (payments.Count == 0)
            return;
        var condition =
            $"payment_status IN ({string.Join(", ", payments)}) AND status IN ({(int)OrderStatus.InProcess}, {(int)OrderStatus.OnHold}, {(int)OrderStatus.Problem})";
        foreach (var order in await batch.LoadOrdersWhereAsync(condition, withLines: true, cancel))
            batch.PlaceLines(order);
    }
}
