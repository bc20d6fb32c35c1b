using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Outbox;

/// <summary>What the lines of some orders were like after each command of a batch: a mail that a person writes tells of the moment at which it was written.</summary>
internal sealed class LineHistory
{
    private readonly Dictionary<(long Order, int Line), List<(int Command, LineChange Change)>> changes = [];

    public LineHistory(List<ChangeSet> done, HashSet<long> orders)
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

    /// <summary>The lines as they were after a command, with the units that wait; with all open ones if none waits.</summary>
    public List<MailSnapshotLine> Lines(List<OrderLine> lines, int command, Catalogue catalogue)
    {
        var states = new List<(OrderLine Line, LineState State)>(lines.Count);
        foreach (var line in lines)
        {
            var state = StateAt(line, command);
            // A line that a later command of the batch added.
            if (state.Quantity > 0)
                states.Add((line, state));
        }
        var anyWaits = states.Exists(s => s.State.BackOrdered > 0);
        return states.ConvertAll(s => MailSnapshotLine.Of(s.Line, s.State, anyWaits ? s.State.BackOrdered : s.State.Open, catalogue));
    }

    private LineState StateAt(OrderLine line, int command)
    {
        if (!changes.TryGetValue((line.OrderId, line.Line), out var ofLine))
            return LineState.Of(line);
        var i = ofLine.FindLastIndex(c => c.Command <= command);
        return i < 0 ? ofLine[0].Change.Before : ofLine[i].Change.After;
    }
}
