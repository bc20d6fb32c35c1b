using Microsoft.AspNetCore.Components;
using Raincheck.Ledger;
using Raincheck.Platform.Ui.Components;

namespace Raincheck.Features.MasterData;

/// <summary>Adds a company, a vendor or a warehouse, or changes one. A code that is taken would change another one, so it is refused.</summary>
public abstract class MasterDataDialog : LedgerDialog
{
    [Parameter, EditorRequired]
    public required Catalogue Catalogue { get; set; }

    /// <summary>The code of the edited entry; null for a new one.</summary>
    [Parameter]
    public string? Code { get; set; }

    /// <summary>The code as it is typed.</summary>
    protected string NewCode { get; set; } = "";

    protected string Name { get; set; } = "";

    /// <summary>Whether there is one of this code already.</summary>
    private protected abstract bool Exists(Catalogue catalogue, string code);

    private protected async Task SaveAsync<T>(Func<string, LedgerCommand<T>> command)
    {
        var code = Code ?? NewCode.Trim();
        if (Code is null && Exists(await Console.CatalogueAsync(), code))
        {
            Problem = $"The code {code} is already in use.";
            return;
        }
        await DoAsync(command(code), _ => $"{code} saved");
    }
}
