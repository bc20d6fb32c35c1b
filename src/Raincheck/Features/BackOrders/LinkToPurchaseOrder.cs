using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;
using Raincheck.Ledger;

namespace Raincheck.Features.BackOrders;

/// <summary>Units of a line that are to wait for a purchase order.</summary>
/// <param name="Line">The order's line.</param>
/// <param name="Quantity">The units.</param>
/// <param name="PurchaseOrder">The number of an open purchase order; a new one is made if omitted.</param>
/// <param name="Vendor">The vendor of a new purchase order; the product's vendor if omitted.</param>
/// <param name="Warehouse">The warehouse of a new purchase order; the default warehouse if omitted.</param>
public sealed record LinkRequest(int Line, int Quantity, string? PurchaseOrder = null, string? Vendor = null, string? Warehouse = null);

/// <summary>
/// Links units of a line to a purchase order (<i>cross-docking</i>): when it is received the line gets them before the queue.
/// The line keeps its place in the queue meanwhile.
/// </summary>
public sealed class LinkToPurchaseOrder(string number, LinkRequest request) : OrderCommand(number)
{
    protected internal override string Kind => "linked";

    protected internal override void Declare(LoadPlan plan)
    {
        base.Declare(plan);
        if (request.PurchaseOrder is { } purchaseOrder)
            plan.PurchaseOrder(purchaseOrder);
        else
            plan.NewPurchaseOrder(null);
    }

    private protected override Refusal? CheckRequest(long now) =>
        Refusals.First(
            request.PurchaseOrder is not null && (request.Vendor ?? request.Warehouse) is not null
                ? new Refusal(
                    RefusalCode.InvalidValue,
                    "purchaseOrder names an existing purchase order; vendor and warehouse are those of a new one.",
                    "purchaseOrder"
                )
                : null,
            Quantity.Check(request.Quantity, "quantity")
        );

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (CheckNames(work, order) is { } unknown)
            return unknown;
        var line = order.FindLine(request.Line)!;
        if ((order.Order.CheckOpen("linked to a purchase order") ?? line.CheckLink(order.Order, request.Quantity)) is { } forbidden)
            return forbidden;
        if (line.IsKit)
        {
            return new Refusal(
                RefusalCode.KitHasNoStock,
                $"Line {line.Line} of order {Number} is the kit {work.Catalogue.Sku(line.SkuId)}, which cannot be on a purchase order.",
                "line"
            );
        }
        if (request.PurchaseOrder is null)
        {
            // What is bought is the stock that the line is filled from: a shadow's is its parent's.
            PurchaseOrderLinks.Link(work, order, line, NewPurchaseOrder(work, line).Order, line.PoolId, request.Quantity);
            return null;
        }
        if (CheckPurchaseOrder(work, line, out var purchaseOrder, out var comes) is { } refusal)
            return refusal;
        PurchaseOrderLinks.Link(work, order, line, purchaseOrder!.Order, comes!.SkuId, request.Quantity);
        return null;
    }

    /// <summary>The line; of a new purchase order the vendor and the warehouse too.</summary>
    private Refusal? CheckNames(UnitOfWork work, LoadedOrder order)
    {
        var catalogue = work.Catalogue;
        var line = order.FindLine(request.Line);
        var isNew = request.PurchaseOrder is null;
        return Refusals.First(
            line is null ? Outcomes.UnknownLine(Number, request.Line, "line") : null,
            !isNew ? null
                : line is not null ? PurchaseDefaults.CheckVendor(catalogue, line.SkuId, request.Vendor)
                : PurchaseDefaults.CheckNamedVendor(catalogue, request.Vendor),
            isNew ? PurchaseDefaults.CheckWarehouse(catalogue, request.Warehouse) : null
        );
    }

    private Refusal? CheckPurchaseOrder(
        UnitOfWork work,
        OrderLine line,
        out LoadedPurchaseOrder? purchaseOrder,
        out PurchaseOrderLine? comes
    )
    {
        comes = null;
        if (PurchaseOrderLinks.CheckOpen(work, request.PurchaseOrder!, out purchaseOrder) is { } refusal)
            return refusal;
        var head = purchaseOrder!.Order;
        comes = purchaseOrder.Lines.Find(l => l.SkuId == line.PoolId);
        if (comes is null)
        {
            return new Refusal(
                RefusalCode.NotOnPurchaseOrder,
                $"{work.Catalogue.Sku(line.SkuId)} is not on purchase order {head.Number}.",
                "purchaseOrder"
            );
        }
        var free = PurchaseOrderLinks.Free(work, purchaseOrder, comes);
        return Linking.CheckFree(head, work.Catalogue.Sku(comes.SkuId), free, request.Quantity);
    }

    private LoadedPurchaseOrder NewPurchaseOrder(UnitOfWork work, OrderLine line)
    {
        var vendorId = PurchaseDefaults.VendorOf(work.Catalogue, line.SkuId, request.Vendor)!.Value;
        return work.Purchases.Add(
            id => new PurchaseOrder
            {
                Id = id,
                VendorId = vendorId,
                WarehouseId = PurchaseDefaults.WarehouseOf(work.Catalogue, request.Warehouse)!.Id,
                CreatedAt = work.Now,
            },
            [
                new PurchaseOrderLine
                {
                    SkuId = line.PoolId,
                    Quantity = request.Quantity,
                    ExpectedAt = PurchaseDefaults.ExpectedFrom(work, line.PoolId, vendorId),
                },
            ]
        );
    }
}

/// <summary>Removes a line's link to a purchase order. The received units go to the queue instead.</summary>
public sealed class UnlinkFromPurchaseOrder(string number, string purchaseOrderNumber, int lineNumber) : OrderCommand(number)
{
    protected internal override string Kind => "unlinked";

    private protected override Refusal? Change(UnitOfWork work, LoadedOrder order)
    {
        if (order.FindLine(lineNumber) is not { } line)
            return Outcomes.LineNotFound(Number, lineNumber);
        var link = work
            .Links.Of(order)
            .FirstOrDefault(l =>
                l.Row.Line == lineNumber
                && l.Row.Quantity > 0
                && !l.PurchaseOrder.IsDropship
                && l.PurchaseOrder.Number == purchaseOrderNumber
            );
        if (link is null)
        {
            return new Refusal(
                RefusalCode.LinkNotFound,
                $"No units of line {lineNumber} of order {Number} are linked to purchase order {purchaseOrderNumber}."
            );
        }
        work.Touch(order, line);
        link.Row.Unlink(line, link.Row.Quantity);
        work.Links.RecordChange(order, link);
        work.AddJournalDetail(order, "purchaseOrder", purchaseOrderNumber);
        return null;
    }
}
