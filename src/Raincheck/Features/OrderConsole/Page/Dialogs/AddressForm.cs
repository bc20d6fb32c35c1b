using Raincheck.Core.Orders;

namespace Raincheck.Features.OrderConsole.Page.Dialogs;

/// <summary>An address while it is typed: an empty field is one that is not known.</summary>
public sealed class AddressForm
{
    public string Name { get; set; } = "";
    public string Company { get; set; } = "";
    public string Line1 { get; set; } = "";
    public string Line2 { get; set; } = "";
    public string City { get; set; } = "";
    public string Region { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string Country { get; set; } = "";
    public string Phone { get; set; } = "";

    /// <summary>Fills the fields.</summary>
    public void Fill(Address? address)
    {
        Name = address?.Name ?? "";
        Company = address?.Company ?? "";
        Line1 = address?.Line1 ?? "";
        Line2 = address?.Line2 ?? "";
        City = address?.City ?? "";
        Region = address?.Region ?? "";
        PostalCode = address?.PostalCode ?? "";
        Country = address?.Country ?? "";
        Phone = address?.Phone ?? "";
    }

    /// <summary>The address; null if every field is empty.</summary>
    public Address? ToAddress() =>
        Address.Of([
            Typed(Name),
            Typed(Company),
            Typed(Line1),
            Typed(Line2),
            Typed(City),
            Typed(Region),
            Typed(PostalCode),
            Typed(Country),
            Typed(Phone),
        ]);

    /// <summary>What was typed without spaces around it; null for nothing.</summary>
    public static string? Typed(string text) => text.Trim() is { Length: > 0 } typed ? typed : null;
}
