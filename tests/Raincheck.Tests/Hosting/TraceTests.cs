using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Ledger.Store;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Hosting;

public sealed class TraceTests : IDisposable
{
    private const string Marker = "Zebulon";

    private readonly ConcurrentQueue<Activity> ended = [];
    private readonly ActivityListener listener;

    public TraceTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is LedgerTraces.SourceName or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    [Theory]
    [InlineData(Database.Sqlite, "sqlite")]
    [InlineData(Database.Postgres, "postgresql")]
    public async Task GivenARequest_WhenItsCommandIsCarriedOut_ThenTheTransactionLinksToItAndItToTheTransaction(
        Database database,
        string system
    )
    {
        await using var api = await ApiHost.StartAsync(database);
        var sku = await api.NewSku();
        var traceId = ActivityTraceId.CreateRandom();
        api.Http.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom()}-01");
        var body = ApiHost.Order(Marker, (sku, 2), (sku, 3)).Replace("Customer", Marker, StringComparison.Ordinal);
        await api.Post("/orders?" + Marker, body).Ok();

        var request = await EndedAsync(a => a.TraceId == traceId && a.Source.Name != LedgerTraces.SourceName);
        var transaction = await EndedAsync(a => a.Links.Any(l => l.Context.TraceId == traceId));

        request.DisplayName.ShouldBe("POST /api/v1/orders");
        request.GetTagItem("http.route").ShouldBe("/api/v1/orders");
        request.GetTagItem("http.response.status_code").ShouldBe(201);
        request.Links.ShouldContain(l => l.Context.SpanId == transaction.SpanId);
        transaction.OperationName.ShouldBe(LedgerTraces.Transaction);
        transaction.ParentId.ShouldBeNull();
        transaction.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(request.SpanId);
        transaction.Status.ShouldBe(ActivityStatusCode.Unset);
        transaction
            .TagObjects.Select(t => $"{t.Key}={t.Value}")
            .ShouldBe(
                [$"db.system.name={system}", "raincheck.commands=1", "raincheck.weight=3", "raincheck.attempts=1"],
                ignoreOrder: true
            );
        foreach (var trace in new[] { request, transaction })
        {
            trace.DisplayName.ShouldNotContain(Marker);
            trace.TagObjects.ShouldAllBe(t => !$"{t.Value}".Contains(Marker));
            trace.Events.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADefect_WhenATransactionFails_ThenItsTraceSaysSoWithoutPersonalData(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await Faults.RefuseCustomersAsync(shop.Client, Marker);
        using var caller = new Activity("test").Start();
        var order = TestShop.NewOrder("O-1", ("X", 1)) with { Customer = new(Marker, "z@example.com") };

        await Should.ThrowAsync<Exception>(() => shop.Run(new CreateOrder(order)));

        var transaction = await EndedAsync(a => a.Links.Any(l => l.Context.SpanId == caller.SpanId));
        transaction.Status.ShouldBe(ActivityStatusCode.Error);
        transaction.StatusDescription.ShouldBeNull();
        transaction.TagObjects.ShouldContain(t => t.Key == "error.type");
        transaction.TagObjects.ShouldAllBe(t => !$"{t.Value}".Contains(Marker));
    }

    [Fact]
    public async Task GivenACommitThatIsCut_WhenTheTransactionIsRepeated_ThenItsTraceCountsTheAttempts()
    {
        await using var shop = await TestShop.NewAsync(Database.Postgres);
        await using var proxy = new FaultyProxy(shop.Connection);
        await using var client = ClientDatabase.Open(proxy.ConnectionString);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var ledger = new ClientLedger(
            client,
            shop.Time,
            NullLogger<ClientLedger>.Instance,
            services.GetRequiredService<IMeterFactory>()
        );
        using var caller = new Activity("test").Start();
        proxy.Cut(CommitFault.LostBefore);

        (await ledger.ExecuteAsync(new CreateOrder(TestShop.NewOrder("O-1", ("X", 1))), new CommandContext("test"))).Refusal.ShouldBeNull();

        proxy.CutCount.ShouldBe(1);
        var transaction = await EndedAsync(a => a.Links.Any(l => l.Context.SpanId == caller.SpanId));
        transaction.GetTagItem("raincheck.attempts").ShouldBe(2);
        transaction.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task GivenCommandsOfManyCallers_WhenTheyAreCarriedOutTogether_ThenOneTransactionLinksToAllOfThem()
    {
        // SQLite, where one worker takes all that waits.
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var callers = Enumerable.Range(1, 3).Select(i => new Activity($"caller {i}")).ToList();
        var orders = new List<Task>();
        await using var store = LedgerStore.Of(shop.Client);
        await using (await store.BeginAsync(LockMode.Exclusive, CancellationToken.None))
        {
            // Keeps the worker busy, so that what comes next comes together.
            orders.Add(shop.Order("first", ("X", 1)));
            foreach (var caller in callers)
            {
                caller.Start();
                orders.Add(shop.Order(caller.OperationName, ("X", 1)));
                caller.Stop();
            }
        }
        await Task.WhenAll(orders);

        var transaction = await EndedAsync(a => a.Links.Any(l => l.Context.SpanId == callers[0].SpanId));
        transaction.Links.Select(l => l.Context.SpanId).ShouldBe(callers.Select(c => c.SpanId), ignoreOrder: true);
        callers.ShouldAllBe(c => c.Links.Single().Context.SpanId == transaction.SpanId);
    }

    public void Dispose() => listener.Dispose();

    private async Task<Activity> EndedAsync(Func<Activity, bool> isMeant)
    {
        for (var i = 0; i < 400; i++)
        {
            if (ended.FirstOrDefault(isMeant) is { } found)
                return found;
            await Task.Delay(25);
        }
        throw new TimeoutException("no such trace ended");
    }
}
