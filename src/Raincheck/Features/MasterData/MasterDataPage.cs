using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.MasterData;

/// <summary>A page of companies, vendors or warehouses: a list, and a dialog to add one or to change one.</summary>
public abstract class MasterDataPage : ConsolePage
{
    [Inject]
    private protected DialogService Dialogs { get; set; } = null!;

    /// <summary>The data; null while it is loading.</summary>
    private protected Catalogue? Catalogue { get; private set; }

    protected override async Task OnInitializedAsync() => await ReadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync(OnChangesAsync);
    }

    private async Task ReadAsync() => Catalogue = await Console.CatalogueAsync(PageAborted);

    private async Task OnChangesAsync(Changes changes)
    {
        if (!changes.IsMore)
            return;
        await ReadAsync();
        StateHasChanged();
    }

    /// <summary>Asks for one to add, or for changes of the one with this code.</summary>
    private protected async Task OpenAsync<TDialog>(string? code)
        where TDialog : MasterDataDialog
    {
        var parameters = new DialogParameters { [nameof(MasterDataDialog.Catalogue)] = Catalogue!, [nameof(MasterDataDialog.Code)] = code };
        await Dialogs.AskAsync<TDialog>(parameters);
        await ReadAsync();
    }
}
