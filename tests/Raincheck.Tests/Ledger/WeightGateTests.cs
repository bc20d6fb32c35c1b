using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

public sealed class WeightGateTests
{
    private const int Max = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Against a model: who comes, leaves and gives up is drawn; who is inside must be who the rules say.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task GivenAnyHistory_WhenOthersComeLeaveAndGiveUp_ThenEachComesInInItsTurnAndTheBoundHolds(int seed)
    {
        var random = new Random(seed);
        var gate = new WeightGate(Max);
        var inside = new List<Caller>();
        var waiting = new List<Caller>();
        for (var step = 0; step < 3_000; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    // Now and then heavier than all the room there is.
                    var caller = new Caller(gate, random.Next(10) == 0 ? random.Next(Max, 3 * Max) : random.Next(1, 8));
                    waiting.Add(caller);
                    break;
                case 2 or 3 when inside.Count > 0:
                    var leaving = inside[random.Next(inside.Count)];
                    inside.Remove(leaving);
                    // In parts, as commands that were given together are carried out in several transactions.
                    var part = random.Next(0, (int)leaving.Weight);
                    if (part > 0)
                    {
                        gate.Leave(part);
                        leaving.Weight -= part;
                        inside.Add(leaving);
                        Admit();
                        inside.Remove(leaving);
                    }
                    gate.Leave(leaving.Weight);
                    break;
                case 4 when waiting.Count > 0:
                    var tired = waiting[random.Next(waiting.Count)];
                    waiting.Remove(tired);
                    tired.Cancel.Cancel();
                    await Should.ThrowAsync<OperationCanceledException>(() => tired.Entering.WaitAsync(Patience));
                    break;
                default:
                    break;
            }
            Admit();
            var held = inside.Sum(c => c.Weight);
            gate.Held.ShouldBe(held);
            (held <= Max || inside.Count == 1).ShouldBeTrue($"{held} are inside, of {inside.Count}, in step {step}");
        }

        // The remaining ones enter after the others have left.
        while (inside.Count + waiting.Count > 0)
        {
            inside.ShouldNotBeEmpty("somebody waits at an empty gate");
            gate.Leave(inside[0].Weight);
            inside.RemoveAt(0);
            Admit();
        }
        gate.Held.ShouldBe(0);

        // By the rules: in their order, as long as the next one fits or the gate is empty.
        void Admit()
        {
            while (waiting.Count > 0 && IsIn(waiting[0]))
            {
                inside.Add(waiting[0]);
                waiting.RemoveAt(0);
            }
            waiting.ShouldAllBe(c => !c.Entering.IsCompleted);
        }

        bool IsIn(Caller first)
        {
            var held = inside.Sum(c => c.Weight);
            if (held != 0 && held + first.Weight > Max)
                return false;
            first.Entering.WaitAsync(Patience).GetAwaiter().GetResult();
            return true;
        }
    }

    [Fact]
    public void GivenMoreLeaves_ThanCameIn_ThenThatIsADefect() =>
        Should.Throw<InvalidOperationException>(() => new WeightGate(Max).Leave(1));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMoreWeightThanTheLedgerTakesAtOnce_WhenManyGiveIt_ThenAllOfItIsCarriedOutAndTheRoomIsBack(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        // One command that is heavier than the bound, in parts of one caller, and light ones of others.
        var lines = Enumerable.Range(0, 40).Select(i => (TestShop.Skus[i % 3], 1)).ToArray();
        var heavy = shop.Ledger.ExecuteAllAsync([
            .. Enumerable
                .Range(0, 40)
                .Select(i => ((LedgerCommand<OrderView>)new CreateOrder(TestShop.NewOrder($"H-{i}", lines)), new CommandContext("test"))),
        ]);
        var light = Enumerable.Range(0, 100).Select(i => shop.Order($"L-{i}", ("X", 1))).ToList();

        (await heavy.WaitAsync(TimeSpan.FromMinutes(2))).ShouldAllBe(o => o.Refusal == null);
        await Task.WhenAll(light).WaitAsync(TimeSpan.FromMinutes(2));

        // The answers are told before the room is given back.
        for (var i = 0; shop.Ledger.WaitingWeight > 0; i++)
        {
            i.ShouldBeLessThan(500);
            await Task.Delay(10);
        }
        await shop.ShouldBeSound();
    }

    private sealed class Caller
    {
        public Caller(WeightGate gate, long weight)
        {
            Weight = weight;
            Entering = gate.EnterAsync(weight, Cancel.Token);
        }

        public long Weight { get; set; }

        public CancellationTokenSource Cancel { get; } = new();

        public Task Entering { get; }
    }
}
