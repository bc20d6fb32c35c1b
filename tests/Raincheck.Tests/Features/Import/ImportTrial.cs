using System.Text;
using Raincheck.Features.Import;
using Raincheck.Features.MasterData;
using Raincheck.Features.Products;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Features.Import;

/// <summary>What an import did.</summary>
internal sealed record ImportTrial(long Rows, long Imported, long Changed, long AlreadyThere, long RejectedRows, string Rejects)
{
    /// <summary>The lines of the rejects file without its header.</summary>
    public IReadOnlyList<string> RejectedLines => [.. Rejects.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    public (long Imported, long Changed, long AlreadyThere, long RejectedRows) Counts => (Imported, Changed, AlreadyThere, RejectedRows);

    /// <summary>One of the small files in the folder <c>Cases</c>.</summary>
    public static string Case(string name) =>
        File.ReadAllText(Repository.PathOf("tests", "Raincheck.Tests", "Features", "Import", "Cases", name));

    /// <summary>A shop with the products that those files name.</summary>
    public static async Task<TestShop> ShopAsync(Database database)
    {
        var shop = await TestShop.EmptyAsync(database);
        shop.Time.SetUtcNow(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
        await shop.Done(new PutCompany(new("SHOP", "Shop")));
        await shop.Done(new PutVendor(new("V1", "Vendor")));
        await shop.Done(new PutWarehouse(new("MAIN", "Main", Raincheck.Core.Stock.WarehouseType.Normal, true)));
        string[] skus = ["BOWL-BL", "BOWL-RD", "0042", "PLATE-BL", "PLATE-RD", "MUG", "CUP", "00123", "123", "100000"];
        await shop.Done(new PutProducts([.. skus.Select(s => new ProductRequest(s, "Product " + s))]));
        return shop;
    }

    public static async Task<ImportTrial> RunAsync(TestShop shop, string kind, string text, ImportOptions? options = null)
    {
        var target = new ImportTarget(shop.Ledger, shop.Client, "test", CancellationToken.None);
        using var run = ImportKind.Find(kind)!.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), options ?? new(), target).Value;
        using var written = new StringWriter();
        using var rejects = new RejectsWriter(written, run.Header);
        await run.RunAsync(
            100,
            rejected =>
            {
                rejects.Write(rejected);
                return Task.CompletedTask;
            }
        );
        var counts = run.Counts;
        return new(run.Rows, counts.Imported, counts.Changed, counts.AlreadyThere, rejects.Count, written.ToString());
    }
}
