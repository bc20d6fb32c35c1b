using System.Buffers.Binary;
using System.Numerics;

namespace Raincheck.Features.Orders.Search;

/// <summary>
/// A set of places in a block, from 0 up to 65,535. Stored as the places themselves, two bytes each, or, where that is shorter, as
/// one bit for each place of the block; the length tells which.
/// </summary>
internal static class PostingList
{
    private const int BytesPerPlace = 2;

    /// <summary>The stored form of places in ascending order.</summary>
    public static byte[] Write(IReadOnlyList<ushort> places, int size)
    {
        var bits = new byte[Math.Min(size / 8, places.Count * BytesPerPlace)];
        if (bits.Length < size / 8)
        {
            for (var i = 0; i < places.Count; i++)
                BinaryPrimitives.WriteUInt16LittleEndian(bits.AsSpan(i * BytesPerPlace), places[i]);
            return bits;
        }
        foreach (var place in places)
            bits[place / 8] |= (byte)(1 << (place % 8));
        return bits;
    }

    /// <summary>The stored form of two stored sets together.</summary>
    public static byte[] Union(byte[] stored, byte[] other, int size) =>
        Write([.. StoredPlaces(stored, size).Union(StoredPlaces(other, size)).Order()], size);

    /// <summary>Takes out of <paramref name="bits"/>, one bit a place, what is not in the stored set.</summary>
    public static void Intersect(byte[] bits, byte[] stored)
    {
        if (stored.Length == bits.Length)
        {
            for (var i = 0; i < bits.Length; i++)
                bits[i] &= stored[i];
            return;
        }
        var left = new byte[bits.Length];
        for (var i = 0; i < stored.Length; i += BytesPerPlace)
        {
            var place = BinaryPrimitives.ReadUInt16LittleEndian(stored.AsSpan(i));
            left[place / 8] |= (byte)(bits[place / 8] & (1 << (place % 8)));
        }
        left.CopyTo(bits, 0);
    }

    public static int Count(byte[] bits)
    {
        var count = 0;
        foreach (var eight in bits)
            count += BitOperations.PopCount(eight);
        return count;
    }

    public static bool Contains(byte[] bits, int place) => (bits[place / 8] & (1 << (place % 8))) != 0;

    public static IEnumerable<int> Places(byte[] bits)
    {
        for (var place = 0; place < bits.Length * 8; place++)
        {
            if (bits[place / 8] == 0)
                place += 7;
            else if (Contains(bits, place))
                yield return place;
        }
    }

    private static IEnumerable<ushort> StoredPlaces(byte[] stored, int size)
    {
        var bits = new byte[size / 8];
        Array.Fill(bits, byte.MaxValue);
        Intersect(bits, stored);
        return Places(bits).Select(place => (ushort)place);
    }
}
