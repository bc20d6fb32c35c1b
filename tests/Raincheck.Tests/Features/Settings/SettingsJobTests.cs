using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Core.Orders;
using Raincheck.Features.Orders;
using Raincheck.Features.Recalculation;
using Raincheck.Features.Settings;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Settings;

/// <summary>Settings that touch many orders come to them some at a time, and everything that is always true is true in between.</summary>
public sealed class SettingsJobTests
{
    /// <summary>More orders than this take steps here; in the product it is a thousand.</summary>
    private const int AtOnce = 3;

    private const int StepsMax = 200;

    private static readonly IMeterFactory Meters = new ServiceCollection()
        .AddMetrics()
        .BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyUnpaidOrders_WhenTheyAreIncluded_ThenTheyComeInStepByStepAndTheEndIsThatOfSavingAtOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await using var other = await TestShop.NewAsync(database);
        foreach (var each in new[] { shop, other })
        {
            await each.Stock("X", 6);
            for (var i = 0; i < 8; i++)
            {
                each.Time.Advance(TimeSpan.FromMinutes(1));
                await PlaceAsync(each, $"O-{i}", i % 3 == 0 ? PaymentStatus.Charged : PaymentStatus.Unpaid, ("X", 1 + i % 2));
            }
        }

        var view = await SaveAsync(shop, new(IncludeUnpaidOrders: true));

        (view.IncludeUnpaidOrders, view.Applying).ShouldBe((true, true));
        await shop.ShouldBeSound();
        (await shop.HeldAndLacking("O-1")).ShouldBe("0/0");
        (await StepAsync(shop)).ShouldBe(new SettingsStepDone(2, false));
        await shop.ShouldBeSound();
        // Of five, the first two follow the new settings; the others do not yet.
        (await shop.HeldAndLacking("O-1")).ShouldBe("2/0");
        (await shop.HeldAndLacking("O-7")).ShouldBe("0/0");
        await FinishAsync(shop);

