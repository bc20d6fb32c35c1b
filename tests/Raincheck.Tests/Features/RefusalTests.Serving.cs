using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Features.BackOrders;
using Raincheck.Features.DelayConsents;
using Raincheck.Features.Orders;
using Raincheck.Features.Purchasing;

namespace Raincheck.Tests.Features;

/// <summary>The rows of what is done about orders that wait: delays, splits, pins, links, vendors, and buying what is short.</summary>
public sealed partial class RefusalTests
{
    private static DateTimeOffset Soon => new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static DateTimeOffset Past => new(2025, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<Row> ServingRows() =>
        [
            On("delay without a reason", new DelayShipping("open", new(Soon, null!, false)), RefusalCode.InvalidValue, "reason", "reason"),
            On("delay for nothing", new DelayShipping("open", new(Soon, " ", false)), RefusalCode.InvalidValue, "reason", "reason"),
            On("delay at length", new DelayShipping("open", new(Soon, new('r', 501), false)), RefusalCode.InvalidValue, "reason", "501"),
            On("delay to the past", new DelayShipping("open", new(Past, "late", false)), RefusalCode.InvalidValue, "shipDate", "2025"),
            On("delay no order", new DelayShipping("none", new(Soon, "late", false)), RefusalCode.OrderNotFound, null, "none"),
            On("delay a cart", new DelayShipping("cart", new(Soon, "late", false)), RefusalCode.OrderStatusForbids, null, "cart"),
            On("delay a completed one", new DelayShipping("done", new(Soon, "late", false)), RefusalCode.OrderStatusForbids, null, "done"),
            On("split no order", new SplitOrder("none", new()), RefusalCode.OrderNotFound, null, "none"),
            On("split null", new SplitOrder("open", new([null!])), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
            On("split zero", new SplitOrder("open", new([new(1, 0)])), RefusalCode.InvalidQuantity, "lines[0].quantity", "0"),
            On("split no line", new SplitOrder("open", new([new(8)])), RefusalCode.UnknownLine, "lines[0].line", "8"),
            On("split a line twice", new SplitOrder("open", new([new(1, 1), new(1, 1)])), RefusalCode.DuplicateEntry, "lines[1].line", "1"),
            On("split a cart", new SplitOrder("cart", new([new(1)])), RefusalCode.OrderStatusForbids, null, "cart"),
            On("split what is not short", new SplitOrder("open", new()), RefusalCode.NotEnoughOpen, null, "open"),
            On("split too much", new SplitOrder("open", new([new(1, 3)])), RefusalCode.NotEnoughOpen, "lines[0].quantity", "3"),
            On("split everything", new SplitOrder("open", new([new(1), new(2)])), RefusalCode.NotEnoughOpen, null, "open"),
            On("pin without a reason", new PinUnits("open", new(1, 1, null!)), RefusalCode.InvalidValue, "reason", "reason"),
            On("pin zero", new PinUnits("open", new(1, 0, "why")), RefusalCode.InvalidQuantity, "quantity", "0"),
            On("pin until the past", new PinUnits("open", new(1, 1, "why", Past)), RefusalCode.InvalidValue, "until", "2025"),
            On("pin no order", new PinUnits("none", new(1, 1, "why")), RefusalCode.OrderNotFound, null, "none"),
            On("pin no line", new PinUnits("open", new(9, 1, "why")), RefusalCode.UnknownLine, "line", "9"),
            On("pin on a cart", new PinUnits("cart", new(1, 1, "why")), RefusalCode.OrderStatusForbids, null, "cart"),
            On("pin too much", new PinUnits("open", new(1, 3, "why")), RefusalCode.NotEnoughOpen, "quantity", "3"),
            On("lift no pin", new LiftPin("open", 1), RefusalCode.PinNotFound, null, "open"),
            On("lift on no line", new LiftPin("open", 9), RefusalCode.LineNotFound, null, "9"),
            On("lift another pin than expired", new LiftPin("waits", 3, 17), RefusalCode.PinNotFound, null, "waits"),
            On("link zero", new LinkToPurchaseOrder("waits", new(1, 0)), RefusalCode.InvalidQuantity, "quantity", "0"),
            On(
                "link to an old one of a new vendor",
                new LinkToPurchaseOrder("waits", new(1, 1, "PO-LINK", "VEND")),
                RefusalCode.InvalidValue,
                "purchaseOrder",
                "vendor"
            ),
            On("link no order", new LinkToPurchaseOrder("none", new(1, 1, "PO-LINK")), RefusalCode.OrderNotFound, null, "none"),
            On("link no line", new LinkToPurchaseOrder("waits", new(9, 1, "PO-LINK")), RefusalCode.UnknownLine, "line", "9"),
            On(
                "link to none",
                new LinkToPurchaseOrder("waits", new(1, 1, "NONE")),
                RefusalCode.UnknownPurchaseOrder,
                "purchaseOrder",
                "NONE"
            ),
            On("link to nobody's", new LinkToPurchaseOrder("waits", new(1, 1, Vendor: "?")), RefusalCode.UnknownVendor, "vendor", "?"),
            On("link without a vendor", new LinkToPurchaseOrder("open", new(1, 1)), RefusalCode.NoVendor, "vendor", "X"),
            On(
                "link to nowhere",
                new LinkToPurchaseOrder("waits", new(1, 1, Warehouse: "?")),
                RefusalCode.UnknownWarehouse,
                "warehouse",
                "?"
            ),
            On("link a cart", new LinkToPurchaseOrder("cart", new(1, 1, "PO-OPEN")), RefusalCode.OrderStatusForbids, null, "cart"),
            On("link twice the same", new LinkToPurchaseOrder("waits", new(1, 2, "PO-LINK")), RefusalCode.NotEnoughOpen, "quantity", "2"),
            On("link a kit", new LinkToPurchaseOrder("waits", new(2, 1, "PO-LINK")), RefusalCode.KitHasNoStock, "line", "K"),
            On(
                "link to what brings others",
                new LinkToPurchaseOrder("waits", new(1, 1, "PO-OPEN")),
                RefusalCode.NotOnPurchaseOrder,
                "purchaseOrder",
                "V"
            ),
            On(
                "link to what came",
                new LinkToPurchaseOrder("open", new(1, 1, "PO-DONE")),
                RefusalCode.PurchaseOrderStatusForbids,
                "purchaseOrder",
                "PO-DONE"
            ),
            On(
                "link to a vendor's",
                new LinkToPurchaseOrder("open", new(1, 1, "PO-DROP")),
                RefusalCode.PurchaseOrderStatusForbids,
                "purchaseOrder",
                "PO-DROP"
            ),
            On(
                "link what others wait for",
                new LinkToPurchaseOrder("asking", new(1, 3, "PO-LINK")),
                RefusalCode.NotEnoughOnOrder,
                "quantity",
                "2"
            ),
            On("unlink what is not", new UnlinkFromPurchaseOrder("open", "PO-OPEN", 1), RefusalCode.LinkNotFound, null, "PO-OPEN"),
            On("unlink no line", new UnlinkFromPurchaseOrder("open", "PO-OPEN", 9), RefusalCode.LineNotFound, null, "9"),
            On("ship what waits", new ShipOrder("waits", new("MAIN")), RefusalCode.WaitsForPurchaseOrder, null, "PO-LINK"),
            On("dropship null", new DropshipUnits("waits", new(Lines: [null!])), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
            On("dropship zero", new DropshipUnits("waits", new(Lines: [new(1, 0)])), RefusalCode.InvalidQuantity, "lines[0].quantity", "0"),
            On("dropship no order", new DropshipUnits("none", new()), RefusalCode.OrderNotFound, null, "none"),
            On("dropship no line", new DropshipUnits("waits", new(Lines: [new(9)])), RefusalCode.UnknownLine, "lines[0].line", "9"),
            On("dropship from nobody", new DropshipUnits("waits", new("?")), RefusalCode.UnknownVendor, "vendor", "?"),
            On("dropship without a vendor", new DropshipUnits("short", new()), RefusalCode.NoVendor, "vendor", "D"),
            On("dropship from several", new DropshipUnits("mixed", new()), RefusalCode.SeveralVendors, "vendor", "OTHER"),
            On(
                "dropship a line twice",
                new DropshipUnits("waits", new("VEND", [new(1, 1), new(1, 1)])),
                RefusalCode.DuplicateEntry,
                "lines[1].line",
                "1"
            ),
            On("dropship a cart", new DropshipUnits("cart", new("VEND", [new(1)])), RefusalCode.OrderStatusForbids, null, "cart"),
            On(
                "dropship too much",
                new DropshipUnits("waits", new(Lines: [new(1, 5)])),
                RefusalCode.NotEnoughOpen,
                "lines[0].quantity",
                "5"
            ),
            On("answer a delay unasked", new AnswerDelay("open", new(DelayAnswer.Accept)), RefusalCode.DelayConsentForbids, null, "open"),
            On("dropship what is not short", new DropshipUnits("open", new("VEND")), RefusalCode.NotEnoughOpen, null, "open"),
            On("cancel what the vendor promised", new CancelOrder("agreed", new()), RefusalCode.DropshipStatusForbids, null, "agreed"),
            On(
                "cancel it by line",
                new CancelOrder("agreed", new([new(1, 1)])),
                RefusalCode.DropshipStatusForbids,
                "lines[0].quantity",
                "agreed"
            ),
            On(
                "cancel more than the vendor has",
                new CancelOrder("asked", new([new(1, 3)])),
                RefusalCode.NotEnoughOpen,
                "lines[0].quantity",
                "3"
            ),
            On("cancel what the vendor sent", new CancelOrder("sent", new()), RefusalCode.OrderStatusForbids, null, "sent"),
            On("no status", new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.None)), RefusalCode.InvalidValue, "status", "none"),
            On(
                "a part is requested",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Requested, [new("X")])),
                RefusalCode.InvalidValue,
                "lines",
                "requested"
            ),
            On(
                "a null part",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [null!])),
                RefusalCode.InvalidValue,
                "lines[0]",
                "lines[0]"
            ),
            On(
                "a part of null",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [new(null!)])),
                RefusalCode.InvalidValue,
                "lines[0].sku",
                "sku"
            ),
            On("no part", new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [])), RefusalCode.NoLines, "lines", "lines"),
            On(
                "a part of zero",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [new("X", 0)])),
                RefusalCode.InvalidQuantity,
                "lines[0].quantity",
                "0"
            ),
            On(
                "status of none",
                new ChangeDropshipStatus("NONE", new(DropshipStatus.Requested)),
                RefusalCode.PurchaseOrderNotFound,
                null,
                "NONE"
            ),
            On(
                "a part of the unknown",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [new("?")])),
                RefusalCode.UnknownSku,
                "lines[0].sku",
                "?"
            ),
            On(
                "a part that is not on it",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [new("Y")])),
                RefusalCode.NotOnPurchaseOrder,
                "lines[0].sku",
                "Y"
            ),
            On(
                "a part twice",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Processed, [new("X"), new("X")])),
                RefusalCode.DuplicateEntry,
                "lines[1].sku",
                "X"
            ),
            On(
                "more than is pending",
                new ChangeDropshipStatus("PO-DROP", new(DropshipStatus.Cancelled, [new("X", 2)])),
                RefusalCode.NotEnoughOnOrder,
                "lines[0].quantity",
                "2"
            ),
            On(
                "status of a regular one",
                new ChangeDropshipStatus("PO-OPEN", new(DropshipStatus.Requested)),
                RefusalCode.PurchaseOrderStatusForbids,
                null,
                "PO-OPEN"
            ),
            AtVendor(
                "back to requested",
                "agreed",
                new(DropshipStatus.Requested),
                RefusalCode.DropshipStatusForbids,
                "status",
                "acknowledged"
            ),
            AtVendor(
                "acknowledged twice",
                "agreed",
                new(DropshipStatus.Acknowledged),
                RefusalCode.DropshipStatusForbids,
                "status",
                "acknowledged"
            ),
            AtVendor("sent and cancelled", "sent", new(DropshipStatus.Cancelled), RefusalCode.DropshipStatusForbids, "status", "processed"),
            On(
                "change a line to zero",
                new ChangePurchaseOrderLine("PO-LINK", "V", new(Quantity: 0)),
                RefusalCode.InvalidQuantity,
                "quantity",
                "0"
            ),
            On(
                "change a line of none",
                new ChangePurchaseOrderLine("NONE", "V", new() { ExpectedAt = Soon }),
                RefusalCode.PurchaseOrderNotFound,
                null,
                "NONE"
            ),
            On(
                "change what is not on it",
                new ChangePurchaseOrderLine("PO-LINK", "X", new() { ExpectedAt = Soon }),
                RefusalCode.PurchaseOrderLineNotFound,
                null,
                "X"
            ),
            On(
                "change one of several lines",
                new ChangePurchaseOrderLine("PO-TWICE", "B", new() { ExpectedAt = Soon }),
                RefusalCode.SeveralLines,
                null,
                "1, 2"
            ),
            On("confirm no date", new ChangePurchaseOrder("PO-TWICE", new(Confirmed: true)), RefusalCode.InvalidValue, "confirmed", "B"),
            On(
                "change a cancelled one's",
                new ChangePurchaseOrderLine("PO-GONE", "X", new() { ExpectedAt = Soon }),
                RefusalCode.PurchaseOrderStatusForbids,
                null,
                "PO-GONE"
            ),
            On(
                "change below what is linked",
                new ChangePurchaseOrderLine("PO-LINK", "V", new(Quantity: 2)),
                RefusalCode.NotEnoughOnOrder,
                "quantity",
                "3"
            ),
            On("buy what is short of null", new OrderProposals(new(null!), []), RefusalCode.InvalidValue, "vendor", "vendor"),
            On("buy what is short of nobody", new OrderProposals(new("?"), []), RefusalCode.UnknownVendor, "vendor", "?"),
            On("buy what is short to nowhere", new OrderProposals(new("VEND", "?"), []), RefusalCode.UnknownWarehouse, "warehouse", "?"),
            On("buy a null line", new OrderProposals(new("VEND", null, [null!]), []), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
            On(
                "buy zero of what is short",
                new OrderProposals(new("VEND", null, [new("V", 0)]), []),
                RefusalCode.InvalidQuantity,
                "lines[0].quantity",
                "0"
            ),
            On(
                "buy the unknown, being short",
                new OrderProposals(new("VEND", null, [new("?")]), []),
                RefusalCode.UnknownSku,
                "lines[0].sku",
                "?"
            ),
            On(
                "buy what is short twice",
                new OrderProposals(new("VEND", null, [new("V"), new("V")]), []),
                RefusalCode.DuplicateEntry,
                "lines[1].sku",
                "V"
            ),
            On("buy what is not short", new OrderProposals(new("VEND"), ["Z"]), RefusalCode.NothingShort, null, "VEND"),
        ];
}
