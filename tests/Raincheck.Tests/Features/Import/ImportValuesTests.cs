using System.Globalization;
using System.Text;
using Raincheck.Features.Import;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

/// <summary>Values as files have them: taken as they are meant, or rejected where that is not sure.</summary>
public sealed class ImportValuesTests
{
    private const string March31 = "2026-03-31 00:00:00";

    private static readonly Dictionary<string, ImportItem<ImportedOrder>> Plain = Read(new());

    [Theory]
    [InlineData("V002", 1)]
    [InlineData("V005", 1000)]
    [InlineData("V008", 5)]
    [InlineData("V010", 7)]
    public void Quantity_ThatIsSure_IsTaken(string number, int quantity) => Order(number).Lines.Single().Quantity.ShouldBe(quantity);

    [Theory]
    [InlineData("V000", "quantity is '0'")]
    [InlineData("V001", "quantity is '-1'")]
    [InlineData("V003", "quantity is '1.5'")]
    [InlineData("V004", "the row has 9 cells where the header has 8")]
    [InlineData("V006", "quantity is '1 000'")]
    [InlineData("V007", "quantity is '1E+02'")]
    [InlineData("V009", "quantity is '\u096b'")]
    [InlineData("V011", "quantity is '10000001'")]
    [InlineData("V012", "quantity is empty")]
    [InlineData("V013", "unitPrice is '$9.90'")]
    [InlineData("V014", "unitPrice is '9.90 EUR'")]
    [InlineData("V015", "unitPrice is '\u20ac 9.90'")]
    [InlineData("V016", "unitPrice is '9,90'")]
    [InlineData("V018", "unitPrice is -1")]
    [InlineData("V019", "unitPrice is '1e2'")]
    [InlineData("V022", "orderedAt is '31/03/2026'")]
    [InlineData("V023", "orderedAt is '03/31/2026'")]
    [InlineData("V024", "orderedAt is '31.03.2026'")]
    [InlineData("V030", "orderedAt is '46112'")]
    [InlineData("V047", "customerEmail is 'n/a', which is not an e-mail address")]
    [InlineData("V048", "customerEmail is 'zoe@', which is not an e-mail address")]
    [InlineData("V049", "customerEmail is 'Zoe <zoe@example.com>', which is not an e-mail address")]
    [InlineData("V050", "customerEmail is 'zoe@example.com;a@example.com', which is not an e-mail address")]
    public void Value_ThatIsNotSure_IsRejectedAndNamed(string number, string reason) =>
        Plain[number].Rejects.Single().Reason.ShouldStartWith(reason);

