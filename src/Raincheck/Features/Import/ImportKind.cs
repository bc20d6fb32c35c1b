using Raincheck.Core;
using Raincheck.Features.Inventory;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Import;

/// <summary>A kind of file that can be imported, on the command line and in the console alike.</summary>
/// <param name="Name">Its name on the command line and in addresses.</param>
/// <param name="Title">Its name for users.</param>
/// <param name="Text">A description.</param>
/// <param name="Columns">The columns that it may have.</param>
internal abstract record ImportKind(string Name, string Title, string Text, IReadOnlyList<ImportColumn> Columns)
{
    private const string JobPrefix = "import-";

    /// <summary>In the order in which they are imported: each needs those before it.</summary>
    public static IReadOnlyList<ImportKind> All { get; } =
    [
        new ImportKind<ProductEdit>(
            "products",
            "Products",
            "SKUs that you sell.",
            ProductFile.Columns,
            ProductFile.Open,
            target => new ProductImporter(target),
            target => new ProductComparer(target),
            ImportChecks.Of
        ),
        new ImportKind<StockCount>(
            "stock",
            "Stock",
            "Quantities on hand.",
            StockFile.Columns,
            StockFile.Open,
            target => new StockImporter(target),
            target => new StockComparer(target),
            ImportChecks.Of
        ),
        new ImportKind<NewPurchaseOrder>(
            "purchase-orders",
            "Purchase orders",
            "Orders to vendors.",
            PurchaseOrderFile.Columns,
            PurchaseOrderFile.Open,
            target => new PurchaseOrderImporter(target),
            target => new PurchaseOrderComparer(target),
            ImportChecks.Of
        ),
        new ImportKind<ImportedOrder>(
            "orders",
            "Orders",
            "Customer orders.",
            OrderFile.Columns,
            OrderFile.Open,
            target => new OrderImporter(target),
            target => new OrderComparer(target),
            ImportChecks.Of
        ),
    ];

    /// <summary>Whether several rows make an order or a purchase order.</summary>
    public bool HasOrders => Name is "orders" or "purchase-orders";

    /// <summary>Whether rows are counts of stock.</summary>
    public bool HasCounts => Name == "stock";

    /// <summary>The singular, for users.</summary>
    public string One =>
        Name switch
        {
            "products" => "Product",
            "stock" => "Count",
            "orders" => "Order",
            _ => "Purchase order",
        };

    /// <summary><c>1 order</c>, <c>1,312 orders</c>.</summary>
    public string CountOf(long things) => Texts.Count(things, One.ToLowerInvariant());

    /// <summary>The job kind.</summary>
    public string JobKind => JobPrefix + Name;

    public static ImportKind? Find(string? name) => All.FirstOrDefault(k => k.Name == name);

    /// <summary>The kind that a job imports; null of a job that does something else.</summary>
    public static ImportKind? OfJob(string jobKind) =>
        jobKind.StartsWith(JobPrefix, StringComparison.Ordinal) ? Find(jobKind[JobPrefix.Length..]) : null;

    /// <summary>Reads the header; refuses, naming every column concerned, what cannot be understood.</summary>
    public abstract Outcome<ImportRun> Open(Stream stream, ImportOptions options, ImportTarget target);

    /// <summary>Reads the whole file and changes nothing: what would come in, and what is wrong in which row.</summary>
    public abstract Task<Outcome<ImportPreview>> PreviewAsync(Stream stream, ImportOptions options, ImportTarget target);
}

/// <inheritdoc/>
internal sealed record ImportKind<T>(
    string Name,
    string Title,
    string Text,
    IReadOnlyList<ImportColumn> Columns,
    Func<Stream, ImportOptions, Outcome<ImportFile<T>>> OpenFile,
    Func<ImportTarget, Importer<T>> MakeImporter,
    Func<ImportTarget, ImportComparer<T>> MakeComparer,
    Func<Catalogue, T, IEnumerable<CellFault>> Check
) : ImportKind(Name, Title, Text, Columns)
    where T : class
{
    public override Outcome<ImportRun> Open(Stream stream, ImportOptions options, ImportTarget target)
    {
        var opened = OpenFile(stream, options);
        return opened.Refusal is { } refusal ? refusal : new ImportRun<T>(opened.Value, MakeImporter(target));
    }

    public override async Task<Outcome<ImportPreview>> PreviewAsync(Stream stream, ImportOptions options, ImportTarget target)
    {
        var opened = OpenFile(stream, options);
        if (opened.Refusal is { } refusal)
            return refusal;
        using var file = opened.Value;
        var catalogue = await target.Ledger.CatalogueAsync(target.Cancel);
        return await new ImportPreviewer<T>(file, MakeComparer(target), value => Check(catalogue, value)).RunAsync(target.Cancel);
    }
}
