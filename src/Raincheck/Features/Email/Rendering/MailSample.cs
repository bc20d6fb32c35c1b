using Fluid.Values;

namespace Raincheck.Features.Email.Rendering;

/// <summary>A sample order with a value for every variable, to validate templates on saving.</summary>
internal static class MailSample
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, object> Address = new(StringComparer.Ordinal)
    {
        ["name"] = "Ada Example",
        ["company"] = "Example & Sons",
        ["line1"] = "Kerkstraat 1",
        ["line2"] = "Bus 3",
        ["city"] = "Gent",
        ["region"] = "East Flanders",
        ["postal_code"] = "9000",
        ["country"] = "BE",
        ["phone"] = "+32 9 123 45 67",
        ["lines"] = (string[])["Ada Example", "Example & Sons", "Kerkstraat 1", "Bus 3", "9000 Gent, East Flanders", "Belgium"],
    };

    public static IReadOnlyDictionary<string, FluidValue> Variables(TemplateEngine engine)
    {
        var lines = new[] { Line(1, "MUG-R", "Red mug", 2, 3), Line(2, "TRAY", "Tea tray", 1, 1) };
        var variables = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["order"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["number"] = "1001",
                ["ordered_at"] = Day,
                ["expected_ship_date"] = Day.AddDays(14),
                ["complete_by"] = Day.AddDays(10),
                ["promised"] = Day.AddDays(14),
                ["status"] = "inProcess",
                ["state"] = "partial",
                ["open"] = 4,
                ["back_ordered"] = 3,
                ["channel"] = "web",
                ["note"] = "Ships in two parcels.",
                ["ship_by"] = Day.AddDays(20),
                ["ship_to"] = Address,
                ["bill_to"] = Address,
            },
            ["customer"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["name"] = "Ada Example",
                ["first_name"] = "Ada",
                ["email"] = "ada@example.com",
                ["phone"] = "+32 9 123 45 67",
                ["company"] = "Example & Sons",
            },
            ["company"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = "Acme", ["code"] = "ACME" },
            ["notice"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["event"] = "OutOfStockInventoryNotice",
                ["note"] = "Late",
                ["previous_date"] = Day.AddDays(7),
                ["replaced"] = true,
            },
            ["consent"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["revised_date"] = Day.AddDays(20),
                ["answer_by"] = Day.AddDays(20),
                ["silence"] = "consent",
                ["accept_url"] = "https://shop.example/delay/x?answer=accept",
                ["cancel_url"] = "https://shop.example/delay/x?answer=cancel",
            },
            ["lines"] = lines,
            ["all_lines"] = lines,
        };
        return variables.ToDictionary(v => v.Key, v => engine.ValueOf(v.Value), StringComparer.Ordinal);
    }

    private static Dictionary<string, object> Line(int line, string sku, string name, int backOrdered, int ordered) =>
        new(StringComparer.Ordinal)
        {
            ["line"] = line,
            ["sku"] = sku,
            ["name"] = name,
            ["units"] = backOrdered,
            ["ordered"] = ordered,
            ["open"] = ordered,
            ["allocated"] = ordered - backOrdered,
            ["back_ordered"] = backOrdered,
            ["shipped"] = 0,
            ["cancelled"] = 0,
            ["expected"] = Day.AddDays(10),
            ["purchase_order"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["number"] = "PO-7",
                ["expected"] = Day.AddDays(10),
            },
            ["schedule"] = new[] { Piece(ordered - backOrdered, 0, "onHand", null), Piece(backOrdered, 10, "expected", "PO-7") }
                .Where(p => (int)p["quantity"]! > 0)
                .ToList(),
            ["replacement"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sku"] = sku + "-2",
                ["name"] = name + ", new edition",
                ["quantity"] = 1,
            },
            ["instead_of"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sku"] = sku + "-0",
                ["name"] = name + ", first edition",
            },
        };

    private static Dictionary<string, object?> Piece(int quantity, int days, string basis, string? purchaseOrder) =>
        new(StringComparer.Ordinal)
        {
            ["quantity"] = quantity,
            ["date"] = Day.AddDays(days),
            ["basis"] = basis,
            ["purchase_order"] = purchaseOrder,
        };
}
