using Raincheck.Features.Accounts;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Settings;

/// <summary>The client's settings.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this RouteGroupBuilder api)
    {
        var settings = api.MapGroup("/settings").RequireRoles(toRead: Policies.Read, toChange: Policies.Administer).WithTags("Settings");
        settings.MapGet("", GetAsync).WithSummary("Returns the settings.").Produces<SettingsView>();
        settings
            .MapPut("", PutAsync)
            .WithSummary("Saves settings. Omitted settings do not change.")
            .Refuses(InvalidValue, UnknownWarehouse)
            .WithExample("""{"includeUnpaidOrders":true,"periodicPass":{"mode":"periodic","minutes":5}}""")
            .Produces<SettingsView>();
        settings
            .MapPost("/preview", PreviewAsync)
            .WithSummary("Previews the effect of saving settings; changes nothing.")
            .Refuses(InvalidValue, UnknownWarehouse)
            .WithExample("""{"includeUnpaidOrders":true}""")
            .Produces<SettingsPreview>();
    }

    private static async Task<IResult> GetAsync(HttpContext http, ClientLedger ledger) =>
        TypedResults.Ok(SettingsView.Make(await ledger.CatalogueAsync(http.RequestAborted)));

    private static Task<IResult> PutAsync(SettingsPatch settings, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new SaveSettings(settings));

    private static async Task<IResult> PreviewAsync(SettingsPatch settings, HttpContext http, ClientLedger ledger, Rehearsal rehearsal)
    {
        var outcome = await ledger.OnceAsync(
            http,
            "settingsPreview",
            () => new SaveSettings(settings).PreviewAsync(ledger, rehearsal, http.RequestAborted)
        );
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(outcome.Value);
    }
}
