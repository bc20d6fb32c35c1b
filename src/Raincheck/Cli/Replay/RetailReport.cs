using Raincheck.Core;

namespace Raincheck.Cli.Replay;

/// <summary>The result of a replay of Online Retail; docs/replay.md explains the members.</summary>
internal sealed record RetailReport(
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
    RetailTakenBackFigures TakenBack,
    long Rejected,
    IReadOnlyDictionary<string, long> Rejects,
    long LinesRead,
    IReadOnlyDictionary<string, long> LinesLeftOut,
    int InvoicesLeftOut,
    int Violations,
    double Seconds,
    long LinesPerSecond
)
{
    /// <summary>The reason of the lines of cancellations that match no sale.</summary>
    public const string NeverSold = "cancelledGoodsNeverSold";

    public static RetailReport Make(
        OnlineRetail retail,
        RetailReplay replay,
        IReadOnlyDictionary<string, long> refused,
        ReplayFigures figures,
        int violations,
        double seconds
    )
    {
        var rejects = new SortedDictionary<string, long>(refused.ToDictionary(), StringComparer.Ordinal)
        {
            [NeverSold] = replay.TakenBack.LinesUnmatched,
        };
        return new RetailReport(
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
            replay.PurchaseOrders,
            replay.TakenBack,
            rejects.Values.Sum(),
            rejects,
            retail.LinesRead,
            retail.LinesLeftOut.OrderBy(l => l.Key).ToDictionary(l => EnumName.Of(l.Key), l => l.Value),
            retail.InvoicesLeftOut,
            violations,
            Math.Round(seconds, 1),
            (long)((figures.Lines + replay.TakenBack.Lines) / Math.Max(seconds, 0.001))
        );
    }

    /// <summary>The report for people.</summary>
    public IEnumerable<string> Describe()
    {
        yield return $"orders          {Orders:N0} with {Lines:N0} lines";
        yield return $"back orders     {BackOrderedOrders:N0}, {FullyBackOrdered:N0} of them without anything there; {BackOrderedLines:N0} lines, {BackOrderedUnits:N0} units";
        yield return $"released        {Releases:N0} orders by receipts";
        yield return $"waited          {UnitsWaited:N0} units, median {DaysWaitedMedian} days, 95 % within {DaysWaitedP95} days; {UnitsCancelledWaiting:N0} cancelled meanwhile, {UnitsWaiting:N0} still waiting";
        yield return $"cancellations   {TakenBack.Lines:N0} lines: {TakenBack.UnitsCancelled:N0} units cancelled, {TakenBack.UnitsReturned:N0} returned, {TakenBack.UnitsUnmatched:N0} never sold";
        yield return $"purchase orders {PurchaseOrders:N0}";
        yield return $"rejected        {Rejected:N0}: {Listed(Rejects)}";
        yield return $"left out        {LinesLeftOut.Values.Sum():N0} lines of {LinesRead:N0}: {Listed(LinesLeftOut)}; {InvoicesLeftOut:N0} invoices of nothing else";
        yield return $"violations      {Violations:N0}";
        yield return $"speed           {LinesPerSecond:N0} lines/s, {Seconds} s";
    }

    private static string Listed(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(c => $"{c.Key} {c.Value:N0}"));
}
