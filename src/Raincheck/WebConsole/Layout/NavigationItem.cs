using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using Raincheck.Features.Accounts;

namespace Raincheck.WebConsole.Layout;

/// <summary>A page that the navigation leads to.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">An SVG path.</param>
/// <param name="Policy">Who sees it; everybody who is signed in where it is null.</param>
internal sealed record NavigationItem(string Name, string Address, string Icon, string? Policy = null)
{
    /// <summary>Where it shows as being here: the start page there alone, others on the pages below them too.</summary>
    public NavLinkMatch Match => Address == "/" ? NavLinkMatch.All : NavLinkMatch.Prefix;

    public static IReadOnlyList<(string? Title, IReadOnlyList<NavigationItem> Items)> Groups { get; } =
    [
        (
            null,
            [
                new("Back orders today", "/", Icons.Material.Outlined.WaterDrop),
                new("Orders", "/orders", Icons.Material.Outlined.ReceiptLong),
                new("Products", "/products", Icons.Material.Outlined.Inventory2),
            ]
        ),
        (
            "Purchasing",
            [
                new("Purchase orders", "/purchase-orders", Icons.Material.Outlined.Inventory2),
                new("What is short", "/purchasing", Icons.Material.Outlined.AddShoppingCart),
                new("Receiving", "/receiving", Icons.Material.Outlined.QrCodeScanner, Policies.Work),
            ]
        ),
        (
            "E-mail",
            [
                new("Email Templates", "/email/templates", Icons.Material.Outlined.Drafts),
                new("Email Template Assignment", "/email/assignment", Icons.Material.Outlined.AssignmentInd),
                new("Outbox", "/email/outbox", Icons.Material.Outlined.Outbox),
                new("Mail server", "/email/server", Icons.Material.Outlined.Dns, Policies.Administer),
            ]
        ),
        (
            "Client",
            [
                new("Import", "/import", Icons.Material.Outlined.UploadFile, Policies.Work),
                new("Settings", "/settings", Icons.Material.Outlined.Tune),
                new("Jobs", "/jobs", Icons.Material.Outlined.Checklist),
            ]
        ),
    ];
}
