using Raincheck.Core.Orders;
using Shouldly;

namespace Raincheck.Core.Tests.Orders;

public sealed class AddressTests
{
    private static readonly Address Whole = new()
    {
        Name = "Ada Example",
        Company = "Example & Söhne",
        Line1 = "Kerkstraat 1",
        Line2 = "Bus 3",
        City = "Gent",
        Region = "East Flanders",
        PostalCode = "9000",
        Country = "be",
        Phone = "+32 9 123 45 67",
    };

    [Fact]
    public void Parse_OfTheStoredText_IsTheSameAddress()
    {
        Address.Parse(Whole.ToText()).ShouldBe(Whole);
        Address.Of(Whole.ToValues()).ShouldBe(Whole);
        Whole.ToText().ShouldContain("\"company\":\"Example & Söhne\"");
        Whole.ToValues().Count.ShouldBe(Address.Members.Count);
    }

    [Fact]
    public void Of_NothingAtAll_IsNoAddress()
    {
        Address.Of(new Address().ToValues()).ShouldBeNull();
        Address.Parse(null).ShouldBeNull();
    }

    [Fact]
    public void ToLines_AreThoseOfALabel()
    {
        Whole.ToLines().ShouldBe(["Ada Example", "Example & Söhne", "Kerkstraat 1", "Bus 3", "9000 Gent, East Flanders", "Belgium"]);
        new Address { Region = "Texas", Country = "US" }
            .ToLines()
            .ShouldBe(["Texas", "United States"]);
        new Address().ToLines().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("country", "BE", true)]
    [InlineData("country", "be", true)]
    [InlineData("country", "XX", false)]
    [InlineData("country", "Belgium", false)]
    [InlineData("country", "", false)]
    [InlineData("city", " ", false)]
    [InlineData("city", "Gent\n", false)]
    [InlineData("postalCode", "12345678901234567890", true)]
    [InlineData("postalCode", "123456789012345678901", false)]
    public void FaultOf_NamesWhatAMemberCannotBe(string member, string value, bool isRight) =>
        (Address.FaultOf(member, value) is null).ShouldBe(isRight);

    [Fact]
    public void Check_NamesEveryMemberThatIsWrong()
    {
        var wrong = new Address
        {
            Name = "",
            Line1 = new string('x', 201),
            Country = "Belgium",
            City = "Gent",
        };

        wrong.Check("billTo").OfType<Refusal>().Select(r => r.Path).ShouldBe(["billTo.name", "billTo.line1", "billTo.country"]);
        Whole.Check("shipTo").OfType<Refusal>().ShouldBeEmpty();
    }

    [Fact]
    public void Countries_HaveEachCodeOnce()
    {
        Countries.All.Count.ShouldBe(249);
        Countries.All.Select(c => c.Code).ShouldBeUnique();
        Countries.All.ShouldAllBe(c => c.Code.Length == 2 && c.Name.Length > 2 && Countries.IsCode(c.Code));
        Countries.IsCode("be").ShouldBeFalse();
    }
}
