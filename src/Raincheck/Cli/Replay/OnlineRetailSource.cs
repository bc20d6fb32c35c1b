using System.Text.RegularExpressions;

namespace Raincheck.Cli.Replay;

/// <summary>Reads the invoices of Online Retail II (UCI, doi 10.24432/C5CG6D).</summary>
/// <remarks>
/// The file is read whole (half a million lines, some 60 MB): its lines are in time order but those of two invoices of the same
/// minute are mixed. Stock codes that differ only in case are one SKU; they carry the same descriptions. The first edition of the
/// data set (doi 10.24432/C5BW33) calls three columns otherwise, and its usual CSV file writes dates with the month first.
/// </remarks>
internal static partial class OnlineRetailSource
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or a cell is not what its column says.</exception>
    public static OnlineRetail Read(string path)
    {
        using var file = DataFile.Open(
            path,
            "Invoice|InvoiceNo",
            "StockCode",
            "Description",
            "Quantity",
            "InvoiceDate",
            "Price|UnitPrice",
            "Customer ID|CustomerID",
            "Country"
        );
        var drafts = new Dictionary<string, Draft>();
        var leftOut = Enum.GetValues<RetailLeftOut>().ToDictionary(reason => reason, _ => 0L);
        var names = new Dictionary<string, Dictionary<string, int>>();
        var shared = new Dictionary<string, string>();
        var linesRead = 0L;
        while (file.Read())
        {
            linesRead++;
            var number = file.Text("Invoice");
            if (!drafts.TryGetValue(number, out var draft))
            {
                draft = new Draft(number, file.Time("InvoiceDate"), Shared(file.Text("Customer ID")), Shared(file.Text("Country")));
                drafts.Add(number, draft);
            }
            var sku = Shared(file.Text("StockCode").Trim().ToUpperInvariant());
            var quantity = file.Int("Quantity");
            if (Reason(draft, sku, quantity) is { } reason)
            {
                leftOut[reason]++;
                continue;
            }
            draft.Lines.Add(new RetailLine(sku, Math.Abs(quantity), file.Decimal("Price")));
            CountName(names, sku, Shared(file.Text("Description").Trim()));
        }

        var invoices = new List<RetailInvoice>();
        foreach (var draft in drafts.Values)
        {
            if (!draft.IsCancellation && draft.Customer.Length == 0 && draft.Lines.TrueForAll(l => l.UnitPrice == 0))
            {
                leftOut[RetailLeftOut.StockFound] += draft.Lines.Count;
                draft.Lines.Clear();
            }
            if (draft.Lines.Count > 0)
                invoices.Add(draft.Done());
        }
        invoices.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : string.CompareOrdinal(a.Number, b.Number));
        var sold = invoices.SelectMany(i => i.Lines).Select(l => l.Sku).ToHashSet();
        return new OnlineRetail(
            invoices,
            sold.ToDictionary(sku => sku, sku => NameOf(sku, names[sku])),
            linesRead,
            leftOut,
            drafts.Count - invoices.Count
        );

        string Shared(string text)
        {
            if (!shared.TryGetValue(text, out var same))
                shared.Add(text, same = text);
            return same;
        }
    }

    private sealed record Draft(string Number, DateTimeOffset Time, string Customer, string Country)
    {
        public bool IsCancellation { get; } = Number.StartsWith('C');

        public List<RetailLine> Lines { get; } = [];

        public RetailInvoice Done() => new(Number, Time, Customer.Length == 0 ? null : Customer, Country, IsCancellation, Lines);
    }

    private static RetailLeftOut? Reason(Draft draft, string sku, int quantity) =>
        draft.Number.StartsWith('A') || NotAProduct().IsMatch(sku) ? RetailLeftOut.NotAProduct
        : quantity == 0 ? RetailLeftOut.ZeroQuantity
        : draft.IsCancellation && quantity > 0 ? RetailLeftOut.PositiveOnCancellation
        : !draft.IsCancellation && quantity < 0 ? RetailLeftOut.WriteOff
        : null;

    private static void CountName(Dictionary<string, Dictionary<string, int>> names, string sku, string name)
    {
        if (!names.TryGetValue(sku, out var counts))
            names.Add(sku, counts = []);
        if (name.Length > 0)
            counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    private static string NameOf(string sku, Dictionary<string, int> counts) =>
        counts.Count == 0 ? sku : counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First().Key;

    [GeneratedRegex(
        "^(POST|DOT|M|D|S|B|C2|C3|GIFT|BANK CHARGES|AMAZONFEE|ADJUST.*|TEST.*|GIFT_.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NotAProduct();
}
