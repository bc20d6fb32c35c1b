using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Raincheck.Features.Import;

/// <summary>Groups the rows of a file by key, in any order. It stores only a digest of each key.</summary>
/// <remarks>A row takes 4 bytes, a key some 50, however long both are.</remarks>
internal sealed class RowIndex
{
    /// <summary>No group.</summary>
    public const int None = -1;

    private readonly Dictionary<UInt128, int> groupOf = [];
    private readonly List<Group> groups = [];

    // By row, the next row of its group.
    private readonly List<int> next = [];

    private record struct Group(int First, int Last, int Count);

    /// <summary>How many different keys there are. Groups are numbered from 0 by their first rows.</summary>
    public int Count => groups.Count;

    /// <summary>Puts a row with its key.</summary>
    /// <returns>The group.</returns>
    public int Add(string key, int row)
    {
        var digest = Digest(key);
        if (groupOf.TryGetValue(digest, out var group))
        {
            AddTo(group, row);
            return group;
        }
        groupOf.Add(digest, groups.Count);
        groups.Add(new Group(row, row, 1));
        Reserve(row);
        return groups.Count - 1;
    }

    /// <summary>Puts a row into a group.</summary>
    public void AddTo(int group, int row)
    {
        Reserve(row);
        ref var found = ref CollectionsMarshal.AsSpan(groups)[group];
        next[found.Last] = row;
        found = found with { Last = row, Count = found.Count + 1 };
    }

    /// <summary>The group of a key, or <see cref="None"/>.</summary>
    public int Find(string key) => groupOf.GetValueOrDefault(Digest(key), None);

    /// <summary>How many rows a group has.</summary>
    public int CountOf(int group) => groups[group].Count;

    /// <summary>The rows of a group in the order of the file.</summary>
    public IEnumerable<int> RowsOf(int group)
    {
        for (var row = groups[group].First; row != None; row = next[row])
            yield return row;
    }

    private void Reserve(int row)
    {
        while (next.Count <= row)
            next.Add(None);
    }

    private static UInt128 Digest(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
