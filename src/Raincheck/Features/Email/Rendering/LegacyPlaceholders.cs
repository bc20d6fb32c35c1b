using System.Text.RegularExpressions;

namespace Raincheck.Features.Email.Rendering;

/// <summary>A text whose old placeholders became Liquid.</summary>
/// <param name="Text">The text.</param>
/// <param name="Unknown">Placeholders that have no counterpart, and stayed as they were.</param>
public sealed record TranslatedText(string Text, IReadOnlyList<string> Unknown);

/// <summary>Placeholders such as <c>#?OrderNumber?#</c>, which people bring with the templates of their old system.</summary>
public static partial class LegacyPlaceholders
{
    private const string ListOfLines =
        "{% for line in lines %}{{ line.sku }} {{ line.name }}: {{ line.back_ordered }} of {{ line.ordered }}{% unless forloop.last %}, {% endunless %}{% endfor %}";

    /// <summary>By their letters and digits alone: people write them in every way.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OrderNumber"] = "{{ order.number }}",
        ["OrderNo"] = "{{ order.number }}",
        ["OrderID"] = "{{ order.number }}",
        ["Order"] = "{{ order.number }}",
        ["OrderDate"] = "{{ order.ordered_at | date: '%d %B %Y' }}",
        ["DateOrdered"] = "{{ order.ordered_at | date: '%d %B %Y' }}",
        ["OrderStatus"] = "{{ order.status }}",
        ["OrderSource"] = "{{ order.channel }}",
        ["Channel"] = "{{ order.channel }}",
        ["ExpectedShipDate"] = "{{ order.expected_ship_date | date: '%d %B %Y' }}",
        ["ShipDate"] = "{{ order.expected_ship_date | date: '%d %B %Y' }}",
        ["PromisedShipDate"] = "{{ order.expected_ship_date | date: '%d %B %Y' }}",
        ["CustomerName"] = "{{ customer.name }}",
        ["BuyerName"] = "{{ customer.name }}",
        ["Name"] = "{{ customer.name }}",
        ["CustomerFullName"] = "{{ customer.name }}",
        ["CustomerFirstName"] = "{{ customer.first_name }}",
        ["FirstName"] = "{{ customer.first_name }}",
        ["BuyerFirstName"] = "{{ customer.first_name }}",
        ["CustomerEmail"] = "{{ customer.email }}",
        ["BuyerEmail"] = "{{ customer.email }}",
        ["Email"] = "{{ customer.email }}",
        ["CompanyName"] = "{{ company.name }}",
        ["Company"] = "{{ company.name }}",
        ["StoreName"] = "{{ company.name }}",
        ["CompanyCode"] = "{{ company.code }}",
        ["BackOrderedQty"] = "{{ order.back_ordered }}",
        ["BackOrderQty"] = "{{ order.back_ordered }}",
        ["Reason"] = "{{ notice.note }}",
        ["DelayReason"] = "{{ notice.note }}",
        ["VendorName"] = "{{ notice.note }}",
        ["Items"] = ListOfLines,
        ["OrderItems"] = ListOfLines,
        ["ItemList"] = ListOfLines,
        ["BackOrderItems"] = ListOfLines,
        ["BackOrderedItems"] = ListOfLines,
        ["OutOfStockItems"] = ListOfLines,
        ["Date"] = "{{ now | date: '%d %B %Y' }}",
        ["Today"] = "{{ now | date: '%d %B %Y' }}",
        ["CurrentDate"] = "{{ now | date: '%d %B %Y' }}",
    };

    /// <summary>The same text in Liquid.</summary>
    public static TranslatedText Translate(string text)
    {
        var unknown = new List<string>();
        var translated = Placeholder.Replace(
            text,
            found =>
            {
                if (Known.TryGetValue(Separators.Replace(found.Groups["name"].Value, ""), out var liquid))
                    return liquid;
                unknown.Add(found.Value);
                return found.Value;
            }
        );
        return new TranslatedText(translated, [.. unknown.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The first placeholder that has no counterpart, as a fault of the text; null if there is none.</summary>
    public static TemplateFault? FindUnknown(string text) =>
        Placeholder.Match(text) is { Success: true } left
            ? TemplateFault.At(text, left.Index, $"{left.Value} has no counterpart among the variables.")
            : null;

    [GeneratedRegex(@"#\?\s*(?<name>[A-Za-z][A-Za-z0-9 _.\-]{0,60}?)\s*\?#", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex(@"[ _.\-]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators { get; }
}
