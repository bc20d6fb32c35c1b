namespace Raincheck.Core;

/// <summary>Why a command was not carried out. Nothing was changed.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Detail">A sentence that names the offending thing.</param>
/// <param name="Path">Where in the request the offending thing stands, as a JSON path (<c>lines[2].sku</c>), where one can be named.</param>
public sealed record Refusal(RefusalCode Code, string Detail, string? Path = null)
{
    /// <summary>What else is wrong with the request, in the order in which it stands there.</summary>
    public IReadOnlyList<Refusal> Others { get; init; } = [];

    /// <summary>How it is meant.</summary>
    public RefusalKind Kind => KindOf(Code);

    /// <summary>The kind of a code: the one table of it.</summary>
    public static RefusalKind KindOf(RefusalCode code) =>
        code switch
        {
            RefusalCode.InvalidValue or RefusalCode.InvalidQuantity or RefusalCode.NoLines or RefusalCode.TooMany => RefusalKind.Invalid,
            RefusalCode.OrderNotFound
            or RefusalCode.LineNotFound
            or RefusalCode.PurchaseOrderNotFound
            or RefusalCode.PurchaseOrderLineNotFound
            or RefusalCode.ProductNotFound
            or RefusalCode.PinNotFound
            or RefusalCode.LinkNotFound
            or RefusalCode.CompanyNotFound
            or RefusalCode.VendorNotFound
            or RefusalCode.WarehouseNotFound
            or RefusalCode.TemplateNotFound
            or RefusalCode.EventNotFound
            or RefusalCode.MailNotFound
            or RefusalCode.SuppressionNotFound
            or RefusalCode.MailServerNotFound
            or RefusalCode.UserNotFound
            or RefusalCode.ApiKeyNotFound
            or RefusalCode.WhatIfNotFound => RefusalKind.NotFound,
            RefusalCode.StaleVersion => RefusalKind.Stale,
            RefusalCode.IdempotencyKeyReused
            or RefusalCode.DuplicateOrderNumber
            or RefusalCode.DuplicatePurchaseOrderNumber
            or RefusalCode.DuplicateReceipt
            or RefusalCode.DuplicateUserName
            or RefusalCode.DuplicateApiKeyName
            or RefusalCode.LastAdministrator
            or RefusalCode.OrderStatusForbids
            or RefusalCode.PurchaseOrderStatusForbids
            or RefusalCode.DelayConsentForbids
            or RefusalCode.DropshipStatusForbids
            or RefusalCode.WaitsForPurchaseOrder
            or RefusalCode.ProductInUse
            or RefusalCode.TemplateInUse
            or RefusalCode.MailStateForbids
            or RefusalCode.BasisMoved => RefusalKind.Conflict,
            _ => RefusalKind.Unprocessable,
        };
}
