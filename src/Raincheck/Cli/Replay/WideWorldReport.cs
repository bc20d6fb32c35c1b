namespace Raincheck.Cli.Replay;

/// <summary>The result of a replay of Wide World Importers; docs/replay.md explains the members.</summary>
internal sealed record WideWorldReport(
    long Orders,
    long Lines,
    long BackOrderedOrders,
    long FullyBackOrdered,
    long BackOrderedLines,
    long BackOrderedUnits,
    long Releases,
    long UnitsWaited,
    double DaysWaitedMedian,
    double DaysWaitedP95,
    long UnitsCancelledWaiting,
    long UnitsWaiting,
    long PurchaseOrders,
    long OpeningUnits,
    int OpeningProducts,
    WideWorldComparison Comparison,
    long Rejected,
    IReadOnlyDictionary<string, long> Rejects,
    int OrdersRead,
    IReadOnlyDictionary<string, long> LeftOut,
    int Violations,
    double Seconds,
    long LinesPerSecond
)
{
    public static WideWorldReport Make(
        WideWorld world,
        WideWorldReplay replay,
        IReadOnlyDictionary<string, long> refused,
        ReplayJournal journal,
        int violations,
        double seconds
    )
    {
        var figures = journal.Figures();
        return new WideWorldReport(
            figures.Orders,
            figures.Lines,
            figures.BackOrderedOrders,
            figures.FullyBackOrdered,
            figures.BackOrderedLines,
            figures.BackOrderedUnits,
            figures.Releases,
            figures.UnitsWaited,
            figures.DaysWaitedMedian,
            figures.DaysWaitedP95,
            figures.UnitsCancelledWaiting,
            figures.UnitsWaiting,
            world.PurchaseOrders.Count,
            world.Products.Sum(p => p.OpeningUnits),
            world.Products.Count(p => p.OpeningUnits > 0),
            WideWorldComparison.Make(world, journal.ShortLines),
            refused.Values.Sum(),
            refused,
            world.OrdersRead,
            new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["receiptLinesBehindTheEnd"] = replay.ReceiptLinesLeftOut,
                ["countsWithoutChange"] = replay.CountsWithoutChange,
            },
            violations,
            Math.Round(seconds, 1),
            (long)(figures.Lines / Math.Max(seconds, 0.001))
        );
    }

    /// <summary>The report for people.</summary>
    public IEnumerable<string> Describe()
    {
        yield return $"orders          {Orders:N0} of {OrdersRead:N0} in the data, with {Lines:N0} lines";
        yield return $"opening stock   {OpeningUnits:N0} units of {OpeningProducts:N0} products, derived";
        yield return $"back orders     {BackOrderedOrders:N0}, {FullyBackOrdered:N0} of them without anything there; {BackOrderedLines:N0} lines, {BackOrderedUnits:N0} units";
        yield return $"released        {Releases:N0} orders by receipts";
        yield return $"waited          {UnitsWaited:N0} units, median {DaysWaitedMedian} days, 95 % within {DaysWaitedP95} days; {UnitsWaiting:N0} still waiting";
        yield return $"purchase orders {PurchaseOrders:N0}";
        var c = Comparison;
        yield return $"the data        {c.Recorded:N0} lines recorded as back-ordered, {c.Replayed:N0} here";
        yield return $"  both          {c.BothNothingThere:N0} nothing there, {c.BothPartThere:N0} part there (the data moves whole lines)";
        yield return $"  only recorded {c.OnlyRecordedStockShort:N0} short by the data's movements; there by them: {c.OnlyRecordedPickedAfterReceipt:N0} picked after a receipt, {c.OnlyRecordedNeverPicked:N0} never picked, {c.OnlyRecordedOther:N0} other";
        yield return $"  only here     {c.OnlyReplayedOlderFirst:N0} an older order came first, {c.OnlyReplayedPickedLater:N0} picked later by the data too, {c.OnlyReplayedOther:N0} other";
        yield return $"rejected        {Rejected:N0}{(Rejects.Count == 0 ? "" : ": ")}{string.Join(", ", Rejects.Select(r => $"{r.Key} {r.Value:N0}"))}";
        yield return $"left out        {string.Join(", ", LeftOut.Select(l => $"{l.Key} {l.Value:N0}"))}";
        yield return $"violations      {Violations:N0}";
        yield return $"speed           {LinesPerSecond:N0} lines/s, {Seconds} s";
    }
}
