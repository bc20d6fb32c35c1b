using System.Runtime.InteropServices;
using Raincheck.Storage;

namespace Raincheck.Features.Orders.Search;

/// <summary>
/// Orders are indexed in blocks of consecutive ids: small ones soon after they came in, large ones in place of the small when
/// those are full. When what an order is found by is corrected, its large block gets the new text too. The old text stays there:
/// who finds an order in the index reads its text before saying so.
/// </summary>
internal static class SearchBlocks
{
    public const int Small = 0;
    public const int Large = 1;

    private static readonly int[] Bits = [12, 16];

    /// <summary>How many ids a block of a level spans.</summary>
    public static int SizeOf(int level) => 1 << Bits[level];

    public static long BlockOf(long orderId, int level) => orderId >> Bits[level];

    public static long FirstId(long block, int level) => block << Bits[level];

    public static int PlaceOf(long orderId, int level) => (int)(orderId & (SizeOf(level) - 1));

    /// <summary>The rows of a block.</summary>
    /// <param name="texts">Its orders by ascending id.</param>
    /// <param name="level">The level of the block.</param>
    public static List<SearchGram> Make(IEnumerable<OrderText> texts, int level)
    {
        var block = 0L;
        var places = new Dictionary<long, List<ushort>>();
        foreach (var text in texts)
        {
            block = BlockOf(text.Id, level);
            var place = (ushort)PlaceOf(text.Id, level);
            Add(Grams.Everywhere, place);
            foreach (var field in text.Folded)
            {
                foreach (var gram in Grams.In(field))
                    Add(gram, place);
            }
        }
        return
        [
            .. places.Select(p => new SearchGram
            {
                Gram = p.Key,
                Level = level,
                Block = block,
                Places = PostingList.Write(p.Value, SizeOf(level)),
            }),
        ];

        void Add(long gram, ushort place)
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(places, gram, out _);
            list ??= [];
            if (list.Count == 0 || list[^1] != place)
                list.Add(place);
        }
    }
}

/// <summary>The searchable text of an order.</summary>
/// <param name="Id">The order's id.</param>
/// <param name="Number">Its number.</param>
/// <param name="CustomerName">The customer's name.</param>
/// <param name="CustomerEmail">The customer's e-mail address.</param>
internal sealed record OrderText(long Id, string Number, string CustomerName, string CustomerEmail)
{
    /// <summary>The columns in the order in which <see cref="Read"/> wants them.</summary>
    public const string Columns = "id, number, customer_name, customer_email";

    public IEnumerable<string> Folded => [Grams.Fold(Number), Grams.Fold(CustomerName), Grams.Fold(CustomerEmail)];

    public static OrderText Read(System.Data.Common.DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3));

    /// <summary>Whether a folded text stands in one of them.</summary>
    public bool Has(string folded) => Folded.Any(f => f.Contains(folded, StringComparison.Ordinal));
}