    [Theory]
    [InlineData("V017", "1234.50")]
    [InlineData("V020", "9.999999")]
    public void Price_ThatIsSure_IsTaken(string number, string price) =>
        Order(number).Lines.Single().UnitPrice.ShouldBe(decimal.Parse(price, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("V025", "2026-03-31 14:05:00")]
    [InlineData("V026", "2026-03-31 13:05:33")]
    [InlineData("V027", "2026-03-31 14:05:00")]
    [InlineData("V028", March31)]
    [InlineData("V029", March31)]
    [InlineData("V031", "2026-03-31 14:05:00")]
    [InlineData("V032", March31)]
    [InlineData("V033", "2026-03-31 14:05:00")]
    [InlineData("V034", "2026-03-31 18:05:00")]
    [InlineData("V035", "2026-03-01 00:00:00")]
    [InlineData("V036", March31)]
    [InlineData("V037", "2026-03-31 14:05:00")]
    public void Time_ThatIsSure_IsTakenAsWritten(string number, string time) => Time(Order(number)).ShouldBe(time);

    [Theory]
    [InlineData("V022", nameof(DateOrder.DayFirst))]
    [InlineData("V023", nameof(DateOrder.MonthFirst))]
    [InlineData("V024", nameof(DateOrder.DayFirst))]
    public void Date_OfAStatedOrder_IsTaken(string number, string order)
    {
        var stated = Enum.Parse<DateOrder>(order);
        var other = stated == DateOrder.DayFirst ? DateOrder.MonthFirst : DateOrder.DayFirst;

        Time(Read(new(Dates: stated))[number].Value.ShouldNotBeNull().Order).ShouldBe(March31);
        Read(new(Dates: other))[number].Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("03/04/2026", nameof(DateOrder.DayFirst), "2026-04-03")]
    [InlineData("03/04/2026", nameof(DateOrder.MonthFirst), "2026-03-04")]
    [InlineData("3.4.2026 14:05", nameof(DateOrder.DayFirst), "2026-04-03")]
    [InlineData("03/04/2026", nameof(DateOrder.NotStated), null)]
    public void Date_ThatCouldBeTwo_IsReadAsStated(string text, string order, string? day) =>
        TimeText.Read(text, new(Dates: Enum.Parse<DateOrder>(order)))?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(day);

    [Theory]
    [InlineData("9,90", "9.90")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("12", "12")]
    [InlineData("9.90", null)]
    [InlineData("1,2,3", null)]
    public void Decimal_WithDecimalComma_IsReadSo(string text, string? value) =>
        NumberText
            .Decimal(text, new(DecimalComma: true))
            .ShouldBe(value is null ? null : decimal.Parse(value, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1000", false, 1000L)]
    [InlineData("1,000,000", false, 1_000_000L)]
    [InlineData("1.000", false, null)]
    [InlineData("1.000", true, 1000L)]
    [InlineData("1,000", true, null)]
    [InlineData("1,00", true, 1L)]
    [InlineData("1,00", false, null)]
    [InlineData("10,00", false, null)]
    [InlineData("1000,000", false, null)]
    [InlineData("", false, null)]
    [InlineData("1.", false, null)]
    [InlineData("5\n", false, null)]
    public void Whole_Separators_CountWhereTheyAreSure(string text, bool decimalComma, long? value) =>
        NumberText.Whole(text, new(decimalComma)).ShouldBe(value);

    [Theory]
    [InlineData("V038", "00123")]
    [InlineData("V039", "123")]
    [InlineData("V042", "00123")]
    [InlineData("V043", "00123")]
    [InlineData("V045", "MUG")]
    public void Sku_OfASpreadsheet_KeepsItsZeros(string number, string sku) => Order(number).Lines.Single().Sku.ShouldBe(sku);

    [Theory]
    [InlineData("V046", "Zoë Müller", null)]
    [InlineData("V051", "Zoë Müller", "ZOE@EXAMPLE.COM")]
    [InlineData("V054", "Line break", "zoe@example.com")]
    [InlineData("V055", "O\"Neil", "zoe@example.com")]
    [InlineData("V056", "=1+1", "zoe@example.com")]
    [InlineData("V057", "Müller, Zoë", "zoe@example.com")]
    [InlineData("V058", "😀 Ann", "zoe@example.com")]
    public void Customer_AsWritten_IsTaken(string number, string name, string? email) =>
        (Order(number).Customer.Name, Order(number).Customer.Email).ShouldBe((name, email));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Values_Imported_LoseNoRow(Database database)
    {
        await using var shop = await ImportTrial.ShopAsync(database);

        var trial = await ImportTrial.RunAsync(shop, "orders", ImportTrial.Case("values.csv"));

        trial.Rows.ShouldBe(59);
        (trial.Imported + trial.RejectedRows).ShouldBe(59);
        (await shop.Get("V005")).Lines.Single().Quantity.ShouldBe(1000);
        (await shop.Get("V046")).Customer.Email.ShouldBeNull();
        (await shop.Get("V054")).Customer.Name.ShouldBe("Line break");
        trial.Rejects.ShouldContain("the row has 9 cells where the header has 8");
        await shop.ShouldBeSound();
    }

    private static Raincheck.Features.Orders.NewOrder Order(string number) => Plain[number].Value.ShouldNotBeNull().Order;

    private static string Time(Raincheck.Features.Orders.NewOrder order) =>
        order.OrderedAt!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Dictionary<string, ImportItem<ImportedOrder>> Read(ImportFormat format)
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(ImportTrial.Case("values.csv")));
        using var file = OrderFile.Open(stream, new() { Format = format }).Value;
        return file.Read().ToDictionary(i => i.Rows[0].Fields[0]);
    }
}