        await other.Done(new SaveSettings(new(IncludeUnpaidOrders: true)));
        for (var i = 0; i < 8; i++)
            (await shop.HeldAndLacking($"O-{i}")).ShouldBe(await other.HeldAndLacking($"O-{i}"), $"O-{i}");
        (await shop.Done(new SaveSettings(new()))).Applying.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyBackOrders_WhenTheWorkflowGoesOffAndOnAgain_ThenMarksFollowStepByStep(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        for (var i = 0; i < 7; i++)
            await shop.Order($"O-{i}", ("X", 1));

        await SaveAsync(shop, new(EnableBackOrderWorkflow: false));
        await StepAsync(shop);
        (await shop.IsMarked("O-0")).ShouldBeFalse();
        (await shop.IsMarked("O-6")).ShouldBeTrue();
        // Half way the settings are changed back.
        (await SaveAsync(shop, new(EnableBackOrderWorkflow: true))).EnableBackOrderWorkflow.ShouldBeTrue();
        await shop.ShouldBeSound();
        await FinishAsync(shop);
        for (var i = 0; i < 7; i++)
            (await shop.IsMarked($"O-{i}")).ShouldBeTrue();

        await SaveAsync(shop, new(EnableBackOrderWorkflow: false));
        await FinishAsync(shop);
        for (var i = 0; i < 7; i++)
            (await shop.IsMarked($"O-{i}")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersKeptUnmarked_WhenStopMarkingEnds_ThenTheyAreMarkedStepByStepAndNewOnesAtOnce(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new(StopMarkingOnCreate: true));
        for (var i = 0; i < 5; i++)
            await shop.Order($"O-{i}", ("X", 1));

        await SaveAsync(shop, new(StopMarkingOnCreate: false));
        await shop.Order("new", ("X", 1));
        (await shop.IsMarked("new")).ShouldBeTrue();
        (await shop.IsMarked("O-0")).ShouldBeFalse();
        await FinishAsync(shop);

        for (var i = 0; i < 5; i++)
            (await shop.IsMarked($"O-{i}")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenTheJob_WhenItIsInterrupted_ThenTheNextGoesOnWhereItWas(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        for (var i = 0; i < 7; i++)
            await PlaceAsync(shop, $"O-{i}", PaymentStatus.Authorized, ("X", 1));
        await SaveAsync(shop, new(IncludeAuthorizedOrders: true));
        var jobs = new JobStore(shop.Client, shop.Time);
        using var pass = new PeriodicPass(shop.Ledger, NullLogger<PeriodicPass>.Instance, Meters);
        var settings = new SettingsJob(shop.Ledger, pass) { OrdersMax = 2 };

        // Another process did a step and died.
        using (var dead = (await jobs.TakeAsync(j => j.Kind == SettingsJob.Kind, default))!)
        {
            await StepAsync(shop);
            await dead.ProgressAsync(2, 7, default);
        }
        shop.Time.Advance(JobLease.Term + TimeSpan.FromSeconds(1));
        var lease = (await jobs.TakeAsync(j => j.Kind == SettingsJob.Kind, default))!;
        var runner = new JobRunner(shop.Time, NullLogger<JobRunner>.Instance);
        await runner
            .RunAsync(lease, cancel => settings.RunAsync(lease, runner.ProgressOf(lease), cancel), default)
            .WaitAsync(TimeSpan.FromMinutes(1));

        var ended = (await jobs.FindAsync(lease.Job.Id, default))!;
        (ended.State, ended.Done, ended.Total, ended.Changed).ShouldBe((JobState.Succeeded, 7, 7, 7));
        (await shop.Ledger.CatalogueAsync()).Settings.Next.ShouldBeNull();
        for (var i = 0; i < 7; i++)
            (await shop.HeldAndLacking($"O-{i}")).ShouldBe("0/1");
        await shop.ShouldBeSound();
    }

    /// <summary>Random changes between the steps.</summary>
    [Theory]
    [InlineData(Database.Sqlite, 1)]
    [InlineData(Database.Sqlite, 2)]
    [InlineData(Database.Sqlite, 3)]
    [InlineData(Database.Postgres, 4)]
    public async Task GivenAnyHistory_WhenSettingsComeInSteps_ThenEverythingIsAlwaysTrue(Database database, int seed)
    {
        await using var shop = await TestShop.NewAsync(database);
        var random = new Random(seed);
        var numbers = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            shop.Time.Advance(TimeSpan.FromSeconds(30));
            switch (random.Next(7))
            {
                case 0 or 1 or 2:
                    numbers.Add($"O-{i}");
                    var payment = (PaymentStatus)random.Next(4);
                    await PlaceAsync(shop, numbers[^1], payment, (TestShop.Skus[random.Next(6)], random.Next(1, 4)), ("X", 1));
                    break;
                case 3:
                    await shop.Stock(TestShop.Skus[random.Next(3)], random.Next(1, 4));
                    break;
                case 4:
                    await SaveAsync(
                        shop,
                        new(
                            EnableBackOrderWorkflow: Drawn(),
                            StopMarkingOnCreate: Drawn(),
                            ConsiderReplacementSku: random.Next(6) == 0 ? true : null,
                            IncludeAuthorizedOrders: Drawn(),
                            IncludeUnpaidOrders: Drawn()
                        )
                    );
                    break;
                case 5 when numbers.Count > 0:
                    await shop.Run(new PatchOrder(numbers[random.Next(numbers.Count)], new(random.Next(3))));
                    break;
                default:
                    await StepAsync(shop);
                    break;
            }
            (await shop.Violations()).ShouldBeEmpty($"seed {seed}, after {i}");
        }
        await FinishAsync(shop);

        bool? Drawn() => random.Next(3) == 0 ? random.Next(2) == 0 : null;
    }

    private static Task<SettingsView> SaveAsync(TestShop shop, SettingsPatch patch) =>
        shop.Done(new SaveSettings(patch) { OrdersAtOnce = AtOnce });

    private static Task<SettingsStepDone> StepAsync(TestShop shop) => shop.Done(new SettingsStep { OrdersMax = 2 });

    private static async Task FinishAsync(TestShop shop)
    {
        for (var i = 0; !(await StepAsync(shop)).IsDone; i++)
        {
            i.ShouldBeLessThan(StepsMax);
            await shop.ShouldBeSound();
        }
        await shop.ShouldBeSound();
        (await shop.Ledger.CatalogueAsync()).Settings.Next.ShouldBeNull();
    }

    private static Task<OrderView> PlaceAsync(
        TestShop shop,
        string number,
        PaymentStatus payment,
        params (string Sku, int Quantity)[] lines
    ) => shop.Done(new CreateOrder(TestShop.NewOrder(number, lines) with { PaymentStatus = payment }));
}
