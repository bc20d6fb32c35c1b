using System.Runtime.InteropServices;

namespace Raincheck.Core.Promises;

/// <summary>The linked units that purchase orders have brought so far, while a projection walks through the supply events.</summary>
/// <remarks>A purchase order serves its links in the order of the queue, as a receipt does.</remarks>
internal sealed class LinkedArrivals
{
    private readonly Dictionary<(long PurchaseOrderId, int SkuId), List<(int Line, int Units)>> waiting = [];
    private readonly int[] arrived;

    /// <summary>Nothing has arrived.</summary>
    /// <param name="firm">The firm units of the lines.</param>
    /// <param name="order">The positions of the lines in the order of the queue.</param>
    public LinkedArrivals(IReadOnlyList<FirmUnits> firm, IEnumerable<int> order)
    {
        arrived = new int[firm.Count];
        foreach (var i in order)
        foreach (var link in firm[i].Linked)
        {
            ref var lines = ref CollectionsMarshal.GetValueRefOrAddDefault(waiting, (link.PurchaseOrderId, link.SkuId), out _);
            (lines ??= []).Add((i, link.Units));
        }
    }

    /// <summary>Linked units that have arrived for the line at this position.</summary>
    public int this[int line] => arrived[line];

    /// <summary>A purchase order brings units: its links take them.</summary>
    public void Receive(SupplyEvent supply)
    {
        if (!waiting.TryGetValue((supply.Source.PurchaseOrderId, supply.Source.SkuId), out var lines))
            return;
        var left = supply.Units;
        for (var i = 0; i < lines.Count && left > 0; i++)
        {
            var (line, units) = lines[i];
            var taken = (int)Math.Min(left, units);
            left -= taken;
            arrived[line] += taken;
            lines[i] = (line, units - taken);
        }
    }
}
