using Raincheck.Core.Notices;

namespace Raincheck.Core.Orders;

/// <summary>Who ordered. Without an e-mail address, no notices are written.</summary>
/// <param name="Name">The customer's name.</param>
/// <param name="Email">The address for notices; null for none.</param>
/// <param name="Phone">A phone number; null for none.</param>
/// <param name="Company">The customer's company; null for none.</param>
public sealed record Customer(string Name, string? Email = null, string? Phone = null, string? Company = null)
{
    /// <summary>The most characters of a name or a company.</summary>
    public const int NameLengthMax = 200;

    /// <summary>The most characters of a phone number.</summary>
    public const int PhoneLengthMax = 50;

    /// <summary>A refusal for each member that is wrong, under <c>customer</c>.</summary>
    public IEnumerable<Refusal?> Check() =>
        [
            CheckName(),
            TextRule.Check(Email, "customer.email", EmailAddress.LengthMax) ?? CheckEmail(),
            TextRule.Check(Phone, "customer.phone", PhoneLengthMax),
            TextRule.Check(Company, "customer.company", NameLengthMax),
        ];

    private Refusal? CheckName() =>
        Name is null
            ? new Refusal(RefusalCode.InvalidValue, "customer.name is missing.", "customer.name")
            : TextRule.Check(Name, "customer.name", NameLengthMax);

    private Refusal? CheckEmail() =>
        Email is not null && EmailAddress.FaultOf(Email) is { } fault
            ? new Refusal(RefusalCode.InvalidValue, $"customer.email {fault}: {Email}", "customer.email")
            : null;
}
