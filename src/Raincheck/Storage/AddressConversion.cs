using System.Text.Encodings.Web;
using System.Text.Json;
using Raincheck.Core.Orders;

namespace Raincheck.Storage;

/// <summary>
/// Turns the shipping addresses of earlier versions, any JSON objects, into addresses with fixed members. What fits no member
/// goes into an internal note of the order.
/// </summary>
internal static class AddressConversion
{
    /// <summary>The end of the name of the migration that needs it.</summary>
    public const string Migration = "_CustomersAndAddresses";

    private const int Step = 1_000;

    private static readonly JsonSerializerOptions Note = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Usual names of the members, in small letters without anything between words.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["fullname"] = "name",
        ["recipient"] = "name",
        ["companyname"] = "company",
        ["address"] = "line1",
        ["address1"] = "line1",
        ["addressline1"] = "line1",
        ["street"] = "line1",
        ["street1"] = "line1",
        ["address2"] = "line2",
        ["addressline2"] = "line2",
        ["street2"] = "line2",
        ["town"] = "city",
        ["state"] = "region",
        ["province"] = "region",
        ["county"] = "region",
        ["zip"] = "postalCode",
        ["zipcode"] = "postalCode",
        ["postcode"] = "postalCode",
        ["countrycode"] = "country",
        ["telephone"] = "phone",
    };

    /// <summary>Converts every order.</summary>
    public static async Task RunAsync(MigrationTransaction transaction, CancellationToken cancel)
    {
        var now = Micros.Of(DateTimeOffset.UtcNow);
        for (var last = -1L; ; )
        {
            var orders = await NextAsync(transaction, last, cancel);
            foreach (var (id, stored) in orders)
                await ConvertAsync(transaction, id, stored, now, cancel);
            if (orders.Count < Step)
                return;
            last = orders[^1].Id;
        }
    }

    /// <summary>The address in an object, and its members that are in no member of an address.</summary>
    /// <param name="stored">A JSON object.</param>
    public static (Address? Address, string? Others) Read(string stored)
    {
        using var json = JsonDocument.Parse(stored);
        try
        {
            return Read(json.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of characters, which no text has.
            return (null, stored);
        }
    }

    private static (Address? Address, string? Others) Read(JsonElement stored)
    {
        var values = new string?[Address.Members.Count];
        var rest = new List<string>();
        foreach (var member in stored.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null))
        {
            var place = PlaceOf(member.Name);
            if (place >= 0 && values[place] is null && ValueOf(Address.Members[place].Name, member.Value) is { } value)
                values[place] = value;
            else
                rest.Add($"{JsonSerializer.Serialize(member.Name, Note)}:{member.Value.GetRawText()}");
        }
        return (Address.Of(values), rest.Count == 0 ? null : $"{{{string.Join(',', rest)}}}");
    }

    private static int PlaceOf(string name)
    {
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var known = OtherNames.GetValueOrDefault(plain, plain);
        return Address.Members.ToList().FindIndex(m => string.Equals(m.Name, known, StringComparison.OrdinalIgnoreCase));
    }

    private static string? ValueOf(string member, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return text?.Trim() is { } trimmed && Address.FaultOf(member, trimmed) is null ? trimmed : null;
    }

    private static async Task<List<(long Id, string Stored)>> NextAsync(
        MigrationTransaction transaction,
        long after,
        CancellationToken cancel
    )
    {
        await using var command = transaction.MakeCommand(
            "SELECT id, ship_to FROM orders WHERE id > @after AND ship_to IS NOT NULL ORDER BY id LIMIT @step",
            ("after", after),
            ("step", Step)
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var orders = new List<(long, string)>();
        while (await reader.ReadAsync(cancel))
            orders.Add((reader.GetInt64(0), reader.GetString(1)));
        return orders;
    }

    private static async Task ConvertAsync(MigrationTransaction transaction, long id, string stored, long now, CancellationToken cancel)
    {
        var (address, rest) = Read(stored);
        await using var update = transaction.MakeCommand(
            "UPDATE orders SET ship_to = @address WHERE id = @id",
            ("address", address?.ToText()),
            ("id", id)
        );
        await update.ExecuteNonQueryAsync(cancel);
        if (rest is null)
            return;
        await using var note = transaction.MakeCommand(
            "INSERT INTO journal (at, actor, kind, cause, order_id, data) VALUES (@at, 'raincheck', 'noted', 'migration of addresses', @id, @data)",
            ("at", now),
            ("id", id),
            ("data", JsonSerializer.Serialize(new { note = $"The shipping address also had: {rest}" }, Note))
        );
        await note.ExecuteNonQueryAsync(cancel);
    }
}
