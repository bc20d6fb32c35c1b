using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Purchasing;

/// <summary>Goods that came.</summary>
public sealed record ReceiptRequest(string Reference, IReadOnlyList<ReceiptRequestLine> Lines);

/// <summary>Received units of a product.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Warehouse">Where they were put. Default: the warehouse of the purchase order.</param>
/// <param name="Line">The line of the purchase order. Default: those of the product, the earliest expected date first.</param>
public sealed record ReceiptRequestLine(string Sku, int Quantity, string? Warehouse = null, int? Line = null);

/// <summary>The result of a receipt.</summary>
/// <param name="Receipt">Its reference.</param>
/// <param name="CrossDock">Units that go straight to an order that was linked to the purchase order.</param>
/// <param name="Released">Units that waiting orders got, linked ones among them.</param>
public sealed record ReceiptView(string Receipt, IReadOnlyList<CrossDockView> CrossDock, IReadOnlyList<ReleasedView> Released);

/// <summary>Units that go straight to a linked order.</summary>
public sealed record CrossDockView(string Order, int Line, string Sku, int Quantity);

/// <summary>Units that a waiting order got, and its current state.</summary>
public sealed record ReleasedView(string Order, string Sku, int Quantity, BackOrderState State);

/// <summary>Receives goods on a purchase order and gives them to the orders that wait, at once.</summary>
public sealed class ReceivePurchaseOrder(string number, ReceiptRequest request) : LedgerCommand<ReceiptView>
{
    protected internal override string Cause => $"receipt {request.Reference} on {number}";

    protected internal override string Kind => "received";

    protected internal override int Weight => 1 + Members.CountOf(request.Lines);

    protected internal override void Declare(LoadPlan plan)
    {
        plan.PurchaseOrder(number);
        plan.Receipt(request.Reference);
        foreach (var line in request.Lines ?? [])
            plan.Stock(line?.Sku);
    }

    protected internal override Outcome<Func<ReceiptView>> Decide(UnitOfWork work)
    {
        if (CheckRequest() is { } invalid)
            return invalid;
        var digest = Digest();
        var known = work.FindReceipt(request.Reference);
        if (known is not null && known.Digest == digest)
            return Outcomes.Answer(() => JsonSerializer.Deserialize<ReceiptView>(known.Answer, LedgerJson.Options)!);
        if (work.FindPurchaseOrder(number) is not { } order)
            return PurchaseOrderRefusals.NotFound(number);
        if ((CheckNames(work.Catalogue, order) ?? CheckState(work, order, known)) is { } refusal)
            return refusal;

        var changeSet = work.Current;
        var lines = request
            .Lines.Select(l => (Product: work.Catalogue.FindProduct(l.Sku)!, l.Quantity, Warehouse: WarehouseOf(work.Catalogue, order, l)!))
            .ToList();
        var received = new List<ReceiptLine>();
        work.Purchases.Change(
            order,
            () =>
            {
                foreach (var (asked, (product, quantity, warehouse)) in request.Lines.Zip(lines))
                {
                    var meant = order.LinesOf(product.Id).Where(l => asked.Line is null || l.Line == asked.Line);
                    foreach (var (line, units) in PurchaseOrderReceipt.Distribute(meant, quantity))
                    {
                        line.Receive(units);
                        received.Add(
                            new()
                            {
                                SkuId = product.Id,
                                PurchaseOrderLine = line.Line,
                                WarehouseId = warehouse.Id,
                                Quantity = units,
                            }
                        );
                    }
                }
            }
        );
        foreach (var (product, quantity, warehouse) in lines)
            work.ChangeStock(product.Id, warehouse, quantity, "stockReceived", request.Reference, reallocateNow: true);
        var receipt = work.Purchases.AddReceipt(
            id => new Receipt
            {
                Id = id,
                PurchaseOrderId = order.Order.Id,
                Reference = request.Reference,
                Digest = digest,
                ReceivedAt = work.Now,
            },
            received
        );
        var crossDock = CrossDock(work, order, lines);
        work.Links.UnlinkExcess(order);
        return Outcomes.Answer(() =>
        {
            var view = new ReceiptView(request.Reference, crossDock, Released(work, changeSet));
            receipt.KeepAnswer(JsonSerializer.Serialize(view, LedgerJson.Options));
            return view;
        });
    }

