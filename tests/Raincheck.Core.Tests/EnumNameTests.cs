using Raincheck.Core.Orders;
using Shouldly;

namespace Raincheck.Core.Tests;

public sealed class EnumNameTests
{
    [Fact]
    public void Of_AValue_IsCamelCase() => EnumName.Of(OrderStatus.InProcess).ShouldBe("inProcess");

    [Fact]
    public void OfCode_ACode_IsSnakeCase() => EnumName.OfCode(RefusalCode.UnknownSku).ShouldBe("unknown_sku");

    [Fact]
    public void All_AnEnum_IsEachValueInTheOrderOfTheNumbers()
    {
        EnumName.All<PaymentStatus>().ShouldBe(["charged", "authorized", "unpaid", "partial"]);
        var type = typeof(BackOrderState);
        EnumName.All(type).ShouldBe(["none", "partial", "full"]);
    }
}
