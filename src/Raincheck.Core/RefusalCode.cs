namespace Raincheck.Core;

/// <summary>
/// Every reason for which the rules refuse a command. Where several apply, the one that stands first here is given.
/// The stable <c>code</c> of the API is the name in snake case.
/// </summary>
public enum RefusalCode
{
    /// <summary>A member is missing, or of the wrong type, or out of its range.</summary>
    InvalidValue,

    /// <summary>A quantity is not a whole number of at least 1 and at most <see cref="Quantity.Max"/>.</summary>
    InvalidQuantity,

    /// <summary>An order, purchase order or receipt without lines.</summary>
    NoLines,

    /// <summary>More lines or items than one call takes.</summary>
    TooMany,

    /// <summary>The same idempotency key came with another body.</summary>
    IdempotencyKeyReused,

    /// <summary>No order with that number.</summary>
    OrderNotFound,

    /// <summary>The order has no such line as the address names.</summary>
    LineNotFound,

    /// <summary>No purchase order with that number.</summary>
    PurchaseOrderNotFound,

    /// <summary>The purchase order has no line for the SKU at the address.</summary>
    PurchaseOrderLineNotFound,

    /// <summary>No product with that SKU at the address.</summary>
    ProductNotFound,

    /// <summary>The line has no pin.</summary>
    PinNotFound,

    /// <summary>The line is not linked to that purchase order.</summary>
    LinkNotFound,

    /// <summary>No company with that code at the address.</summary>
    CompanyNotFound,

    /// <summary>No vendor with that code at the address.</summary>
    VendorNotFound,

    /// <summary>No warehouse with that code at the address.</summary>
    WarehouseNotFound,

    /// <summary>No e-mail template of that name at the address.</summary>
    TemplateNotFound,

    /// <summary>No event of that name.</summary>
    EventNotFound,

    /// <summary>No mail with that id.</summary>
    MailNotFound,

    /// <summary>The address is not one of those that are not written to.</summary>
    SuppressionNotFound,

    /// <summary>No mail server is set.</summary>
    MailServerNotFound,

    /// <summary>No user with that name.</summary>
    UserNotFound,

    /// <summary>No API key with that id.</summary>
    ApiKeyNotFound,

    /// <summary>No comparison with that id, or it is older than 30 days.</summary>
    WhatIfNotFound,

    /// <summary>The order changed since the caller read it.</summary>
    StaleVersion,

    /// <summary>The order has no such line as the body names.</summary>
    UnknownLine,

    /// <summary>No company with that code.</summary>
    UnknownCompany,

    /// <summary>No product with that SKU.</summary>
    UnknownSku,

    /// <summary>No warehouse with that code.</summary>
    UnknownWarehouse,

    /// <summary>No vendor with that code.</summary>
    UnknownVendor,

    /// <summary>No purchase order with the number that the request names.</summary>
    UnknownPurchaseOrder,

    /// <summary>No e-mail template of that name, named in a body.</summary>
    UnknownTemplate,

    /// <summary>No order with that number, named in a body.</summary>
    UnknownOrder,

    /// <summary>The purchase order has no line for that SKU.</summary>
    NotOnPurchaseOrder,

    /// <summary>A SKU stands on several lines of the purchase order, and the call does not say which.</summary>
    SeveralLines,

    /// <summary>No vendor was named, and the product has none.</summary>
    NoVendor,

    /// <summary>No vendor was named, and the products have several.</summary>
    SeveralVendors,

    /// <summary>No warehouse was named and there is no default one.</summary>
    NoDefaultWarehouse,

    /// <summary>Another order has that number.</summary>
    DuplicateOrderNumber,

    /// <summary>Another purchase order has that number.</summary>
    DuplicatePurchaseOrderNumber,

    /// <summary>The receipt reference was used with other contents or on another purchase order.</summary>
    DuplicateReceipt,

    /// <summary>Another user has that name.</summary>
    DuplicateUserName,

    /// <summary>Another API key has that name.</summary>
    DuplicateApiKeyName,

    /// <summary>The same SKU or line twice where it may stand once.</summary>
    DuplicateEntry,

    /// <summary>The order's status forbids it.</summary>
    OrderStatusForbids,

    /// <summary>The purchase order's status forbids it.</summary>
    PurchaseOrderStatusForbids,

    /// <summary>The customer was not asked about a delay, or the answer comes too late.</summary>
    DelayConsentForbids,

    /// <summary>The vendor is too far for it, or not far enough.</summary>
    DropshipStatusForbids,

    /// <summary>Units of the order wait for a purchase order; until it comes or they are unlinked the order is not shipped.</summary>
    WaitsForPurchaseOrder,

    /// <summary>The change would leave no administrator.</summary>
    LastAdministrator,

    /// <summary>The current password is not that one, or the account is locked for some minutes.</summary>
    WrongPassword,

    /// <summary>More than the line's open units.</summary>
    NotEnoughOpen,

    /// <summary>More than the line holds, or than is on hand in the warehouse.</summary>
    NotEnoughStock,

    /// <summary>More than the purchase order has to come that no other line is linked to.</summary>
    NotEnoughOnOrder,

    /// <summary>Nothing of the vendor is short.</summary>
    NothingShort,

    /// <summary>A kit has no stock of its own.</summary>
    KitHasNoStock,

    /// <summary>A shadow's stock is that of its parent.</summary>
    ShadowHasNoStock,

    /// <summary>A product that names itself, or a chain of shadows or kits.</summary>
    ProductCycle,

    /// <summary>A combination of replacement, kit and shadow that has no meaning.</summary>
    InvalidProduct,

    /// <summary>The product has stock, open orders or dependants that the change would leave without meaning.</summary>
    ProductInUse,

    /// <summary>The template is not valid Liquid, or asks for more than a template may.</summary>
    InvalidTemplate,

    /// <summary>The template is assigned to an event, or mail that is not sent yet is made from it.</summary>
    TemplateInUse,

    /// <summary>The mail's state forbids it.</summary>
    MailStateForbids,

    /// <summary>A total would be larger than can be kept.</summary>
    TotalTooLarge,

    /// <summary>A hypothetical change could not be carried out: <c>errors</c> says which and why.</summary>
    ChangeRefused,

    /// <summary>What a comparison rests on has changed since: <c>comparison</c> is the one of now.</summary>
    BasisMoved,
}
