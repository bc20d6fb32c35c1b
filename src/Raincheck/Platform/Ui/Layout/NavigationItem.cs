using Raincheck.Platform.Access;
using Raincheck.Platform.Ui.Components;

namespace Raincheck.Platform.Ui.Layout;

/// <summary>A page that the navigation leads to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">One of <see cref="Icons"/>.</param>
/// <param name="Policy">The policy to see it; null for all signed-in users.</param>
internal sealed record NavigationItem(string Name, string Address, string Icon, string? Policy = null)
{
    /// <summary>Pages elsewhere that belong to it.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The item to which a page belongs: the one that shares most of its address. Null if none does.</summary>
    /// <param name="path">The page's path, without what stands behind a question mark.</param>
    public static NavigationItem? Of(string path) =>
        Groups
            .SelectMany(g => g.Items)
            .SelectMany(i => i.Also.Prepend(i.Address).Select(address => (Item: i, Address: address)))
            .Where(i => Leads(i.Address, path))
            .OrderByDescending(i => i.Address.Length)
            .Select(i => i.Item)
            .FirstOrDefault();

    private static bool Leads(string address, string path) =>
        path.Equals(address, StringComparison.OrdinalIgnoreCase)
        // Every page is below the start page, and belongs to it as little as to the others.
        || (address != "/" && path.StartsWith(address + "/", StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<(string? Title, IReadOnlyList<NavigationItem> Items)> Groups { get; } =
    [
        (
            null,
            [
                new("Back orders today", "/", Icons.WaterDrop),
                new("Orders", "/orders", Icons.ReceiptLong),
                new("Products", "/products", Icons.Inventory2),
            ]
        ),
        (
            "Purchasing",
            [
                new("Purchase orders", "/purchase-orders", Icons.Inventory2) { Also = ["/purchasing/new"] },
                new("Shortages", "/purchasing", Icons.AddShoppingCart),
                new("Receiving", "/receiving", Icons.QrCodeScanner, Policies.Work),
            ]
        ),
        (
            "E-mail",
            [
                new("Email Templates", "/email/templates", Icons.Drafts) { Also = ["/email/template"] },
                new("Email Template Assignment", "/email/assignment", Icons.AssignmentInd),
                new("Outbox", "/email/outbox", Icons.Outbox) { Also = ["/email/suppressions"] },
                new("Mail server", "/email/server", Icons.Dns, Policies.Administer),
            ]
        ),
        (
            "Client",
            [
                new("Import", "/import", Icons.UploadFile, Policies.Work),
                new("Settings", "/settings", Icons.Tune),
                new("Jobs", "/jobs", Icons.Checklist),
            ]
        ),
    ];
}
