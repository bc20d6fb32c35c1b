namespace Raincheck.Cli.Replay;

/// <summary>The lines that were short when they came: in the replay, and as the data itself recorded it. Each line has one kind.</summary>
/// <param name="Recorded">Lines that the data moved to a follow-up order.</param>
/// <param name="Replayed">Lines that were short in the replay when their order came.</param>
/// <param name="BothNothingThere">Short in both; in the replay too there was nothing.</param>
/// <param name="BothPartThere">Short in both; the replay gave at once what there was, the data moved the whole line.</param>
/// <param name="OnlyRecordedStockShort">Only recorded: by the data's own movements the whole line was not there at picking, in the replay it was.</param>
/// <param name="OnlyRecordedPickedAfterReceipt">Only recorded: by the data's own movements the whole line was there, and yet it was picked after a later receipt.</param>
/// <param name="OnlyRecordedNeverPicked">Only recorded: by the data's own movements the whole line was there, and yet it was never picked.</param>
/// <param name="OnlyRecordedOther">Only recorded: by the data's own movements the whole line was there, and it was picked later without a receipt.</param>
/// <param name="OnlyReplayedOlderFirst">Only in the replay: an older order waited for the product and came first; the data served the newer one before it.</param>
/// <param name="OnlyReplayedPickedLater">Only in the replay: the data did not pick the line that day either, and recorded no follow-up order.</param>
/// <param name="OnlyReplayedOther">Only in the replay, for no such reason.</param>
internal sealed record WideWorldComparison(
    long Recorded,
    long Replayed,
    long BothNothingThere,
    long BothPartThere,
    long OnlyRecordedStockShort,
    long OnlyRecordedPickedAfterReceipt,
    long OnlyRecordedNeverPicked,
    long OnlyRecordedOther,
    long OnlyReplayedOlderFirst,
    long OnlyReplayedPickedLater,
    long OnlyReplayedOther
)
{
    private enum Kind
    {
        NeverShort,
        BothNothingThere,
        BothPartThere,
        OnlyRecordedStockShort,
        OnlyRecordedPickedAfterReceipt,
        OnlyRecordedNeverPicked,
        OnlyRecordedOther,
        OnlyReplayedOlderFirst,
        OnlyReplayedPickedLater,
        OnlyReplayedOther,
    }

    /// <summary>Compares line by line.</summary>
    /// <param name="world">The data.</param>
    /// <param name="missing">Units that were missing in the replay when the order came, by order and line from 1.</param>
    public static WideWorldComparison Make(WideWorld world, IReadOnlyDictionary<(string Order, int Line), long> missing)
    {
        var stock = new RecordedStock(world);
        var receipts = world.Movements.Where(m => m.Type == WideWorldMovementType.Receipt).ToLookup(m => m.Sku, m => m.At);
        var waiting = new Dictionary<string, List<WideWorldLine>>();
        var counts = new long[Enum.GetValues<Kind>().Length];
        foreach (var order in world.Orders)
        {
            for (var i = 0; i < order.Lines.Count; i++)
            {
                var line = order.Lines[i];
                var left = stock.Pick(order, line);
                if (!waiting.TryGetValue(line.Sku, out var older))
                    waiting.Add(line.Sku, older = []);
                older.RemoveAll(w => w.PickedAt is { } picked && picked.Date < order.OrderedAt.Date);
                counts[(int)KindOf(order, line, missing.GetValueOrDefault((order.Number, i + 1)), left, older.Count > 0, receipts)]++;
                if (!IsPickedOnItsDay(order, line))
                    older.Add(line);
            }
        }
        return new WideWorldComparison(
            world.RecordedBackOrders.Lines,
            missing.Count,
            counts[(int)Kind.BothNothingThere],
            counts[(int)Kind.BothPartThere],
            counts[(int)Kind.OnlyRecordedStockShort],
            counts[(int)Kind.OnlyRecordedPickedAfterReceipt],
            counts[(int)Kind.OnlyRecordedNeverPicked],
            counts[(int)Kind.OnlyRecordedOther],
            counts[(int)Kind.OnlyReplayedOlderFirst],
            counts[(int)Kind.OnlyReplayedPickedLater],
            counts[(int)Kind.OnlyReplayedOther]
        );
    }

    private static bool IsPickedOnItsDay(WideWorldOrder order, WideWorldLine line) =>
        line.FollowUp is null && line.PickedAt is { } picked && picked.Date == order.OrderedAt.Date;

    private static Kind KindOf(
        WideWorldOrder order,
        WideWorldLine line,
        long missing,
        long left,
        bool olderWaits,
        ILookup<string, DateTimeOffset> receipts
    ) =>
        (line.FollowUp is not null, missing > 0) switch
        {
            (false, false) => Kind.NeverShort,
            (true, true) => missing == line.Quantity ? Kind.BothNothingThere : Kind.BothPartThere,
            (true, false) => left < line.Quantity ? Kind.OnlyRecordedStockShort
            : line.PickedAt is not { } picked ? Kind.OnlyRecordedNeverPicked
            : receipts[line.Sku].Any(r => r.Date > order.OrderedAt.Date && r.Date <= picked.Date) ? Kind.OnlyRecordedPickedAfterReceipt
            : Kind.OnlyRecordedOther,
            _ => olderWaits ? Kind.OnlyReplayedOlderFirst
            : IsPickedOnItsDay(order, line) ? Kind.OnlyReplayedOther
            : Kind.OnlyReplayedPickedLater,
        };

    /// <summary>What the data's own movements leave for a line when it comes to picking: the day's receipts are in, the orders before it are picked.</summary>
    private sealed class RecordedStock(WideWorld world)
    {
        private readonly Dictionary<string, long> onHand = world.Products.ToDictionary(p => p.Sku, p => p.OpeningUnits);
        private readonly Dictionary<string, long> pickedToday = [];
        private int next;
        private DateTime today;

        /// <summary>The units that are left for the line; then it is picked, if the data picked it that day.</summary>
        public long Pick(WideWorldOrder order, WideWorldLine line)
        {
            if (order.OrderedAt.Date != today)
            {
                today = order.OrderedAt.Date;
                pickedToday.Clear();
                for (; next < world.Movements.Count && IsBeforePicking(world.Movements[next]); next++)
                    onHand[world.Movements[next].Sku] += world.Movements[next].Units;
            }
            var left = onHand[line.Sku] - pickedToday.GetValueOrDefault(line.Sku);
            if (IsPickedOnItsDay(order, line))
                pickedToday[line.Sku] = pickedToday.GetValueOrDefault(line.Sku) + line.Quantity;
            return left;
        }

        private bool IsBeforePicking(WideWorldMovement movement) =>
            movement.At.Date < today || (movement.At.Date == today && movement.Type == WideWorldMovementType.Receipt);
    }
}
