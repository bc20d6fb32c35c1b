using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Features.Orders;

internal static class OrderQueries
{
    /// <summary>The lines of the order with this number. It begins at the order, however many lines of others there are.</summary>
    public static IQueryable<OrderLine> LinesOf(this RaincheckDb db, string number) =>
        db.Orders.Where(o => o.Number == number).Join(db.OrderLines, o => o.Id, l => l.OrderId, (_, line) => line);
}
