using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Shouldly;

namespace Raincheck.Core.Tests.Stock;

public sealed class ClientSettingsTests
{
    public static TheoryData<OrderStatus, bool> Statuses =>
        new()
        {
            { OrderStatus.Cart, false },
            { OrderStatus.Quote, false },
            { OrderStatus.InProcess, true },
            { OrderStatus.OnHold, true },
            { OrderStatus.Problem, true },
            { OrderStatus.Completed, false },
            { OrderStatus.Cancelled, false },
            { OrderStatus.Void, false },
        };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Counts_ByStatus_ForAnyPayment(OrderStatus status, bool expected)
    {
        var all = new ClientSettings { IncludeAuthorizedOrders = true, IncludeUnpaidOrders = true };
        foreach (var payment in Enum.GetValues<PaymentStatus>())
            all.Counts(status, payment).ShouldBe(expected, $"{status} {payment}");
    }

    [Fact]
    public void Statuses_NamesEveryStatus() => Statuses.Select(row => row.Data.Item1).ShouldBe(Enum.GetValues<OrderStatus>());

    [Theory]
    [InlineData(PaymentStatus.Charged, false, false, true)]
    [InlineData(PaymentStatus.Authorized, false, false, false)]
    [InlineData(PaymentStatus.Authorized, true, false, true)]
    [InlineData(PaymentStatus.Authorized, false, true, false)]
    [InlineData(PaymentStatus.Unpaid, false, false, false)]
    [InlineData(PaymentStatus.Unpaid, true, false, false)]
    [InlineData(PaymentStatus.Unpaid, false, true, true)]
    [InlineData(PaymentStatus.Partial, false, false, false)]
    [InlineData(PaymentStatus.Partial, true, false, false)]
    [InlineData(PaymentStatus.Partial, false, true, true)]
    public void Counts_ByPayment(PaymentStatus payment, bool includeAuthorized, bool includeUnpaid, bool expected)
    {
        var settings = new ClientSettings { IncludeAuthorizedOrders = includeAuthorized, IncludeUnpaidOrders = includeUnpaid };
        foreach (var status in new[] { OrderStatus.InProcess, OrderStatus.OnHold, OrderStatus.Problem })
            settings.Counts(status, payment).ShouldBe(expected, $"{status}");
    }

    [Theory]
    [InlineData(WarehouseType.Normal, true, true, true)]
    [InlineData(WarehouseType.Normal, false, true, false)]
    [InlineData(WarehouseType.Dropship, true, true, false)]
    [InlineData(WarehouseType.Dropship, true, false, true)]
    [InlineData(WarehouseType.Dropship, false, false, false)]
    [InlineData(WarehouseType.Fba, true, true, true)]
    [InlineData(WarehouseType.Fba, false, true, false)]
    [InlineData(WarehouseType.Interim, true, true, true)]
    [InlineData(WarehouseType.Interim, false, true, false)]
    [InlineData(WarehouseType.Return, true, true, false)]
    [InlineData(WarehouseType.Return, true, false, false)]
    [InlineData(WarehouseType.Return, false, false, false)]
    public void Counts_ByWarehouse(WarehouseType type, bool isSellable, bool excludeDropship, bool expected) =>
        new ClientSettings { ExcludeDropshipWarehouses = excludeDropship }
            .Counts(new Warehouse { Type = type, IsSellable = isSellable })
            .ShouldBe(expected);

    [Fact]
    public void Defaults_AreThoseOfTheRules()
    {
        var settings = new ClientSettings();

        settings.ExcludeDropshipWarehouses.ShouldBeTrue();
        (settings.IncludeAuthorizedOrders, settings.IncludeUnpaidOrders, settings.ConsiderReplacementSku).ShouldBe((false, false, false));
        (settings.PassMode, settings.PassMinutes).ShouldBe((PassMode.Periodic, 15));
    }
}
