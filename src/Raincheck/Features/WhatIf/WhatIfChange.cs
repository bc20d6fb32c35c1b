using System.Text.Json.Serialization;
using Raincheck.Core;
using Raincheck.Features.BackOrders;
using Raincheck.Features.Inventory;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.WhatIf;

/// <summary>A hypothetical change, with the members of the call that it stands for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReceiveChange), "receive")]
[JsonDerivedType(typeof(SupplyDateChange), "supplyDate")]
[JsonDerivedType(typeof(CancelPurchaseOrderChange), "cancelPurchaseOrder")]
[JsonDerivedType(typeof(BuyChange), "buy")]
[JsonDerivedType(typeof(AdjustChange), "adjust")]
[JsonDerivedType(typeof(PriorityChange), "priority")]
[JsonDerivedType(typeof(PinChange), "pin")]
[JsonDerivedType(typeof(HoldChange), "hold")]
[JsonDerivedType(typeof(CancelOrderChange), "cancelOrder")]
[JsonDerivedType(typeof(OrderChange), "order")]
[JsonDerivedType(typeof(SettingsChange), "settings")]
[JsonDerivedType(typeof(ProductChange), "product")]
public abstract record WhatIfChange
{
    /// <summary>The real command.</summary>
    /// <param name="name">A name that no other change has, for what needs one.</param>
    internal abstract LedgerCommand Command(string name);

    /// <summary>The member at which the command's own paths begin; empty for the change itself.</summary>
    internal virtual string Within => "";

    /// <summary>The member that a refusal without a path is about; null for the whole change.</summary>
    internal virtual string? MemberOf(RefusalCode code) =>
        code switch
        {
            PurchaseOrderNotFound or PurchaseOrderStatusForbids => "purchaseOrder",
            OrderNotFound or OrderStatusForbids => "order",
            PurchaseOrderLineNotFound => "sku",
            _ => null,
        };
}

/// <summary>Goods come.</summary>
/// <param name="PurchaseOrder">The purchase order.</param>
/// <param name="Lines">The goods.</param>
/// <param name="Reference">The receipt's reference; if omitted, one is made when the change is carried out.</param>
public sealed record ReceiveChange(string PurchaseOrder, IReadOnlyList<ReceiptRequestLine> Lines, string? Reference = null) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new ReceivePurchaseOrder(PurchaseOrder, new(Reference ?? name, Lines));
}

/// <summary>A vendor delivers at another time.</summary>
/// <param name="PurchaseOrder">The purchase order.</param>
/// <param name="Sku">The product.</param>
/// <param name="ExpectedAt">When its units are expected.</param>
public sealed record SupplyDateChange(string PurchaseOrder, string Sku, DateTimeOffset ExpectedAt) : WhatIfChange
{
    internal override LedgerCommand Command(string name) =>
        new ChangePurchaseOrderLine(PurchaseOrder, Sku, new() { ExpectedAt = ExpectedAt });
}

/// <summary>What has not come yet of a purchase order is cancelled.</summary>
/// <param name="PurchaseOrder">The purchase order.</param>
public sealed record CancelPurchaseOrderChange(string PurchaseOrder) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new CancelPurchaseOrder(PurchaseOrder);
}

/// <summary>Goods are bought.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Lines">The goods.</param>
/// <param name="Warehouse">Where they go; the default warehouse if omitted.</param>
/// <param name="Number">The purchase order's number; if omitted, the system chooses one.</param>
public sealed record BuyChange(string Vendor, IReadOnlyList<NewPurchaseOrderLine> Lines, string? Warehouse = null, string? Number = null)
    : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new CreatePurchaseOrder(new(Vendor, Lines, Warehouse, Number));
}

/// <summary>Stock is adjusted by hand.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Warehouse">The warehouse.</param>
/// <param name="Delta">Units added; negative to take units away.</param>
/// <param name="Reason">Why.</param>
public sealed record AdjustChange(string Sku, string Warehouse, long Delta, string? Reason = null) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new AdjustStock([new(Sku, Warehouse, Delta, Reason)]);
}

/// <summary>An order gets another priority.</summary>
/// <param name="Order">The order.</param>
/// <param name="Priority">Higher is served first.</param>
public sealed record PriorityChange(string Order, int Priority) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new PatchOrder(Order, new(Priority: Priority));
}

/// <summary>Units are pinned to a line ahead of the queue.</summary>
/// <param name="Order">The order.</param>
/// <param name="Line">Its line.</param>
/// <param name="Quantity">The units.</param>
/// <param name="Until">The expiry of the pin; it does not expire if omitted.</param>
/// <param name="Reason">Why.</param>
public sealed record PinChange(string Order, int Line, int Quantity, DateTimeOffset? Until = null, string? Reason = null) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new PinUnits(Order, new(Line, Quantity, Reason ?? "What if", Until));
}

/// <summary>An order is put on hold.</summary>
/// <param name="Order">The order.</param>
public sealed record HoldChange(string Order) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new HoldOrder(Order);
}

/// <summary>An order is cancelled.</summary>
/// <param name="Order">The order.</param>
public sealed record CancelOrderChange(string Order) : WhatIfChange
{
    internal override LedgerCommand Command(string name) => new CancelOrder(Order, new());
}

/// <summary>A new order comes.</summary>
/// <param name="Order">The order, as <c>POST /orders</c> takes it.</param>
public sealed record OrderChange(NewOrder Order) : WhatIfChange
{
    internal override string Within => "order.";

    internal override LedgerCommand Command(string name) => new CreateOrder(Order);
}

/// <summary>Settings change.</summary>
/// <param name="Settings">The settings, as <c>PUT /settings</c> takes them.</param>
public sealed record SettingsChange(SettingsPatch Settings) : WhatIfChange
{
    internal override string Within => "settings.";

    internal override LedgerCommand Command(string name) => new SaveSettings(Settings);
}

/// <summary>A product is made or changed.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Product">Its values, as <c>PUT /products/{sku}</c> takes them.</param>
public sealed record ProductChange(string Sku, ProductBody Product) : WhatIfChange
{
    internal override string Within => "product.";

    internal override LedgerCommand Command(string name) => new PutProducts([Product.At(Sku)]);
}
