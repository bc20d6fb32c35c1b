using Raincheck.Core.Orders;
using Shouldly;
using static Raincheck.Core.Orders.OrderStatus;

namespace Raincheck.Core.Tests.Orders;

/// <summary>Each rule of an order's head, on an order of each status.</summary>
public sealed class OrderRuleTests
{
    private const long Now = 1_700_000_000_000_000;

    private static readonly Dictionary<string, (Func<Order, Refusal?> Rule, string What, OrderStatus[] From, OrderStatus? To)> Rules = new()
    {
        ["hold"] = (o => o.Hold(), "held", [InProcess, Problem], OnHold),
        ["release"] = (o => o.Release(), "released", [OnHold, Problem], InProcess),
        ["confirm"] = (o => o.Confirm(Now), "confirmed", [Cart, Quote], InProcess),
        ["delay"] = (o => o.Delay(Now), "delayed", [InProcess, OnHold, Problem], null),
        ["mark"] = (o => o.ChooseMark(MarkMode.Marked), "marked", [Cart, Quote, InProcess, OnHold, Problem], null),
        ["change"] = (o => o.Change(7, PaymentStatus.Unpaid, Now), "changed", [Cart, Quote, InProcess, OnHold, Problem], null),
        ["revise"] = (o => o.Revise(OnHold, 7, null, Now), "changed", [Cart, Quote, InProcess, OnHold, Problem], OnHold),
        ["revise to a cart"] = (o => o.Revise(Cart, 7, null, Now), "changed", [], null),
        ["ship"] = (o => o.CheckShippable(), "shipped", [InProcess], null),
        ["split"] = (o => o.CheckOpen("split"), "split", [InProcess, OnHold, Problem], null),
        ["cancel"] = (o => o.CheckLive("cancelled"), "cancelled", [Cart, Quote, InProcess, OnHold, Problem], null),
    };

    public static TheoryData<string, OrderStatus> All()
    {
        var all = new TheoryData<string, OrderStatus>();
        foreach (var rule in Rules.Keys)
        {
            foreach (var status in Enum.GetValues<OrderStatus>())
                all.Add(rule, status);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Rule_OrderOfAStatus_TakesItOrNamesTheStatus(string name, OrderStatus status)
    {
        var (rule, what, from, to) = Rules[name];
        var order = new Order { Number = "A-1", Status = status };

        var refusal = rule(order);

        if (from.Contains(status))
        {
            refusal.ShouldBeNull();
            order.Status.ShouldBe(to ?? status);
            return;
        }
        var spelled = char.ToLowerInvariant(status.ToString()[0]) + status.ToString()[1..];
        refusal.ShouldBe(
            new Refusal(RefusalCode.OrderStatusForbids, $"Order A-1 is {spelled} and cannot be {what}.") { Others = refusal!.Others }
        );
        (order.Status, order.Priority, order.PaymentStatus, order.ExpectedShipDate, order.QueuedAt, order.MarkMode).ShouldBe(
            (status, 0, PaymentStatus.Charged, null, 0, MarkMode.Auto)
        );
    }

    [Theory]
    [InlineData(Cart, true)]
    [InlineData(Quote, true)]
    [InlineData(InProcess, false)]
    [InlineData(OnHold, false)]
    public void Revise_ToAnOpenStatus_CartOrQuoteJoinsTheQueueNow(OrderStatus from, bool joins)
    {
        var order = new Order
        {
            Status = from,
            QueuedAt = 5,
            KeptUnmarked = true,
        };

        order.Revise(Problem, null, PaymentStatus.Partial, Now).ShouldBeNull();

        (order.Status, order.PaymentStatus).ShouldBe((Problem, PaymentStatus.Partial));
        (order.QueuedAt, order.KeptUnmarked).ShouldBe(joins ? (Now, false) : (5, true));
    }

    [Theory]
    [InlineData(MarkMode.Marked, false)]
    [InlineData(MarkMode.NotMarked, true)]
    [InlineData(MarkMode.Auto, true)]
    public void ChooseMark_OfAnOrderTakenUnderStopMarking_OnlyMarkedLiftsThat(MarkMode mode, bool isKept)
    {
        var order = new Order { Status = InProcess, KeptUnmarked = true };

        order.ChooseMark(mode).ShouldBeNull();

        (order.MarkMode, order.KeptUnmarked).ShouldBe((mode, isKept));
    }

    [Theory]
    [InlineData("something is open", 1, 0, 1, null)]
    [InlineData("something is with a vendor", 0, 1, 1, null)]
    [InlineData("all was shipped or cancelled", 0, 0, 1, Completed)]
    [InlineData("all was cancelled", 0, 0, 0, Cancelled)]
    public void CloseIfDone_ByWhatIsLeft(string why, int open, int atVendor, int shipped, OrderStatus? closed)
    {
        var order = new Order { Status = InProcess };
        var line = new OrderLine
        {
            Quantity = 3,
            Dropshipped = atVendor,
            Shipped = shipped,
            Cancelled = 3 - open - atVendor - shipped,
        };

        order.CloseIfDone([line]).ShouldBe(closed is not null, why);

        order.Status.ShouldBe(closed ?? InProcess, why);
    }

    [Theory]
    [InlineData(5, 0, BackOrderState.None)]
    [InlineData(5, 2, BackOrderState.Partial)]
    [InlineData(5, 5, BackOrderState.Full)]
    public void AddUnits_StateFollowsFromTheTotals(int open, int backOrdered, BackOrderState state)
    {
        var order = new Order();

        order.AddUnits(open, backOrdered);
        (order.OpenQty, order.BackOrderedQty, order.State).ShouldBe((open, backOrdered, state));

        order.AddUnits(-open, -backOrdered);
        (order.OpenQty, order.BackOrderedQty, order.State).ShouldBe((0, 0, BackOrderState.None));
    }

    [Fact]
    public void TakeNumber_OnceOnly()
    {
        var order = new Order();
        order.TakeNumber("SO-1");

        order.Number.ShouldBe("SO-1");
        Should.Throw<InvalidOperationException>(() => order.TakeNumber("SO-2")).Message.ShouldBe("order SO-1 has a number");
    }

    [Fact]
    public void StatusesInSql_AreTheStoredNumbers()
    {
        OrderStatuses.OpenSql.ShouldBe("2, 3, 4");
        Raincheck.Core.Notices.MailStateGroups.UnsentSql.ShouldBe("0, 1, 3");
    }
}
