namespace Raincheck.Features.OrderConsole.Manage;

/// <summary>A column of Manage Orders that can be shown or left out.</summary>
/// <param name="Key">Its name in the address.</param>
/// <param name="Name">Its heading.</param>
/// <param name="IsDefault">Whether it is shown by default.</param>
/// <param name="IsWide">Whether it then shows on a wide screen only; a selected column shows on every screen.</param>
public sealed record OrderColumn(string Key, string Name, bool IsDefault = true, bool IsWide = false)
{
    public static readonly OrderColumn Company = new("company", "Company");
    public static readonly OrderColumn Channel = new("channel", "Channel", IsDefault: false);
    public static readonly OrderColumn Customer = new("customer", "Customer");
    public static readonly OrderColumn Items = new("items", "Items");
    public static readonly OrderColumn Total = new("total", "Total");
    public static readonly OrderColumn Status = new("status", "Status");
    public static readonly OrderColumn Payment = new("payment", "Payment", IsWide: true);
    public static readonly OrderColumn Shipping = new("shipping", "Shipping", IsWide: true);
    public static readonly OrderColumn Dropship = new("dropship", "Dropship", IsDefault: false);
    public static readonly OrderColumn Priority = new("priority", "Priority", IsDefault: false);
    public static readonly OrderColumn Expected = new("expected", "Expected ship date", IsWide: true);

    public static IReadOnlyList<OrderColumn> All { get; } =
    [Company, Channel, Customer, Items, Total, Status, Payment, Shipping, Dropship, Priority, Expected];

    /// <summary>The columns in the address; unknown ones are ignored.</summary>
    public static HashSet<OrderColumn> Of(string? text) =>
        text is null ? [.. All.Where(c => c.IsDefault)] : [.. All.Where(c => text.Split(',').Contains(c.Key, StringComparer.Ordinal))];

    /// <summary>How the address asks for them.</summary>
    public static string Format(IReadOnlySet<OrderColumn> shown) =>
        shown.Count == 0 ? "none" : string.Join(',', All.Where(shown.Contains).Select(c => c.Key));
}