    /// <summary>The linked lines get their units first, in the order of the queue; units in warehouses that do not count are not allocated.</summary>
    private static List<CrossDockView> CrossDock(
        UnitOfWork work,
        LoadedPurchaseOrder order,
        List<(Product Product, int Quantity, Warehouse Warehouse)> lines
    )
    {
        var served = new List<CrossDockView>();
        foreach (var (product, quantity, _) in lines.Where(l => work.Settings.Counts(l.Warehouse)))
        {
            var waiting = work.Links.WaitingOn(order).Where(l => l.Link.Row.SkuId == product.Id);
            foreach (var ((link, customerOrder, line), taken) in Linking.Deal(waiting, l => l.Link.Row, quantity))
            {
                work.Touch(customerOrder, line);
                link.Row.CrossDock(line, taken);
                work.Links.RecordChange(customerOrder, link);
                served.Add(new CrossDockView(customerOrder.Order.Number, line.Line, product.Sku, taken));
            }
        }
        return served;
    }

    private static ReleasedView[] Released(UnitOfWork work, ChangeSet changeSet) =>
        [
            .. changeSet
                .Lines.Where(c => c.AllocatedDelta > 0)
                .OrderBy(c => c.Line.Position)
                .Select(c => (Order: work.OrderOf(c.Line.OrderId).Order, Change: c))
                .Select(r => new ReleasedView(
                    r.Order.Number,
                    work.Catalogue.Sku(r.Change.Line.SkuId),
                    r.Change.AllocatedDelta,
                    work.Settings.EnableBackOrderWorkflow ? r.Order.State : BackOrderState.None
                )),
        ];

    private Refusal? CheckRequest()
    {
        if (Members.Check(request.Lines, "lines") is { } missing)
            return missing;
        return Refusals.First([
            Text.CheckRequired(request.Reference, "reference", 100),
            .. request.Lines.Select((l, i) => Text.Require(l.Sku, $"lines[{i}].sku")),
            .. request.Lines.Select((l, i) => Quantity.Check(l.Quantity, $"lines[{i}].quantity")),
            Members.CheckCount(request.Lines, CreatePurchaseOrder.LinesMax, "The receipt", "lines"),
        ]);
    }

    private Refusal? CheckNames(Catalogue catalogue, LoadedPurchaseOrder order) =>
        Refusals.First(
            request.Lines.SelectMany(
                (l, i) =>
                    new[]
                    {
                        catalogue.FindProduct(l.Sku) is not { } product
                            ? new Refusal(RefusalCode.UnknownSku, $"There is no product {l.Sku}.", $"lines[{i}].sku")
                            : NamedLine.Check(catalogue, order, product.Sku, l.Line, $"lines[{i}]."),
                        WarehouseOf(catalogue, order, l) is null
                            ? new Refusal(RefusalCode.UnknownWarehouse, $"There is no warehouse {l.Warehouse}.", $"lines[{i}].warehouse")
                            : null,
                    }
            )
        );

    private Refusal? CheckState(UnitOfWork work, LoadedPurchaseOrder order, Receipt? known)
    {
        if (known is not null)
        {
            return new Refusal(
                RefusalCode.DuplicateReceipt,
                $"Receipt {request.Reference} already exists with other goods or on another purchase order.",
                "reference"
            );
        }
        if (order.Order.CheckReceivable(order.Lines) is { } refusal)
            return refusal;
        // The same product may come on several lines.
        var comes = new Dictionary<(int Product, int Warehouse), long>();
        var tooLarge = new List<Refusal>();
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var line = request.Lines[i];
            var (product, warehouse) = (work.Catalogue.FindProduct(line.Sku)!.Id, WarehouseOf(work.Catalogue, order, line)!.Id);
            var sum = comes[(product, warehouse)] = comes.GetValueOrDefault((product, warehouse)) + line.Quantity;
            if (work.OnHand(product, warehouse) + sum > Quantity.MaxTotal)
                tooLarge.Add(
                    new(
                        RefusalCode.TotalTooLarge,
                        $"There would be more than {Quantity.MaxTotal} units of {line.Sku}.",
                        $"lines[{i}].quantity"
                    )
                );
        }
        return Refusals.First(tooLarge);
    }

    private static Warehouse? WarehouseOf(Catalogue catalogue, LoadedPurchaseOrder order, ReceiptRequestLine line) =>
        line.Warehouse is { } code ? catalogue.FindWarehouse(code)
        : order.Order.WarehouseId is { } id ? catalogue.Warehouse(id)
        : catalogue.DefaultWarehouse;

    private string Digest()
    {
        var text =
            number
            + "\n"
            + string.Join(
                '\n',
                request.Lines.Select(l => $"{l.Sku}\t{l.Quantity}\t{l.Warehouse}{(l.Line is { } line ? $"\t{line}" : "")}")
            );
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
