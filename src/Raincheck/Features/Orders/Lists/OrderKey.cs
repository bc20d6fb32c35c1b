using System.Data.Common;

namespace Raincheck.Features.Orders.Lists;

/// <summary>The sort key of an order in a list. Members that the sort does not use are empty.</summary>
internal sealed record OrderKey(long Id, long OrderedAt = 0, long BackOrderedQty = 0, string Number = "")
{
    public static OrderKey Read(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3));
}
