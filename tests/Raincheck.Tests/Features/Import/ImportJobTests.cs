using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Import;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

/// <summary>Files imported by the host's jobs, as the console starts them.</summary>
public sealed class ImportJobTests(ApiHosts hosts)
{
    private const string OrderHeader = "orderNumber;company;orderedAt;customerName;customerEmail;sku;quantity\n";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenOrdersGoodAndBad_WhenImported_ThenEachIsWholeOrRejectedAndTheFileCanComeTwice(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku(1);
        var (good, torn, unknown) = (ApiHost.NewName("I-"), ApiHost.NewName("I-"), ApiHost.NewName("I-"));
        var text =
            OrderHeader
            + $"{good};ACME;2026-01-02;One;one@example.com;{sku};2\n"
            + $"{torn};ACME;2026-01-02;Two;two@example.com;{sku};1\n{torn};;;;;{sku};-4\n"
            + $"{unknown};ACME;2026-01-02;Three;three@example.com;{sku};1\n{unknown};;;;;NOPE;1\n";

        var first = await ImportAsync(host, "orders", text);
        var second = await ImportAsync(host, "orders", text);

        Counts(first).ShouldBe((5, 1, 0, 4));
        Counts(second).ShouldBe((5, 0, 1, 4));
        (await host.Get($"/orders/{good}").Ok()).Number("backOrder.backOrderedQty").ShouldBe(1);
        foreach (var number in new[] { torn, unknown })
            (await host.Get($"/orders/{number}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenRejectsWithFormulas_WhenMendedAndImported_ThenTheyComeInAsTheyWere(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var number = ApiHost.NewName("F-");
        const string Formula = "=HYPERLINK(\"http://evil.example\")";
        var row = $"{number};ACME;2026-01-02;\"{Formula.Replace("\"", "\"\"", StringComparison.Ordinal)}\";one@example.com;{sku};none\n";

        var job = await ImportAsync(host, "orders", OrderHeader + row);
        var rejects = await RejectsAsync(host, job);
        await ImportAsync(host, "orders", rejects.Replace(",none\n", ",3\n", StringComparison.Ordinal));

        rejects.ShouldStartWith("\uFEFFline,reason,orderNumber,");
        rejects.ShouldContain("quantity is 'none'");
        rejects.ShouldContain(",\"'=HYPERLINK(");
        (await host.Get($"/orders/{number}").Ok()).Text("customer.name").ShouldBe(Formula);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnImportThatWasInterrupted_WhenItBeginsAgain_ThenACountIsNotEnteredTwice(Database database)
    {
        var host = await hosts.On(database);
        var sku = await host.NewSku();
        var job = await ImportAsync(host, "stock", $"sku,warehouse,onHand\n{sku},MAIN,10\n");
        await host.Post("/inventory/adjustments", $$"""{"sku":"{{sku}}","warehouse":"MAIN","delta":-3}""").Ok();

        // As a process leaves it that dies at the end: without an owner, and with an expired lease.
        await using (var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext())
        {
            await db
                .Jobs.Where(j => j.Id == job.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(j => j.State, JobState.Running).SetProperty(j => j.LeaseUntil, 0));
        }
        (await EndAsync(host, job)).State.ShouldBe(JobState.Succeeded);

        (await host.Get($"/products/{sku}").Ok()).Number("stock.onHand").ShouldBe(7);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenPurchaseOrdersAndProducts_WhenImported_ThenTheyAreThere(Database database)
    {
        var host = await hosts.On(database);
        var (sku, number) = (ApiHost.NewName("P-"), ApiHost.NewName("IMPORTED-"));

        var products = await ImportAsync(host, "products", $"sku,name,vendor\n{sku},Cup,VEND\n{sku}-2,Mug,NOBODY\n");
        var orders = await ImportAsync(host, "purchase-orders", $"number,vendor,warehouse,sku,quantity\n{number},VEND,MAIN,{sku},24\n");

        Counts(products).ShouldBe((2, 1, 0, 1));
        Counts(orders).ShouldBe((1, 1, 0, 0));
        (await host.Get($"/purchase-orders/{number}").Ok()).Number("lines.0.quantity").ShouldBe(24);
    }

    [Fact]
    public async Task GivenAHundredThousandRows_WhenImported_ThenOthersCallsComeThroughInBetween()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var sku = await host.NewSku();
        var text = new StringBuilder(OrderHeader);
        for (var i = 0; i < 50_000; i++)
            text.Append($"M-{i};ACME;2026-01-02;One;one@example.com;{sku};2\nM-{i};;;;;{sku};1\n");

        var job = await StartAsync(host, "orders", text.ToString());
        var calls = 0;
        while ((await host.Services.GetRequiredService<JobStore>().FindAsync(job.Id, CancellationToken.None))!.State < JobState.Succeeded)
        {
            await host.NewOrder(sku, 1);
            calls++;
        }

        Counts(await EndAsync(host, job)).ShouldBe((100_000, 50_000, 0, 0));
        calls.ShouldBeGreaterThan(10);
        await using var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext();
        (await db.Orders.CountAsync()).ShouldBe(50_000 + calls);
    }

    [Fact]
    public async Task GivenRejects_WhenAnAnonymousCallerAsks_ThenTheyAreToldToSignIn()
    {
        var host = await hosts.On(Database.Sqlite);
        var job = await ImportAsync(host, "stock", "sku,warehouse,onHand\nNOPE,MAIN,1\n");

        var reply = await host.As(null).Get("/" + ImportDownloads.AddressOf(job.Id));

        reply.Body.ShouldContain("Sign in");
        reply.Body.ShouldNotContain("NOPE");
    }

    [Fact]
    public async Task GivenAFileThatCannotBeUnderstood_WhenImported_ThenTheJobFailsAndSaysWhy()
    {
        var host = await hosts.On(Database.Sqlite);

        var job = await ImportAsync(host, "stock", "sku,warehouse\nA,MAIN\n");

        job.State.ShouldBe(JobState.Failed);
        job.Problem.ShouldNotBeNull().ShouldContain("onHand");
    }

    [Fact]
    public async Task GivenMapsThatPeopleChose_WhenTheNextFileComes_ThenTheyAreRemembered()
    {
        await using var host = await ApiHost.StartAsync(Database.Sqlite);
        var imports = host.Services.GetRequiredService<ImportJob>();
        await StartAsync(host, "stock", "Artikel;warehouse;onHand;Farbe\nNOPE;MAIN;1;rot\n", new() { ["Artikel"] = "sku", ["Farbe"] = "" });

        var remembered = await imports.RememberedAsync(ImportKind.Find("stock")!, CancellationToken.None);

        ImportGuess
            .Map(ImportKind.Find("stock")!.Columns, ["ARTIKEL", "Lager", "Stock"], remembered)
            .ShouldBe([new("ARTIKEL", "sku"), new("Lager", ""), new("Stock", "onHand")], ignoreOrder: true);
        (await imports.RememberedAsync(ImportKind.Find("orders")!, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAFile_WhenItIsStored_ThenItIsReadBackByteForByte(Database database)
    {
        var host = await hosts.On(database);
        var files = host.Services.GetRequiredService<ImportFiles>();
        var bytes = new byte[1_000_003];
        new Random(1).NextBytes(bytes);

        var file = await files.AddAsync(ImportKind.All[0], "f.csv", "me", new MemoryStream(bytes), _ => { }, CancellationToken.None);

        foreach (var isAsync in new[] { true, false })
        {
            using var copy = new MemoryStream();
            await using var stored = files.Open(file);
            if (isAsync)
                await stored.CopyToAsync(copy);
            else
                stored.CopyTo(copy);
            copy.ToArray().ShouldBe(bytes);
        }
    }

    private static async Task<JobRow> ImportAsync(ApiHost host, string kind, string text) =>
        await EndAsync(host, await StartAsync(host, kind, text));

    private static async Task<JobRow> StartAsync(ApiHost host, string name, string text, Dictionary<string, string>? map = null)
    {
        var kind = ImportKind.Find(name)!;
        var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var files = host.Services.GetRequiredService<ImportFiles>();
        var file = await files.AddAsync(kind, $"{name}.csv", ApiHost.UserName, content, _ => { }, CancellationToken.None);
        var request = new ImportRequest(file.Id, file.Name, 0, map ?? [], null, ApiHost.UserName);
        return await host.Services.GetRequiredService<JobWorker>().StartAsync(kind.JobKind, request, CancellationToken.None);
    }

    private static async Task<JobRow> EndAsync(ApiHost host, JobRow job)
    {
        var jobs = host.Services.GetRequiredService<JobStore>();
        while (true)
        {
            var now = (await jobs.FindAsync(job.Id, CancellationToken.None))!;
            if (now.State is JobState.Succeeded or JobState.Failed)
                return now;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> RejectsAsync(ApiHost host, JobRow job)
    {
        var files = host.Services.GetRequiredService<ImportFiles>();
        using var reader = new StreamReader(
            files.Open((await files.FindAsync(job.Id, CancellationToken.None))!),
            new UTF8Encoding(),
            detectEncodingFromByteOrderMarks: false
        );
        return await reader.ReadToEndAsync();
    }

    private static (long Rows, long Imported, long AlreadyThere, long Rejected) Counts(JobRow job)
    {
        job.State.ShouldBe(JobState.Succeeded, job.Problem);
        var report = ImportReport.Of(job).ShouldNotBeNull();
        return (report.Rows, report.Imported, report.AlreadyThere, report.RejectedRows);
    }
}
