using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

/// <summary>Addresses and the wanted ship date of an order, between requests, answers and the stored order.</summary>
internal static class OrderContacts
{
    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateOnly LastDay = new(2199, 12, 31);

    /// <summary>An address as it is stored; one without any member is none.</summary>
    public static string? Stored(Address? address) => WithContent(address)?.ToText();

    /// <summary>The address; null if it has no member.</summary>
    public static Address? WithContent(Address? address) => address is null ? null : Address.Of(address.ToValues());

    /// <summary>A day as it is stored: its midnight in UTC, in microseconds since 1970-01-01.</summary>
    public static long? Stored(DateOnly? day) =>
        day is { } date ? Micros.Of(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero)) : null;

    /// <summary>A day that was stored.</summary>
    public static DateOnly? ToDay(long? stored) => Micros.ToTime(stored) is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null;

    /// <summary>A refusal for each member that is wrong.</summary>
    public static IEnumerable<Refusal?> Check(Customer? customer, Address? shipTo, Address? billTo, DateOnly? shipBy) =>
        [.. customer?.Check() ?? [], .. shipTo?.Check("shipTo") ?? [], .. billTo?.Check("billTo") ?? [], Check(shipBy)];

    private static Refusal? Check(DateOnly? shipBy) =>
        shipBy is { } day && (day < FirstDay || day > LastDay)
            ? new Refusal(RefusalCode.InvalidValue, $"shipBy is {day:O}; it must be from {FirstDay:O} to {LastDay:O}.", "shipBy")
            : null;
}
