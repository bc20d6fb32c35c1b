using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Email.Outbox;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Features.Inventory;
using Raincheck.Features.MasterData;
using Raincheck.Features.Orders;
using Raincheck.Features.Products;
using Raincheck.Features.Purchasing;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features;

/// <summary>
/// Bad input, one row for each way to be refused: the code, where in the request the fault stands, what the detail must name,
/// and that nothing at all has changed. Null is tested where a JSON client can send it.
/// </summary>
public sealed partial class RefusalTests(RefusalShop shops) : IClassFixture<RefusalShop>
{
    private const string LoneSurrogate = "a\ud800b";

    private static readonly NewOrder Good = TestShop.NewOrder(null, ("X", 1));

    private static readonly Row[] Rows =
    [
        // Orders: what is taken in.
        Order("number is empty", Good with { Number = " " }, RefusalCode.InvalidValue, "number", "number"),
        Order("number is too long", Good with { Number = new('9', 51) }, RefusalCode.InvalidValue, "number", "51"),
        Order("number with NUL", Good with { Number = "a\0b" }, RefusalCode.InvalidValue, "number", "number"),
        Order("number with half a pair", Good with { Number = LoneSurrogate }, RefusalCode.InvalidValue, "number", "number"),
        Order("number is a step in an address", Good with { Number = ".." }, RefusalCode.InvalidValue, "number", ".."),
        Order("number is a dot", Good with { Number = "." }, RefusalCode.InvalidValue, "number", "."),
        Order(
            "shipTo has a line that is too long",
            Good with
            {
                ShipTo = new Address { Line1 = new('ä', 201) },
            },
            RefusalCode.InvalidValue,
            "shipTo.line1",
            "201"
        ),
        Order("number on two lines", Good with { Number = "a\nb" }, RefusalCode.InvalidValue, "number", "number"),
        Order("channel is too long", Good with { Channel = new('c', 101) }, RefusalCode.InvalidValue, "channel", "101"),
        Order("customer is null", Good with { Customer = null! }, RefusalCode.InvalidValue, "customer", "customer"),
        Order("name is null", Good with { Customer = new(null!, "a@b.c") }, RefusalCode.InvalidValue, "customer.name", "customer.name"),
        Order("name is empty", Good with { Customer = new("", "a@b.c") }, RefusalCode.InvalidValue, "customer.name", "customer.name"),
        Order("e-mail is empty", Good with { Customer = new("N", "") }, RefusalCode.InvalidValue, "customer.email", "customer.email"),
        Order(
            "e-mail with a line break",
            Good with
            {
                Customer = new("N", "a@b.c\r\nBcc: all@b.c"),
            },
            RefusalCode.InvalidValue,
            "customer.email",
            "customer.email"
        ),
        Order("new order is completed", Good with { Status = OrderStatus.Completed }, RefusalCode.InvalidValue, "status", "completed"),
        Order("new order is cancelled", Good with { Status = OrderStatus.Cancelled }, RefusalCode.InvalidValue, "status", "cancelled"),
        Order("new order is void", Good with { Status = OrderStatus.Void }, RefusalCode.InvalidValue, "status", "void"),
        Order(
            "ordered before 1970",
            Good with
            {
                OrderedAt = new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero),
            },
            RefusalCode.InvalidValue,
            "orderedAt",
            "1969"
        ),
        Order("ordered in days to come", Good with { OrderedAt = DateTimeOffset.MaxValue }, RefusalCode.InvalidValue, "orderedAt", "9999"),
        Order(
            "shipTo is in no country",
            Good with
            {
                ShipTo = new Address { Country = "XX" },
            },
            RefusalCode.InvalidValue,
            "shipTo.country",
            "XX"
        ),
        Order(
            "billTo has a line break",
            Good with
            {
                BillTo = new Address { City = "a\nb" },
            },
            RefusalCode.InvalidValue,
            "billTo.city",
            "billTo.city"
        ),
        Order("shipBy before 1970", Good with { ShipBy = new DateOnly(1969, 12, 31) }, RefusalCode.InvalidValue, "shipBy", "1969"),
        Order("phone is empty", Good with { Customer = new("N", null, "") }, RefusalCode.InvalidValue, "customer.phone", "customer.phone"),
        Order("price below zero", Good with { Lines = [new("X", 1, -0.01m)] }, RefusalCode.InvalidValue, "lines[0].unitPrice", "-0.01"),
        Order(
            "price without end",
            Good with
            {
                Lines = [new("X", 1), new("X", 1, decimal.MaxValue)],
            },
            RefusalCode.InvalidValue,
            "lines[1].unitPrice",
            "lines[1].unitPrice"
        ),
        Order("lines are null", Good with { Lines = null! }, RefusalCode.InvalidValue, "lines", "lines"),
        Order("a line is null", Good with { Lines = [new("X", 1), null!] }, RefusalCode.InvalidValue, "lines[1]", "lines[1]"),
        Order("sku is null", Good with { Lines = [new(null!, 1)] }, RefusalCode.InvalidValue, "lines[0].sku", "lines[0].sku"),
        Order("quantity 0", Good with { Lines = [new("X", 1), new("X", 0)] }, RefusalCode.InvalidQuantity, "lines[1].quantity", "0"),
        Order("quantity below 0", Good with { Lines = [new("X", -1)] }, RefusalCode.InvalidQuantity, "lines[0].quantity", "-1"),
        Order("quantity least", Good with { Lines = [new("X", int.MinValue)] }, RefusalCode.InvalidQuantity, "lines[0].quantity", "-2147"),
        Order(
            "quantity above the most",
            Good with
            {
                Lines = [new("X", Quantity.Max + 1)],
            },
            RefusalCode.InvalidQuantity,
            "lines[0].quantity",
            "10000001"
        ),
        Order("no lines", Good with { Lines = [] }, RefusalCode.NoLines, "lines", "lines"),
        Order(
            "1,001 lines",
            Good with
            {
                Lines = [.. Enumerable.Repeat(new NewOrderLine("X", 1), 1_001)],
            },
            RefusalCode.TooMany,
            "lines",
            "1001"
        ),
        Order("company is null", Good with { Company = null! }, RefusalCode.InvalidValue, "company", "company"),
        Order("company unknown", Good with { Company = "acme" }, RefusalCode.UnknownCompany, "company", "acme"),
        Order("sku unknown", Good with { Lines = [new("X", 1), new("x", 1)] }, RefusalCode.UnknownSku, "lines[1].sku", "x"),
        Order("sku with NUL", Good with { Lines = [new("X\0", 1)] }, RefusalCode.UnknownSku, "lines[0].sku", "X"),
        Order("sku with half a pair", Good with { Lines = [new(LoneSurrogate, 1)] }, RefusalCode.UnknownSku, "lines[0].sku", "product"),
        Order("sku is empty", Good with { Lines = [new("", 1)] }, RefusalCode.UnknownSku, "lines[0].sku", "product"),
        Order("number is taken", Good with { Number = "open" }, RefusalCode.DuplicateOrderNumber, "number", "open"),
        new(
            "key with another request",
            RefusalCode.IdempotencyKeyReused,
            null,
            "key",
            async shop =>
                (
                    await shop.Ledger.ExecuteAsync(
                        new CreateOrder(Good),
                        new CommandContext("test", IdempotencyKey: "key", Digest: "second")
                    )
                ).Refusal
        ),
        // Orders: what happens to them.
        On("confirm no order", new ConfirmOrder("none"), RefusalCode.OrderNotFound, null, "none"),
        On("ship no order", new ShipOrder("none", new("MAIN")), RefusalCode.OrderNotFound, null, "none"),
        On("hold an order with NUL", new HoldOrder("no\0ne"), RefusalCode.OrderNotFound, null, "ne"),
        On("ship an order with half a pair", new ShipOrder(LoneSurrogate, new("MAIN")), RefusalCode.OrderNotFound, null, "order"),
        On("confirm an order", new ConfirmOrder("open"), RefusalCode.OrderStatusForbids, null, "open"),
        On("hold a cart", new HoldOrder("cart"), RefusalCode.OrderStatusForbids, null, "cart"),
        On("hold a held one", new HoldOrder("held"), RefusalCode.OrderStatusForbids, null, "held"),
        On("release an open one", new ReleaseOrder("open"), RefusalCode.OrderStatusForbids, null, "open"),
        On("change a completed one", new PatchOrder("done", new(Priority: 1)), RefusalCode.OrderStatusForbids, null, "done"),
        On("mark a cancelled one", new MarkOrder("gone", MarkMode.Marked), RefusalCode.OrderStatusForbids, null, "gone"),
        On("cancel a cancelled one", new CancelOrder("gone", new()), RefusalCode.OrderStatusForbids, null, "gone"),
        On("ship a cart", new ShipOrder("cart", new("MAIN")), RefusalCode.OrderStatusForbids, null, "cart"),
        On("ship a held one", new ShipOrder("held", new("MAIN")), RefusalCode.OrderStatusForbids, null, "held"),
        On("add to a completed one", new AddOrderLine("done", new("X", 1)), RefusalCode.OrderStatusForbids, null, "done"),
        On("replace on a cancelled one", new ReplaceItem("gone", 1, "Y"), RefusalCode.OrderStatusForbids, null, "gone"),
        On("change a quantity of a completed one", new ChangeLineQuantity("done", 1, 5), RefusalCode.OrderStatusForbids, null, "done"),
        // Lines.
        On("add null", new AddOrderLine("open", new(null!, 1)), RefusalCode.InvalidValue, "sku", "sku"),
        On("add none", new AddOrderLine("open", new("X", 0)), RefusalCode.InvalidQuantity, "quantity", "0"),
        On("add at no price", new AddOrderLine("open", new("X", 1, -1)), RefusalCode.InvalidValue, "unitPrice", "-1"),
        On("add the unknown", new AddOrderLine("open", new("NONE", 1)), RefusalCode.UnknownSku, "sku", "NONE"),
        On("add to a full order", new AddOrderLine("full", new("X", 1)), RefusalCode.TooMany, "lines", "full"),
        On("change no line", new ChangeLineQuantity("open", 9, 1), RefusalCode.LineNotFound, null, "9"),
        On("change to zero", new ChangeLineQuantity("open", 1, 0), RefusalCode.InvalidQuantity, "quantity", "0"),
        On("change below what was shipped", new ChangeLineQuantity("partial", 1, 1), RefusalCode.NotEnoughOpen, "quantity", "partial"),
        On("replace by null", new ReplaceItem("open", 1, null!), RefusalCode.InvalidValue, "sku", "sku"),
        On("replace by the unknown", new ReplaceItem("open", 1, "NONE"), RefusalCode.UnknownSku, "sku", "NONE"),
        On("replace by itself", new ReplaceItem("open", 1, "X"), RefusalCode.InvalidValue, "sku", "X"),
        On("replace no line", new ReplaceItem("open", 0, "Y"), RefusalCode.LineNotFound, null, "0"),
        On("replace what was shipped", new ReplaceItem("partial", 1, "Y"), RefusalCode.NotEnoughOpen, null, "partial"),
        // Cancelling and shipping.
        On("cancel null", new CancelOrder("open", new([null!])), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
        On("cancel zero", new CancelOrder("open", new([new(1, 0)])), RefusalCode.InvalidQuantity, "lines[0].quantity", "0"),
        On("cancel no line", new CancelOrder("open", new([new(1), new(7)])), RefusalCode.UnknownLine, "lines[1].line", "7"),
        On("cancel a line twice", new CancelOrder("open", new([new(1, 1), new(1, 1)])), RefusalCode.DuplicateEntry, "lines[1].line", "1"),
        On("cancel too much", new CancelOrder("open", new([new(1, 3)])), RefusalCode.NotEnoughOpen, "lines[0].quantity", "3"),
        On("cancel no lines", new CancelOrder("open", new([])), RefusalCode.NotEnoughOpen, null, "open"),
        On("cancel what is not short", new CancelOrder("open", new(BackOrderedOnly: true)), RefusalCode.NotEnoughOpen, null, "open"),
        On(
            "cancel more than is short",
            new CancelOrder("open", new([new(1, 1)], true)),
            RefusalCode.NotEnoughOpen,
            "lines[0].quantity",
            "1"
        ),
        On("ship null", new ShipOrder("open", new("MAIN", [null!])), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
        On("ship from null", new ShipOrder("open", new(null!)), RefusalCode.InvalidValue, "warehouse", "warehouse"),
        On("ship from nowhere", new ShipOrder("open", new("NONE")), RefusalCode.UnknownWarehouse, "warehouse", "NONE"),
        On(
            "ship less than nothing",
            new ShipOrder("open", new("MAIN", [new(1, -1)])),
            RefusalCode.InvalidQuantity,
            "lines[0].quantity",
            "-1"
        ),
        On("ship no line", new ShipOrder("open", new("MAIN", [new(5)])), RefusalCode.UnknownLine, "lines[0].line", "5"),
        On(
            "ship a line twice",
            new ShipOrder("open", new("MAIN", [new(1, 1), new(1, 1)])),
            RefusalCode.DuplicateEntry,
            "lines[1].line",
            "1"
        ),
        On("ship too much", new ShipOrder("open", new("MAIN", [new(1, 3)])), RefusalCode.NotEnoughStock, "lines[0].quantity", "3"),
        On("ship what is elsewhere", new ShipOrder("open", new("MAIN")), RefusalCode.NotEnoughStock, "warehouse", "Z"),
        On("ship what is short", new ShipOrder("short", new("MAIN")), RefusalCode.NotEnoughStock, null, "short"),
        // Stock.
        On("adjust null", new AdjustStock(null!), RefusalCode.InvalidValue, "items", "items"),
        On("adjust a null item", new AdjustStock([null!]), RefusalCode.InvalidValue, "items[0]", "items[0]"),
        On("adjust nothing", new AdjustStock([]), RefusalCode.NoLines, "items", "items"),
        On(
            "adjust 1,001",
            new AdjustStock([.. Enumerable.Repeat(new StockAdjustment("X", "MAIN", 1), 1_001)]),
            RefusalCode.TooMany,
            "items",
            "1001"
        ),
        On("adjust sku null", new AdjustStock([new(null!, "MAIN", 1)]), RefusalCode.InvalidValue, "sku", "sku"),
        On("adjust warehouse null", new AdjustStock([new("X", null!, 1)]), RefusalCode.InvalidValue, "warehouse", "warehouse"),
        On("adjust by 0", new AdjustStock([new("X", "MAIN", 0)]), RefusalCode.InvalidQuantity, "delta", "0"),
        On("adjust by the least", new AdjustStock([new("X", "MAIN", long.MinValue)]), RefusalCode.InvalidQuantity, "delta", "-9223"),
        On("adjust by the most", new AdjustStock([new("X", "MAIN", long.MaxValue)]), RefusalCode.InvalidQuantity, "delta", "9223"),
        On("adjust for no reason", new AdjustStock([new("X", "MAIN", 1, "")]), RefusalCode.InvalidValue, "reason", "reason"),
        On(
            "adjust the unknown",
            new AdjustStock([new("X", "MAIN", 1), new("NONE", "MAIN", 1)]),
            RefusalCode.UnknownSku,
            "items[1].sku",
            "NONE"
        ),
        On("adjust nowhere", new AdjustStock([new("X", "NONE", 1)]), RefusalCode.UnknownWarehouse, "warehouse", "NONE"),
        On("adjust a kit", new AdjustStock([new("K", "MAIN", 1)]), RefusalCode.KitHasNoStock, "sku", "K"),
        On("adjust a shadow", new AdjustStock([new("S", "MAIN", 1)]), RefusalCode.ShadowHasNoStock, "sku", "B"),
        On("take more than there is", new AdjustStock([new("Z", "EAST", -2)]), RefusalCode.NotEnoughStock, "sku", "EAST"),
        On("overflow", new AdjustStock([new("Y", "EAST", 1)]), RefusalCode.TotalTooLarge, "sku", "Y"),
        On("count below 0", new CountStock([new("X", "MAIN", -1)]), RefusalCode.InvalidQuantity, "onHand", "-1"),
        On(
            "count beyond",
            new CountStock([new("X", "MAIN", Quantity.MaxTotal + 1)]),
            RefusalCode.InvalidQuantity,
            "onHand",
            "1000000000001"
        ),
        On("count null", new CountStock([new("X", null!, 1)]), RefusalCode.InvalidValue, "warehouse", "warehouse"),
        On("transfer 0", new TransferStock([new("X", "MAIN", "EAST", 0)]), RefusalCode.InvalidQuantity, "quantity", "0"),
        On("transfer to the same", new TransferStock([new("X", "MAIN", "MAIN", 1)]), RefusalCode.InvalidValue, "to", "MAIN"),
        On("transfer to null", new TransferStock([new("X", "MAIN", null!, 1)]), RefusalCode.InvalidValue, "to", "to"),
        On("transfer to nowhere", new TransferStock([new("X", "MAIN", "NONE", 1)]), RefusalCode.UnknownWarehouse, "to", "NONE"),
        On("transfer too much", new TransferStock([new("X", "EAST", "MAIN", 1)]), RefusalCode.NotEnoughStock, "sku", "EAST"),
        On("transfer too much there", new TransferStock([new("Y", "MAIN", "EAST", 1)]), RefusalCode.TotalTooLarge, "sku", "EAST"),
        // Purchase orders and receipts.
        Buy("lines null", new("VEND", null!), RefusalCode.InvalidValue, "lines", "lines"),
        Buy("a line null", new("VEND", [null!]), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
        Buy("sku null", new("VEND", [new(null!, 1)]), RefusalCode.InvalidValue, "lines[0].sku", "lines[0].sku"),
        Buy("vendor null", new(null!, [new("X", 1)]), RefusalCode.InvalidValue, "vendor", "vendor"),
        Buy("number is a step in an address", new("VEND", [new("X", 1)], Number: ".."), RefusalCode.InvalidValue, "number", ".."),
        Buy("number too long", new("VEND", [new("X", 1)], Number: new('9', 51)), RefusalCode.InvalidValue, "number", "51"),
        Buy("nothing", new("VEND", []), RefusalCode.NoLines, "lines", "lines"),
        Buy("5,001", new("VEND", [.. Enumerable.Repeat(new NewPurchaseOrderLine("X", 1), 5_001)]), RefusalCode.TooMany, "lines", "5001"),
        Buy("zero", new("VEND", [new("X", 0)]), RefusalCode.InvalidQuantity, "lines[0].quantity", "0"),
        Buy("the unknown", new("VEND", [new("NONE", 1)]), RefusalCode.UnknownSku, "lines[0].sku", "NONE"),
        Buy("from nobody", new("NONE", [new("X", 1)]), RefusalCode.UnknownVendor, "vendor", "NONE"),
        Buy("to nowhere", new("VEND", [new("X", 1)], "NONE"), RefusalCode.UnknownWarehouse, "warehouse", "NONE"),
        Buy("twice", new("VEND", [new("X", 1), new("X", 1)]), RefusalCode.DuplicateEntry, "lines[1].sku", "X"),
        Buy("a kit", new("VEND", [new("K", 1)]), RefusalCode.KitHasNoStock, "lines[0].sku", "K"),
        Buy("a shadow", new("VEND", [new("S", 1)]), RefusalCode.ShadowHasNoStock, "lines[0].sku", "S"),
        Buy(
            "under a taken number",
            new("VEND", [new("X", 1)], Number: "PO-OPEN"),
            RefusalCode.DuplicatePurchaseOrderNumber,
            "number",
            "PO-OPEN"
        ),
        On("cancel no purchase order", new CancelPurchaseOrder("none"), RefusalCode.PurchaseOrderNotFound, null, "none"),
        On("cancel a received one", new CancelPurchaseOrder("PO-DONE"), RefusalCode.PurchaseOrderStatusForbids, null, "PO-DONE"),
        On("cancel one twice", new CancelPurchaseOrder("PO-GONE"), RefusalCode.PurchaseOrderStatusForbids, null, "PO-GONE"),
        Receive("none", "PO-NONE", new("R-9", [new("X", 1)]), RefusalCode.PurchaseOrderNotFound, null, "PO-NONE"),
        Receive("reference null", "PO-OPEN", new(null!, [new("X", 1)]), RefusalCode.InvalidValue, "reference", "reference"),
        Receive("reference with NUL", "PO-OPEN", new("R\0", [new("X", 1)]), RefusalCode.InvalidValue, "reference", "reference"),
        Receive("lines null", "PO-OPEN", new("R-9", null!), RefusalCode.InvalidValue, "lines", "lines"),
        Receive("a line null", "PO-OPEN", new("R-9", [null!]), RefusalCode.InvalidValue, "lines[0]", "lines[0]"),
        Receive("sku null", "PO-OPEN", new("R-9", [new(null!, 1)]), RefusalCode.InvalidValue, "lines[0].sku", "lines[0].sku"),
        Receive("nothing", "PO-OPEN", new("R-9", []), RefusalCode.NoLines, "lines", "lines"),
        Receive(
            "5,001",
            "PO-OPEN",
            new("R-9", [.. Enumerable.Repeat(new ReceiptRequestLine("X", 1), 5_001)]),
            RefusalCode.TooMany,
            "lines",
            "5001"
        ),
        Receive("zero", "PO-OPEN", new("R-9", [new("X", 0)]), RefusalCode.InvalidQuantity, "lines[0].quantity", "0"),
        Receive("the unknown", "PO-OPEN", new("R-9", [new("NONE", 1)]), RefusalCode.UnknownSku, "lines[0].sku", "NONE"),
        Receive("nowhere", "PO-OPEN", new("R-9", [new("X", 1, "NONE")]), RefusalCode.UnknownWarehouse, "lines[0].warehouse", "NONE"),
        Receive(
            "what was not bought",
            "PO-OPEN",
            new("R-9", [new("X", 1), new("Z", 1)]),
            RefusalCode.NotOnPurchaseOrder,
            "lines[1].sku",
            "Z"
        ),
        Receive("other goods", "PO-DONE", new("R-1", [new("X", 2)]), RefusalCode.DuplicateReceipt, "reference", "R-1"),
        Receive("on another purchase order", "PO-OPEN", new("R-1", [new("X", 1)]), RefusalCode.DuplicateReceipt, "reference", "R-1"),
        Receive("on a cancelled one", "PO-GONE", new("R-9", [new("X", 1)]), RefusalCode.PurchaseOrderStatusForbids, null, "PO-GONE"),
        Receive("on a dropship one", "PO-DROP", new("R-9", [new("X", 1)]), RefusalCode.PurchaseOrderStatusForbids, null, "PO-DROP"),
        Receive("overflow", "PO-EAST", new("R-9", [new("Y", 1)]), RefusalCode.TotalTooLarge, "lines[0].quantity", "Y"),
        // Products.
        Put("null", null!, RefusalCode.InvalidValue, "products", "products"),
        Put("a null one", [null!], RefusalCode.InvalidValue, "products[0]", "products[0]"),
        Put("none", [], RefusalCode.NoLines, null, "no products"),
        Put("1,001", [.. Enumerable.Range(0, 1_001).Select(i => new ProductRequest($"N{i}", "New"))], RefusalCode.TooMany, null, "1001"),
        Put("sku null", [new(null!, "New")], RefusalCode.InvalidValue, "sku", "sku"),
        Put("sku with spaces around", [new("OK", "New"), new(" NEW ", "New")], RefusalCode.InvalidValue, "[1].sku", "sku"),
        Put("sku is a step in an address", [new(".", "New")], RefusalCode.InvalidValue, "sku", "."),
        Put("sku too long", [new(new('x', 101), "New")], RefusalCode.InvalidValue, "sku", "101"),
        Put("name null", [new("NEW", null!)], RefusalCode.InvalidValue, "name", "name"),
        Put("name empty", [new("NEW", "")], RefusalCode.InvalidValue, "name", "name"),
        Put("vendor's sku empty", [new("NEW", "New", VendorSku: "")], RefusalCode.InvalidValue, "vendorSku", "vendorSku"),
        Put("cost below 0", [new("NEW", "New", Cost: -1)], RefusalCode.InvalidValue, "cost", "-1"),
        Put("a null component", [new("NEW", "New", Components: [null!])], RefusalCode.InvalidValue, "components[0]", "components[0]"),
        Put(
            "component sku null",
            [new("NEW", "New", Components: [new(null!, 1)])],
            RefusalCode.InvalidValue,
            "components[0].sku",
            "components[0].sku"
        ),
        Put("pack of 0", [new("NEW", "New", PackSize: 0)], RefusalCode.InvalidQuantity, "packSize", "0"),
        Put("lead time of -1", [new("NEW", "New", LeadTimeDays: -1)], RefusalCode.InvalidValue, "leadTimeDays", "-1"),
        Put("minimum of -1", [new("NEW", "New", MinimumOrder: -1)], RefusalCode.InvalidQuantity, "minimumOrder", "-1"),
        Put("component of 0", [new("NEW", "New", Components: [new("X", 0)])], RefusalCode.InvalidQuantity, "components[0].quantity", "0"),
        Put(
            "component of too many",
            [new("NEW", "New", Components: [new("X", 10_001)])],
            RefusalCode.InvalidQuantity,
            "components[0].quantity",
            "10001"
        ),
        Put(
            "101 components",
            [new("NEW", "New", Components: [.. Enumerable.Repeat(new ProductRequestComponent("X", 1), 101)])],
            RefusalCode.TooMany,
            "components",
            "NEW"
        ),
        Put("vendor unknown", [new("NEW", "New", Vendor: "NONE")], RefusalCode.UnknownVendor, "vendor", "NONE"),
        Put("replacement unknown", [new("NEW", "New", ReplacementSku: "NONE")], RefusalCode.UnknownSku, "replacementSku", "NONE"),
        Put("parent unknown", [new("NEW", "New", ShadowOf: "NONE")], RefusalCode.UnknownSku, "shadowOf", "NONE"),
        Put("component unknown", [new("NEW", "New", Components: [new("NONE", 1)])], RefusalCode.UnknownSku, "components[0].sku", "NONE"),
        Put("component twice", [new("NEW", "New", Components: [new("X", 1), new("X", 2)])], RefusalCode.DuplicateEntry, "components", "X"),
        Put("the same sku twice", [new("NEW", "New"), new("NEW", "New")], RefusalCode.DuplicateEntry, "[1].sku", "NEW"),
        Put("a replacement that is itself", [new("NEW", "New", ReplacementSku: "NEW")], RefusalCode.ProductCycle, "replacementSku", "NEW"),
        Put(
            "a replacement that is its parent",
            [new("S", "Shadow", ReplacementSku: "B", ShadowOf: "B")],
            RefusalCode.ProductCycle,
            "replacementSku",
            "B"
        ),
        Put("a replacement that is its shadow", [new("B", "Parent", ReplacementSku: "S")], RefusalCode.ProductCycle, "replacementSku", "S"),
        Put("a replacement that becomes its shadow", [new("R", "Replaces A", ShadowOf: "A")], RefusalCode.ProductCycle, "shadowOf", "R"),
        Put("a shadow of itself", [new("NEW", "New", ShadowOf: "NEW")], RefusalCode.ProductCycle, "shadowOf", "NEW"),
        Put("a shadow of a shadow", [new("NEW", "New", ShadowOf: "S")], RefusalCode.ProductCycle, "shadowOf", "S"),
        Put("a shadow with shadows", [new("B", "Parent", ShadowOf: "X")], RefusalCode.ProductCycle, "shadowOf", "B"),
        Put(
            "shadows of each other",
            [new("N1", "New", ShadowOf: "N2"), new("N2", "New", ShadowOf: "N1")],
            RefusalCode.ProductCycle,
            "[0].shadowOf",
            "N1"
        ),
        Put("a kit of itself", [new("NEW", "New", Components: [new("NEW", 1)])], RefusalCode.ProductCycle, "components[0].sku", "NEW"),
        Put(
            "a kit of kits",
            [new("NEW", "New", Components: [new("X", 1), new("K", 1)])],
            RefusalCode.ProductCycle,
            "components[1].sku",
            "K"
        ),
        Put(
            "kits of each other",
            [new("N1", "New", Components: [new("N2", 1)]), new("N2", "New", Components: [new("N1", 1)])],
            RefusalCode.ProductCycle,
            "[0].components[0].sku",
            "N2"
        ),
        Put(
            "a component that becomes a kit",
            [new("D", "Component", Components: [new("X", 1)])],
            RefusalCode.ProductCycle,
            "components",
            "D"
        ),
        Put(
            "a kit and a shadow",
            [new("NEW", "New", ShadowOf: "X", Components: [new("X", 1)])],
            RefusalCode.InvalidProduct,
            "components",
            "NEW"
        ),
        Put("a shadow of a kit", [new("NEW", "New", ShadowOf: "K")], RefusalCode.InvalidProduct, "shadowOf", "K"),
        Put(
            "a kit with a replacement",
            [new("K", "Kit", ReplacementSku: "X", Components: [new("C", 1)])],
            RefusalCode.InvalidProduct,
            "replacementSku",
            "K"
        ),
        Put("a kit as a replacement", [new("X", "Alone", ReplacementSku: "K")], RefusalCode.InvalidProduct, "replacementSku", "K"),
        Put(
            "a replacement that becomes a kit",
            [new("R", "Replaces A", Components: [new("X", 1)])],
            RefusalCode.InvalidProduct,
            "replacementSku",
            "R"
        ),
        Put(
            "stock that becomes a kit",
            [new("LOOSE", "New"), new("X", "Alone", Components: [new("Z", 1)])],
            RefusalCode.ProductInUse,
            "[1].sku",
            "X"
        ),
        Put("stock that becomes a shadow", [new("Y", "Alone", ShadowOf: "X")], RefusalCode.ProductInUse, "sku", "Y"),
        Put("an ordered kit that becomes plain", [new("K", "Kit")], RefusalCode.ProductInUse, "sku", "K"),
        Put("a frozen component that becomes a shadow", [new("D", "Component", ShadowOf: "X")], RefusalCode.ProductInUse, "sku", "D"),
        // Places and settings.
        On("company without code", new PutCompany(new(null!, "Name")), RefusalCode.InvalidValue, "code", "code"),
        On("company without name", new PutCompany(new("NEW", null!)), RefusalCode.InvalidValue, "name", "name"),
        On("vendor with an empty name", new PutVendor(new("NEW", "")), RefusalCode.InvalidValue, "name", "name"),
        On("vendor with a broken address", new PutVendor(new("NEW", "N", "a@b.c\nx")), RefusalCode.InvalidValue, "email", "email"),
        On("vendor from the past", new PutVendor(new("NEW", "N", LeadTimeDays: -1)), RefusalCode.InvalidValue, "leadTimeDays", "-1"),
        On("warehouse with spaces", new PutWarehouse(new(" W", "N", WarehouseType.Normal, true)), RefusalCode.InvalidValue, "code", "code"),
        On(
            "warehouse without name",
            new PutWarehouse(new("W", null!, WarehouseType.Normal, true)),
            RefusalCode.InvalidValue,
            "name",
            "name"
        ),
        On(
            "a pass every 0 minutes",
            new SaveSettings(new(PeriodicPass: new(Minutes: 0))),
            RefusalCode.InvalidValue,
            "periodicPass.minutes",
            "0"
        ),
        On(
            "a pass every 1,441 minutes",
            new SaveSettings(new(PeriodicPass: new(Minutes: 1441))),
            RefusalCode.InvalidValue,
            "periodicPass.minutes",
            "1441"
        ),
        On(
            "no such default warehouse",
            new SaveSettings(new(DefaultWarehouse: "NONE")),
            RefusalCode.UnknownWarehouse,
            "defaultWarehouse",
            "NONE"
        ),
        // Several faults at once: the code that stands first is given.
        Order(
            "a bad price behind a bad quantity",
            Good with
            {
                Lines = [new("X", 0), new("X", 1, -1)],
            },
            RefusalCode.InvalidValue,
            "lines[1].unitPrice",
            "-1"
        ),
        Order("an unknown company and sku", Good with { Company = "?", Lines = [new("?", 1)] }, RefusalCode.UnknownCompany, "company", "?"),
        Order(
            "an unknown sku and a taken number",
            Good with
            {
                Number = "open",
                Lines = [new("?", 1)],
            },
            RefusalCode.UnknownSku,
            "lines[0].sku",
            "?"
        ),
        On("a quantity of 0 on no order", new AddOrderLine("none", new("X", 0)), RefusalCode.InvalidQuantity, "quantity", "0"),
        On("a quantity of 0 on no line", new ChangeLineQuantity("open", 9, 0), RefusalCode.InvalidQuantity, "quantity", "0"),
        On("no line and nowhere", new ShipOrder("open", new("NONE", [new(9)])), RefusalCode.UnknownLine, "lines[0].line", "9"),
        On("nowhere and a cart", new ShipOrder("cart", new("NONE")), RefusalCode.UnknownWarehouse, "warehouse", "NONE"),
        On("a held order and too much", new ShipOrder("held", new("MAIN", [new(1, 9)])), RefusalCode.OrderStatusForbids, null, "held"),
        On("the unknown on a completed order", new AddOrderLine("done", new("?", 1)), RefusalCode.UnknownSku, "sku", "?"),
        On(
            "zero behind the unknown",
            new AdjustStock([new("?", "MAIN", 1), new("X", "MAIN", 0)]),
            RefusalCode.InvalidQuantity,
            "items[1].delta",
            "0"
        ),
        On(
            "not enough behind a kit",
            new AdjustStock([new("K", "MAIN", 1), new("Z", "EAST", -9)]),
            RefusalCode.NotEnoughStock,
            "items[1].sku",
            "Z"
        ),
        Buy("a kit from nobody", new("NONE", [new("K", 1)]), RefusalCode.UnknownVendor, "vendor", "NONE"),
        Receive("a known reference on none", "PO-NONE", new("R-1", [new("X", 2)]), RefusalCode.PurchaseOrderNotFound, null, "PO-NONE"),
        Receive("a known reference and the unknown", "PO-OPEN", new("R-1", [new("?", 2)]), RefusalCode.UnknownSku, "lines[0].sku", "?"),
        Put("a cycle before a bad name", [new("N", "New", ShadowOf: "N"), new("M", "")], RefusalCode.InvalidValue, "[1].name", "name"),
        .. ServingRows(),
        // Mail.
        On("assign: company", new AssignTemplate("NONE", "DropshipNotice", null), RefusalCode.CompanyNotFound, null, "NONE"),
        On("assign: event", new AssignTemplate("ACME", "Birthday", null), RefusalCode.EventNotFound, null, "Birthday"),
        On("assign: template", new AssignTemplate("ACME", "DropshipNotice", "none"), RefusalCode.UnknownTemplate, "template", "none"),
        On("delete a template that is not there", new DeleteTemplate("none"), RefusalCode.TemplateNotFound, null, "none"),
        On(
            "template that is no Liquid",
            new PutTemplate("t", ShopMail.Template("{% if %}"), new TemplateEngine(TimeProvider.System)),
            RefusalCode.InvalidTemplate,
            "body",
            "line 1"
        ),
        On("retry a mail that is not there", new RetryMail(999), RefusalCode.MailNotFound, null, "999"),
        On("allow an address that is written to", new DeleteSuppression("a@b.example"), RefusalCode.SuppressionNotFound, null, "a@b"),
        On("delete a server that is not there", new DeleteEmailServer(null), RefusalCode.MailServerNotFound, null, "server"),
    ];

    public static TheoryData<Database, string> Cases =>
        new(from database in new[] { Database.Sqlite, Database.Postgres } from row in Rows select (database, row.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task GivenBadInput_WhenTried_ThenItIsRefusedByNameAndNothingChanges(Database database, string name)
    {
        var shop = await shops.On(database);
        var row = Rows.Single(r => r.Name == name);
        var before = await shops.DumpBeforeAsync(database);

        var refusal = await row.Try(shop);

        refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Path).ShouldBe((row.Code, row.Path), refusal.Detail);
        refusal.Detail.ShouldContain(row.Names, Case.Sensitive);
        (await shops.DumpAfterAsync(database)).ShouldBe(before);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAClientWithoutAWarehouse_WhenAPurchaseOrderNamesNone_ThenThereIsNoDefaultOne(Database database)
    {
        await using var shop = await TestShop.EmptyAsync(database);
        await shop.Done(new PutVendor(new("VEND", "Vendor")));
        await shop.Done(new PutWarehouse(new("BACK", "Returns", WarehouseType.Return, true)));
        await shop.Done(new PutWarehouse(new("DOCK", "Dock", WarehouseType.Normal, false)));
        await shop.Done(new PutProducts([new("X", "Alone")]));
        var before = await shop.Dump();

        var refusal = (await shop.Run(new CreatePurchaseOrder(new("VEND", [new("X", 1)])))).Refusal;

        (refusal?.Code, refusal?.Path).ShouldBe((RefusalCode.NoDefaultWarehouse, "warehouse"));
        (await shop.Dump()).ShouldBe(before);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenSettingsThatAreRefused_WhenPreviewed_ThenThePreviewIsRefusedTheSame(Database database)
    {
        var shop = await shops.On(database);

        var outcome = await new SaveSettings(new(DefaultWarehouse: "NONE")).PreviewAsync(
            shop.Ledger,
            new Rehearsal(shop.Ledger, shop.Time),
            TestContext.Current.CancellationToken
        );

        outcome.Refusal?.Code.ShouldBe(RefusalCode.UnknownWarehouse);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAllThoseRefusals_WhenTheShopIsVerified_ThenItIsSound(Database database) =>
        await (await shops.On(database)).ShouldBeSound();

    [Fact]
    public void Rows_NameEveryCodeThatACommandCanGive()
    {
        // A product is looked for at an address by a query, a version compared by the host; both have tests there.
        // What needs a template or a mail has its tests with them.
        RefusalCode[] elsewhere =
        [
            RefusalCode.ProductNotFound,
            RefusalCode.VendorNotFound,
            RefusalCode.WarehouseNotFound,
            RefusalCode.StaleVersion,
            RefusalCode.NoDefaultWarehouse,
            RefusalCode.UnknownOrder,
            RefusalCode.TemplateInUse,
            RefusalCode.MailStateForbids,
            // No commands of the ledger: Features/Accounts.
            RefusalCode.UserNotFound,
            RefusalCode.ApiKeyNotFound,
            RefusalCode.DuplicateUserName,
            RefusalCode.DuplicateApiKeyName,
            RefusalCode.LastAdministrator,
            RefusalCode.WrongPassword,
            // Of what-if, which carries out other commands: Api/WhatIfTests.
            RefusalCode.WhatIfNotFound,
            RefusalCode.ChangeRefused,
            RefusalCode.BasisMoved,
        ];

        Rows.Select(r => r.Code).Distinct().Concat(elsewhere).Order().ShouldBe(Enum.GetValues<RefusalCode>());
        Rows.Select(r => r.Name).ShouldBeUnique();
    }

    private static Row On<T>(string name, LedgerCommand<T> command, RefusalCode code, string? path, string names) =>
        new(name, code, path, names, async shop => (await shop.Run(command)).Refusal);

    private static Row AtVendor(string name, string order, DropshipStatusRequest request, RefusalCode code, string? path, string names) =>
        new(
            name,
            code,
            path,
            names,
            async shop => (await shop.Run(new ChangeDropshipStatus(await shop.DropshipOf(order), request))).Refusal
        );

    private static Row Order(string name, NewOrder order, RefusalCode code, string? path, string names) =>
        On("order: " + name, new CreateOrder(order), code, path, names);

    private static Row Buy(string name, NewPurchaseOrder order, RefusalCode code, string? path, string names) =>
        On("buy: " + name, new CreatePurchaseOrder(order), code, path, names);

    private static Row Receive(string name, string number, ReceiptRequest receipt, RefusalCode code, string? path, string names) =>
        On("receive: " + name, new ReceivePurchaseOrder(number, receipt), code, path, names);

    private static Row Put(string name, IReadOnlyList<ProductRequest> products, RefusalCode code, string? path, string names) =>
        On("put: " + name, new PutProducts(products), code, path, names);

    /// <summary>One way to be refused.</summary>
    /// <param name="Name">What is wrong.</param>
    /// <param name="Code">The reason that must be given.</param>
    /// <param name="Path">Where the fault stands.</param>
    /// <param name="Names">What the detail must name.</param>
    /// <param name="Try">Tries it.</param>
    private sealed record Row(string Name, RefusalCode Code, string? Path, string Names, Func<TestShop, Task<Refusal?>> Try);
}
