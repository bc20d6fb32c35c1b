using Raincheck.Core.Notices;
using Raincheck.Core.Orders;

namespace Raincheck.Ledger;

/// <summary>What the lines of some orders were like after each command of a batch: a mail tells of its own moment, not of a later one.</summary>
internal sealed class LineHistory
{
    private readonly Dictionary<(long Order, int Line), List<(int Command, LineChange Change)>> changes = [];

    public LineHistory(List<Effects> done, HashSet<long> orders)
    {
        for (var command = 0; command < done.Count; command++)
        {
            foreach (var change in done[command].Lines)
            {
                if (!orders.Contains(change.Line.OrderId))
                    continue;
                var key = (change.Line.OrderId, change.Line.Line);
                if (!changes.TryGetValue(key, out var ofLine))
                    changes.Add(key, ofLine = []);
                ofLine.Add((command, change));
            }
        }
    }

    /// <summary>The lines as they were after a command, with the units that a mail about it is about.</summary>
    public List<MailSnapshotLine> Lines(List<OrderLine> lines, int command, MailEvent? what, Catalogue catalogue)
    {
        var states = new List<(OrderLine Line, LineState Before, LineState After)>(lines.Count);
        foreach (var line in lines)
        {
            var (before, after) = StatesAt(line, command);
            // A line that a later command of the batch added.
            if (after.Quantity > 0)
                states.Add((line, before, after));
        }
        // Where nothing is back-ordered, the mail is about everything that is open.
        var anyBackOrdered = states.Exists(s => s.After.BackOrdered > 0);
        return states.ConvertAll(s => Snapshot(s.Line.Line, s.After, UnitsOf(what, s.Before, s.After, anyBackOrdered), catalogue));
    }

    private static int UnitsOf(MailEvent? what, LineState before, LineState after, bool anyBackOrdered) =>
        what switch
        {
            MailEvent.OutOfStockInventoryNotice => after.BackOrdered,
            MailEvent.BackOrderReleasedNotice => after.Allocated,
            MailEvent.BackOrderCancelledNotice => Math.Min(before.BackOrdered, after.Cancelled - before.Cancelled),
            MailEvent.DropshipNotice => after.Dropshipped - before.Dropshipped,
            _ => anyBackOrdered ? after.BackOrdered : after.Open,
        };

    private (LineState Before, LineState After) StatesAt(OrderLine line, int command)
    {
        if (!changes.TryGetValue((line.OrderId, line.Line), out var ofLine))
            return (LineState.Of(line), LineState.Of(line));
        var i = ofLine.FindLastIndex(c => c.Command <= command);
        if (i < 0)
            return (ofLine[0].Change.Before, ofLine[0].Change.Before);
        var change = ofLine[i].Change;
        return ofLine[i].Command == command ? (change.Before, change.After) : (change.After, change.After);
    }

    private static MailSnapshotLine Snapshot(int line, LineState state, int units, Catalogue catalogue) =>
        new(
            line,
            catalogue.Sku(state.SkuId),
            units,
            state.Quantity,
            state.Open,
            state.Allocated,
            state.BackOrdered,
            state.Shipped,
            state.Cancelled,
            state.ReplacementPoolId is { } replacement ? catalogue.Sku(replacement) : null,
            state.ReplacementAllocated
        );
}
