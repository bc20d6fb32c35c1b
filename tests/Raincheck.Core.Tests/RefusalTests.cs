using Shouldly;

namespace Raincheck.Core.Tests;

public sealed class RefusalTests
{
    /// <summary>One row per refusal, in the order of precedence: a new one must be given its kind and its rank here too.</summary>
    public static TheoryData<RefusalCode, RefusalKind> Kinds =>
        new()
        {
            { RefusalCode.InvalidValue, RefusalKind.Invalid },
            { RefusalCode.InvalidQuantity, RefusalKind.Invalid },
            { RefusalCode.NoLines, RefusalKind.Invalid },
            { RefusalCode.TooMany, RefusalKind.Invalid },
            { RefusalCode.IdempotencyKeyReused, RefusalKind.Conflict },
            { RefusalCode.OrderNotFound, RefusalKind.NotFound },
            { RefusalCode.LineNotFound, RefusalKind.NotFound },
            { RefusalCode.PurchaseOrderNotFound, RefusalKind.NotFound },
            { RefusalCode.PurchaseOrderLineNotFound, RefusalKind.NotFound },
            { RefusalCode.ProductNotFound, RefusalKind.NotFound },
            { RefusalCode.PinNotFound, RefusalKind.NotFound },
            { RefusalCode.LinkNotFound, RefusalKind.NotFound },
            { RefusalCode.CompanyNotFound, RefusalKind.NotFound },
            { RefusalCode.VendorNotFound, RefusalKind.NotFound },
            { RefusalCode.WarehouseNotFound, RefusalKind.NotFound },
            { RefusalCode.TemplateNotFound, RefusalKind.NotFound },
            { RefusalCode.EventNotFound, RefusalKind.NotFound },
            { RefusalCode.MailNotFound, RefusalKind.NotFound },
            { RefusalCode.SuppressionNotFound, RefusalKind.NotFound },
            { RefusalCode.MailServerNotFound, RefusalKind.NotFound },
            { RefusalCode.UserNotFound, RefusalKind.NotFound },
            { RefusalCode.ApiKeyNotFound, RefusalKind.NotFound },
            { RefusalCode.WhatIfNotFound, RefusalKind.NotFound },
            { RefusalCode.StaleVersion, RefusalKind.Stale },
            { RefusalCode.UnknownLine, RefusalKind.Unprocessable },
            { RefusalCode.UnknownCompany, RefusalKind.Unprocessable },
            { RefusalCode.UnknownSku, RefusalKind.Unprocessable },
            { RefusalCode.UnknownWarehouse, RefusalKind.Unprocessable },
            { RefusalCode.UnknownVendor, RefusalKind.Unprocessable },
            { RefusalCode.UnknownPurchaseOrder, RefusalKind.Unprocessable },
            { RefusalCode.UnknownTemplate, RefusalKind.Unprocessable },
            { RefusalCode.UnknownOrder, RefusalKind.Unprocessable },
            { RefusalCode.NotOnPurchaseOrder, RefusalKind.Unprocessable },
            { RefusalCode.SeveralLines, RefusalKind.Unprocessable },
            { RefusalCode.NoVendor, RefusalKind.Unprocessable },
            { RefusalCode.SeveralVendors, RefusalKind.Unprocessable },
            { RefusalCode.NoDefaultWarehouse, RefusalKind.Unprocessable },
            { RefusalCode.DuplicateOrderNumber, RefusalKind.Conflict },
            { RefusalCode.DuplicatePurchaseOrderNumber, RefusalKind.Conflict },
            { RefusalCode.DuplicateReceipt, RefusalKind.Conflict },
            { RefusalCode.DuplicateUserName, RefusalKind.Conflict },
            { RefusalCode.DuplicateApiKeyName, RefusalKind.Conflict },
            { RefusalCode.DuplicateEntry, RefusalKind.Unprocessable },
            { RefusalCode.OrderStatusForbids, RefusalKind.Conflict },
            { RefusalCode.PurchaseOrderStatusForbids, RefusalKind.Conflict },
            { RefusalCode.DelayConsentForbids, RefusalKind.Conflict },
            { RefusalCode.DropshipStatusForbids, RefusalKind.Conflict },
            { RefusalCode.WaitsForPurchaseOrder, RefusalKind.Conflict },
            { RefusalCode.LastAdministrator, RefusalKind.Conflict },
            { RefusalCode.WrongPassword, RefusalKind.Unprocessable },
            { RefusalCode.NotEnoughOpen, RefusalKind.Unprocessable },
            { RefusalCode.NotEnoughStock, RefusalKind.Unprocessable },
            { RefusalCode.NotEnoughOnOrder, RefusalKind.Unprocessable },
            { RefusalCode.NothingShort, RefusalKind.Unprocessable },
            { RefusalCode.KitHasNoStock, RefusalKind.Unprocessable },
            { RefusalCode.ShadowHasNoStock, RefusalKind.Unprocessable },
            { RefusalCode.ProductCycle, RefusalKind.Unprocessable },
            { RefusalCode.InvalidProduct, RefusalKind.Unprocessable },
            { RefusalCode.ProductInUse, RefusalKind.Conflict },
            { RefusalCode.InvalidTemplate, RefusalKind.Unprocessable },
            { RefusalCode.TemplateInUse, RefusalKind.Conflict },
            { RefusalCode.MailStateForbids, RefusalKind.Conflict },
            { RefusalCode.TotalTooLarge, RefusalKind.Unprocessable },
            { RefusalCode.ChangeRefused, RefusalKind.Unprocessable },
            { RefusalCode.BasisMoved, RefusalKind.Conflict },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void KindOf_IsThatOfTheTable(RefusalCode code, RefusalKind kind)
    {
        Refusal.KindOf(code).ShouldBe(kind);
        new Refusal(code, "why").Kind.ShouldBe(kind);
    }

    [Fact]
    public void Kinds_NamesEveryCodeOnceInItsOrder()
    {
        var codes = Enum.GetValues<RefusalCode>();

        Kinds.Select(row => row.Data.Item1).ShouldBe(codes);
        Enum.GetNames<RefusalCode>().Length.ShouldBe(codes.Distinct().Count(), "two names share a value");
    }

    [Fact]
    public void Names_DifferInMoreThanCase() =>
        Enum.GetNames<RefusalCode>().Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(Enum.GetNames<RefusalCode>().Length);

    [Fact]
    public void Outcome_OfAValue_HasTheValue()
    {
        Outcome<int> outcome = 3;

        (outcome.Value, outcome.Refusal).ShouldBe((3, null));
    }

    [Fact]
    public void Outcome_OfARefusal_ThrowsWhereItsValueIsAsked()
    {
        var refusal = new Refusal(RefusalCode.UnknownSku, "No product X.");
        Outcome<int> outcome = refusal;

        outcome.Refusal.ShouldBe(refusal);
        Should.Throw<InvalidOperationException>(() => outcome.Value).Message.ShouldContain("No product X.");
    }

    [Theory]
    [InlineData(int.MinValue, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Quantity.Max, true)]
    [InlineData(Quantity.Max + 1, false)]
    public void Check_AcceptsFromOneToMax(int quantity, bool accepted)
    {
        var refusal = Quantity.Check(quantity, "lines[0].quantity");

        (refusal is null).ShouldBe(accepted);
        if (!accepted)
            (refusal!.Code, refusal.Path).ShouldBe((RefusalCode.InvalidQuantity, "lines[0].quantity"));
    }
}
