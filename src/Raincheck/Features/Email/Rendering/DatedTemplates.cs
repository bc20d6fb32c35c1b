using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;

namespace Raincheck.Features.Email.Rendering;

/// <summary>Finds the templates that show dates of order lines. An e-mail from any other template needs no projection.</summary>
internal sealed class DatedTemplates
{
    private Found? newest;

    /// <summary>The ids of these templates. Their texts are read once for each version of the e-mail catalogue.</summary>
    /// <param name="snapshot">The transaction that the catalogue is of.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlySet<int>> FindAsync(LedgerTransaction snapshot, Catalogue catalogue, CancellationToken cancel)
    {
        if (Volatile.Read(ref newest) is { } known && ReferenceEquals(known.Catalogue, catalogue.Mail))
            return known.Ids;
        var ids = new HashSet<int>();
        await snapshot.ReadAsync(
            "SELECT id, subject, body FROM email_templates",
            [],
            r =>
            {
                if (ShowsDates(r.GetString(1)) || ShowsDates(r.GetString(2)))
                    ids.Add(r.GetInt32(0));
            },
            cancel
        );
        Volatile.Write(ref newest, new Found(catalogue.Mail, ids));
        return ids;
    }

    /// <summary>Whether a text contains the name of a variable with a date that is projected. An order's own ship date is stored.</summary>
    public static bool ShowsDates(string text) =>
        text.Contains("purchase_order", StringComparison.Ordinal)
        || text.Contains("schedule", StringComparison.Ordinal)
        || text.Contains("complete_by", StringComparison.Ordinal)
        || text.Replace("expected_ship_date", "", StringComparison.Ordinal).Contains("expected", StringComparison.Ordinal);

    private sealed record Found(MailCatalogue Catalogue, HashSet<int> Ids);
}
