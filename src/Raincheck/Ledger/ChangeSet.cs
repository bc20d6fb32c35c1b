using System.Runtime.InteropServices;
using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;
using Raincheck.Ledger.Fields;
using Raincheck.Ledger.Outbox;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>The quantities of a line at one moment.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineState(
    int SkuId,
    int Quantity,
    int Shipped,
    int Cancelled,
    int Dropshipped,
    int FirmWanted,
    int Pinned,
    int Linked,
    int OwnAllocated,
    int Firm,
    int? ReplacementPoolId,
    int ReplacementAllocated,
    int BackOrdered
)
{
    public static LineState Of(OrderLine line) =>
        new(
            line.SkuId,
            line.Quantity,
            line.Shipped,
            line.Cancelled,
            line.Dropshipped,
            line.FirmWanted,
            line.Pinned,
            line.Linked,
            line.OwnAllocated,
            line.Firm,
            line.ReplacementPoolId,
            line.ReplacementAllocated,
            line.BackOrdered
        );

    public int Open => Quantity - Shipped - Cancelled - Dropshipped;

    public int Allocated => OwnAllocated + ReplacementAllocated;
}

/// <summary>One line before and after a command.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineChange(OrderLine Line, LineState Before, LineState After)
{
    public int AllocatedDelta => After.Allocated - Before.Allocated;
}

/// <summary>What one command of a batch did: the material of its journal entries.</summary>
internal sealed class ChangeSet(LedgerCommand command, string actor, long at)
{
    public LedgerCommand Command => command;
    public string Actor => actor;
    public long At => at;

    /// <summary>The versions of which the caller accepts one; null if any will do.</summary>
    public IReadOnlyCollection<string>? IfMatch { get; init; }

    /// <summary>Every line whose quantities changed, as it was before; the lines of other orders among them.</summary>
    public Dictionary<OrderLine, LineState> LinesBefore { get; } = [];

    /// <summary>The orders that the command itself is about, as they were before; null for a new one.</summary>
    public Dictionary<Order, HeadState?> Own { get; } = [];

    /// <summary>Lines that are being changed by the command at this moment: out of their queues and out of the sums.</summary>
    public List<OrderLine> OpenLines { get; } = [];

    /// <summary>Orders whose totals are put right, whether their lines change or not.</summary>
    public HashSet<long> Corrected { get; } = [];

    public HashSet<OrderLine> OpenLineSet { get; } = [];

    public List<OrderLine> NewLines { get; } = [];

    /// <summary>Pools whose queue must be determined.</summary>
    public HashSet<int> Unsettled { get; } = [];

    /// <summary>The line changes, known when the command is settled.</summary>
    public List<LineChange> Lines { get; } = [];

    /// <summary>The state of the own orders' heads when the command was done: later ones of the batch may change them again.</summary>
    public Dictionary<Order, HeadState> OwnAfter { get; } = [];

    /// <summary>What else the entries of orders tell: which purchase order, why, until when.</summary>
    public List<(Order Order, string Name, string Value)> Details { get; } = [];

    /// <summary>Orders whose dropship status follows anew from their links.</summary>
    public HashSet<LoadedOrder> Relinked { get; } = [];

    /// <summary>What customers are to be told, where their company has a template for it.</summary>
    public List<(Order Order, MailEvent Event, MailOccasion Occasion)> Notices { get; } = [];

    /// <summary>What a person writes to customers by hand.</summary>
    public List<(Order Order, MailTemplate Template)> Letters { get; } = [];

    /// <summary>Changes of mails that are there.</summary>
    public List<MailChange> MailChanges { get; } = [];

    /// <summary>Whether everything that waits to be sent by itself is cancelled.</summary>
    public bool ClearsMail { get; set; }

    /// <summary>Journal entries about stock, purchase orders and settings.</summary>
    public List<JournalEntry> Entries { get; } = [];

    /// <summary>Remembers the head of an order before the command changes it.</summary>
    public void Touch(Order order)
    {
        // A command touches an order once for each of its lines, and a state is a copy of the row.
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(Own, order, out var isKnown);
        if (!isKnown)
            before = HeadState.Of(order);
    }

    /// <summary>Changes the head of an order by one of its own rules. A rule that refuses has changed nothing.</summary>
    public Refusal? Change(Order order, Func<Order, Refusal?> rule)
    {
        if (Own.ContainsKey(order))
            return rule(order);
        var before = HeadState.Of(order);
        var refusal = rule(order);
        if (refusal is null)
            Own.Add(order, before);
        return refusal;
    }

    /// <summary>Adds a detail to the entry of an order; several values of one name become one list.</summary>
    public void AddDetail(Order order, string name, string value)
    {
        var known = Details.FindIndex(d => d.Order == order && d.Name == name);
        if (known < 0)
            Details.Add((order, name, value));
        else if (!Details[known].Value.Split(", ").Contains(value, StringComparer.Ordinal))
            Details[known] = (order, name, $"{Details[known].Value}, {value}");
    }

    /// <summary>Compares lines and heads with their state before, once the queues are settled.</summary>
    public void Complete()
    {
        foreach (var line in NewLines)
            Lines.Add(new LineChange(line, default, LineState.Of(line)));
        foreach (var (line, before) in LinesBefore)
        {
            // A new line that its own command's settling served is in the list above.
            if (NewLines.Contains(line))
                continue;
            var after = LineState.Of(line);
            if (after != before)
                Lines.Add(new LineChange(line, before, after));
        }
        foreach (var order in Own.Keys)
            OwnAfter.Add(order, HeadState.Of(order));
    }

    public bool IsEmpty =>
        LinesBefore.Count == 0
        && Own.Count == 0
        && NewLines.Count == 0
        && Entries.Count == 0
        && Unsettled.Count == 0
        && Notices.Count == 0
        && Letters.Count == 0
        && MailChanges.Count == 0;
}
