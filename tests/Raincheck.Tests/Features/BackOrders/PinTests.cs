using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Orders;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.BackOrders;

public sealed class PinTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenALaterOrder_WhenUnitsArePinnedToIt_ThenItHoldsThemAheadOfTheQueueUntilThePinIsLifted(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 3);
        await shop.Order("older", ("X", 3));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("later", ("X", 4));

        var pinned = await shop.Done(new PinUnits("later", new(1, 4, "the customer is here")));

        // It asks for more than there is, and holds what there is.
        pinned.Lines[0].Firm.ShouldBe(3);
        (await shop.HeldAndLacking("older")).ShouldBe("0/3");
        (await shop.Journal("later")).Single(j => j.Kind == "pinned").Member("reason").GetString().ShouldBe("the customer is here");
        await shop.Pass();
        await shop.Done(new RecalculateOrder("older"));
        (await shop.HeldAndLacking("later")).ShouldBe("3/1");
        (await shop.Receive("X", 1)).Released.Select(r => r.Order).ShouldBe(["later"]);
        await shop.ShouldBeSound();

        var lifted = await shop.Done(new LiftPin("later", 1));

        (lifted.Lines[0].Firm, lifted.HeldAndLacking()).ShouldBe((0, "1/3"));
        (await shop.HeldAndLacking("older")).ShouldBe("3/0");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPinWithAnEnd_WhenItsTimeIsOver_ThenTheUnitsGoBackToTheQueue(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 2);
        await shop.Order("older", ("X", 2));
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Order("later", ("X", 2));
        await shop.Order("longer", ("Y", 1));
        await shop.Done(new PinUnits("later", new(1, 2, "until noon", shop.Time.GetUtcNow().AddHours(1))));
        await shop.Done(new PinUnits("longer", new(1, 1, "until noon", shop.Time.GetUtcNow().AddHours(1))));
        await shop.Done(new PinUnits("longer", new(1, 1, "until evening", shop.Time.GetUtcNow().AddHours(8))));
        var expiry = new PinExpiry(shop.Client, shop.Ledger, shop.Time);
        (await expiry.RunAsync(CancellationToken.None)).ShouldBe(0);

        shop.Time.Advance(TimeSpan.FromHours(1));

        (await expiry.RunAsync(CancellationToken.None)).ShouldBe(1);
        (await expiry.RunAsync(CancellationToken.None)).ShouldBe(0);
        (await shop.HeldAndLacking("older")).ShouldBe("2/0");
        var last = (await shop.Journal("later")).Last(j => j.Kind == "pinExpired");
        last.Actor.ShouldBe("pin expiry");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenMorePinsThanAStepThatCannotBeLifted_WhenTheirTimeIsOver_ThenTheRoundEndsAndLiftsTheOthers(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Order("stuck", ("X", 1));
        await shop.Order("sound", ("Y", 1));
        await shop.Done(new PinUnits("sound", new(1, 1, "until ten", shop.Time.GetUtcNow().AddHours(2))));
        // Pins of lines that do not exist, as a damaged database has them: each lift is refused, and the row stays.
        await using (var db = shop.Client.CreateContext())
        {
            var stuck = await db.Orders.SingleAsync(o => o.Number == "stuck");
            db.AddRange(
                Enumerable
                    .Range(2, 2 * PinExpiry.PinsPerStep)
                    .Select(line => new Pin
                    {
                        OrderId = stuck.Id,
                        Line = line,
                        Reason = "stuck",
                        Actor = "test",
                        At = Micros.Of(shop.Time.GetUtcNow()),
                        Until = Micros.Of(shop.Time.GetUtcNow().AddHours(1)),
                    })
            );
            await db.SaveChangesAsync();
        }
        shop.Time.Advance(TimeSpan.FromHours(3));
        var expiry = new PinExpiry(shop.Client, shop.Ledger, shop.Time);

        var lifted = await expiry.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        lifted.ShouldBe(1);
        (await shop.Get("sound")).Lines[0].Firm.ShouldBe(0);
        (await expiry.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAPin_WhenItsLineShipsShrinksOrIsReplaced_ThenThePinShrinksLast(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);
        await shop.Stock("X", 9);
        foreach (var number in new[] { "shipped", "reduced", "replaced" })
        {
            await shop.Order(number, ("X", 3));
            await shop.Done(new PinUnits(number, new(1, 2, "promised")));
        }

        (await shop.Done(new ShipOrder("shipped", new("MAIN", [new(1, 1)])))).Lines[0].Firm.ShouldBe(1);
        (await shop.Done(new ChangeLineQuantity("reduced", 1, 2))).Lines[0].Firm.ShouldBe(2);
        (await shop.Done(new CancelOrder("reduced", new([new(1, 1)])))).Lines[0].Firm.ShouldBe(1);
        (await shop.Done(new ReplaceItem("replaced", 1, "Y"))).Lines[0].Firm.ShouldBe(0);

        (await shop.Journal("replaced")).Last(j => j.Kind == "itemReplaced").Data.ShouldContain("\"pinned\":-2");
        await shop.ShouldBeSound();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAKitAndAReplacement_WhenPinned_ThenWholeKitsAndNoReplacementUnitsAreFirm(Database database)
    {
        await using var shop = await TestShop.NewAsync(database, new(ConsiderReplacementSku: true));
        await shop.Stock("C", 5);
        await shop.Stock("D", 3);
        await shop.Stock("R", 4);
        await shop.Order("kits", ("K", 3));
        await shop.Order("replaced", ("A", 2));

        (await shop.Done(new PinUnits("kits", new(1, 3, "promised")))).Lines[0].Firm.ShouldBe(2);
        var line = (await shop.Done(new PinUnits("replaced", new(1, 2, "promised")))).Lines[0];

        (line.Firm, line.Allocated).ShouldBe((0, 2));
        await shop.ShouldBeSound();
    }
}
