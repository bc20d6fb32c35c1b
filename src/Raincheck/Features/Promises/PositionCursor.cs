using System.Text.Json;
using Raincheck.Core.Allocation;

namespace Raincheck.Features.Promises;

/// <summary>A place in a queue as the key of a page.</summary>
internal static class PositionCursor
{
    /// <summary>The kinds of a place's parts.</summary>
    public static readonly JsonValueKind[] Kinds = [.. Enumerable.Repeat(JsonValueKind.Number, 5)];

    public static object[] KeyOf(QueuePosition place) => [place.Priority, place.QueuedAt, place.FamilyId, place.OrderId, place.Line];

    /// <summary>The place of a key. A cursor that a caller made up may have numbers that no place has.</summary>
    public static QueuePosition Read(ReadOnlySpan<JsonElement> key) =>
        new(Int(key[0]), key[1].GetInt64(), key[2].GetInt64(), key[3].GetInt64(), Int(key[4]));

    /// <summary>The nearest whole number of 32 bits.</summary>
    public static int Int(JsonElement number) => (int)Math.Clamp(number.GetInt64(), int.MinValue, int.MaxValue);
}
