using Raincheck.Crash;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Orders;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>A test's shop with a mail server of its own, and what hands mail over to it.</summary>
internal sealed class TestPost : IAsyncDisposable
{
    private TestPost(TestShop shop, PrivateMailServer server)
    {
        Shop = shop;
        Server = server;
        Office = new PostOffice(shop.Client, shop.Ledger, shop.Time, address: new PublicAddress("https://shop.example"));
    }

    public TestShop Shop { get; }

    public PrivateMailServer Server { get; }

    public PostOffice Office { get; }

    /// <param name="database">The database.</param>
    /// <param name="assign">Whether ACME has a template for each event.</param>
    /// <param name="options">Options of <c>scripts/mail-server-private</c>.</param>
    public static async Task<TestPost> NewAsync(Database database, bool assign = false, params string[] options)
    {
        Assert.SkipUnless(PrivateMailServer.WhyNot is null, $"The mail server is not available: {PrivateMailServer.WhyNot}");
        var post = new TestPost(await TestShop.NewAsync(database), await PrivateMailServer.StartNewAsync(options));
        await post.UseServer(new EmailServerRequest("127.0.0.1", post.Server.Port, MailSecurity.None));
        if (assign)
            await post.Shop.Assign();
        return post;
    }

    public Task UseServer(EmailServerRequest server) => Shop.Done(new PutEmailServer(null, server, Office.Secrets));

    /// <summary>An order of a customer, of one Y where nothing else is said.</summary>
    public Task Order(string number, string address, string name = "Customer", params (string Sku, int Quantity)[] lines) =>
        Shop.Done(
            new CreateOrder(TestShop.NewOrder(number, lines.Length == 0 ? [("Y", 1)] : lines) with { Customer = new(name, address) })
        );

    public async ValueTask DisposeAsync()
    {
        await Office.DisposeAsync();
        await Server.DisposeAsync();
        await Shop.DisposeAsync();
    }
}
