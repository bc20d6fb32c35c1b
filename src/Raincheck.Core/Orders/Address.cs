using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raincheck.Core.Orders;

/// <summary>A postal address. Every member is optional, and one line of text.</summary>
public sealed record Address
{
    private const int TextLengthMax = 200;
    private const int PostalCodeLengthMax = 20;

    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The names of the members, as the API has them, in the order of an address, with the longest text of each.</summary>
    public static IReadOnlyList<(string Name, int LengthMax)> Members { get; } =
    [
        ("name", TextLengthMax),
        ("company", TextLengthMax),
        ("line1", TextLengthMax),
        ("line2", TextLengthMax),
        ("city", TextLengthMax),
        ("region", TextLengthMax),
        ("postalCode", PostalCodeLengthMax),
        ("country", 2),
        ("phone", Customer.PhoneLengthMax),
    ];

    /// <summary>The person who receives it.</summary>
    public string? Name { get; init; }

    /// <summary>The company of that person.</summary>
    public string? Company { get; init; }

    /// <summary>Street and house number.</summary>
    public string? Line1 { get; init; }

    /// <summary>Apartment, floor, building.</summary>
    public string? Line2 { get; init; }

    /// <summary>The town.</summary>
    public string? City { get; init; }

    /// <summary>State, province or county.</summary>
    public string? Region { get; init; }

    /// <summary>Postal or ZIP code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The country as two letters of ISO 3166-1. Small letters become capital ones.</summary>
    public string? Country
    {
        get;
        init => field = value?.ToUpperInvariant();
    }

    /// <summary>A phone number for the delivery.</summary>
    public string? Phone { get; init; }

    /// <summary>The members' values in the order of <see cref="Members"/>.</summary>
    public IReadOnlyList<string?> ToValues() => [Name, Company, Line1, Line2, City, Region, PostalCode, Country, Phone];

    /// <summary>An address of values in the order of <see cref="Members"/>; null if all are null.</summary>
    public static Address? Of(IReadOnlyList<string?> values) =>
        values.All(v => v is null)
            ? null
            : new Address
            {
                Name = values[0],
                Company = values[1],
                Line1 = values[2],
                Line2 = values[3],
                City = values[4],
                Region = values[5],
                PostalCode = values[6],
                Country = values[7],
                Phone = values[8],
            };

    /// <summary>What is wrong with a value of a member, to stand behind its name; null if nothing is.</summary>
    public static string? FaultOf(string member, string value)
    {
        if (member == "country")
            return Countries.IsCode(value.ToUpperInvariant())
                ? null
                : $"is {Shown(value)}; it must be a country code of two letters (ISO 3166-1), such as DE";
        return TextRule.FaultOf(value, Members.First(m => m.Name == member).LengthMax);
    }

    /// <summary>A refusal for each member that is wrong.</summary>
    /// <param name="path">The address in the request, as in <c>shipTo</c>.</param>
    public IEnumerable<Refusal?> Check(string path) =>
        Members.Zip(
            ToValues(),
            (member, value) =>
                value is not null && FaultOf(member.Name, value) is { } fault
                    ? new Refusal(RefusalCode.InvalidValue, $"{path}.{member.Name} {fault}.", $"{path}.{member.Name}")
                    : null
        );

    /// <summary>How it is stored: a JSON object of the members that are not null.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Stored);

    /// <summary>An address as it is stored; null for none.</summary>
    public static Address? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize<Address>(text, Stored);

    /// <summary>The lines of a label; the country is its name.</summary>
    public IEnumerable<string> ToLines()
    {
        var town = Join(" ", PostalCode, City);
        var lines = new[] { Name, Company, Line1, Line2, Join(", ", town, Region), Country is null ? null : Countries.NameOf(Country) };
        return lines.OfType<string>();
    }

    private static string? Join(string between, params string?[] parts) =>
        parts.Any(p => p is not null) ? string.Join(between, parts.OfType<string>()) : null;

    private static string Shown(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
