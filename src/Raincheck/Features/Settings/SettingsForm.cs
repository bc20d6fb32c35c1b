using Raincheck.Core.Stock;

namespace Raincheck.Features.Settings;

/// <summary>The form of the settings.</summary>
internal sealed record SettingsForm(
    bool Enable,
    bool Hide,
    bool Stop,
    bool Replacement,
    bool ExcludeDropship,
    bool Authorized,
    bool Unpaid,
    PassMode Mode,
    int Minutes,
    string? Warehouse,
    DatesForm Dates
)
{
    /// <summary>Whether the icon and the column are hidden.</summary>
    public bool Hides => !Enable || Hide || Stop;

    public static SettingsForm Of(SettingsView view) =>
        new(
            view.EnableBackOrderWorkflow,
            view.HideBackOrderColumn,
            view.StopMarkingOnCreate,
            view.ConsiderReplacementSku,
            view.ExcludeDropshipWarehouses,
            view.IncludeAuthorizedOrders,
            view.IncludeUnpaidOrders,
            view.PeriodicPass.Mode,
            view.PeriodicPass.Minutes,
            view.DefaultWarehouse,
            DatesForm.Of(view)
        );

    /// <summary>The changed settings only, so that concurrent changes of other settings are kept.</summary>
    public SettingsPatch PatchFrom(SettingsForm saved) => Dates.AddTo(OwnPatchFrom(saved), saved.Dates);

    private SettingsPatch OwnPatchFrom(SettingsForm saved) =>
        new(
            Changed(Enable, saved.Enable),
            Changed(Hide, saved.Hide),
            Changed(Stop, saved.Stop),
            Changed(Replacement, saved.Replacement),
            Changed(ExcludeDropship, saved.ExcludeDropship),
            Changed(Authorized, saved.Authorized),
            Changed(Unpaid, saved.Unpaid),
            (Mode, Minutes) == (saved.Mode, saved.Minutes)
                ? null
                : new PeriodicPassPatch(Mode == saved.Mode ? null : Mode, Minutes == saved.Minutes ? null : Minutes),
            Warehouse == saved.Warehouse ? null : Warehouse
        );

    private static bool? Changed(bool now, bool saved) => now == saved ? null : now;
}
