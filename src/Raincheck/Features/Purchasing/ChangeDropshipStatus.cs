using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Ledger;
using Raincheck.Platform;

namespace Raincheck.Features.Purchasing;

/// <summary>How far the vendor is.</summary>
/// <param name="Status">Ahead of where it stands; <c>processed</c> and <c>cancelled</c> may be said of a part.</param>
/// <param name="Lines">Of <c>processed</c> and <c>cancelled</c>, these units; all that are pending if omitted.</param>
public sealed record DropshipStatusRequest(DropshipStatus Status, IReadOnlyList<SkuQuantity>? Lines = null);

/// <summary>Units of a product.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">Units; all pending ones if omitted.</param>
/// <param name="Line">The line of the purchase order; needed only if the product stands on several.</param>
public sealed record SkuQuantity(string Sku, int? Quantity = null, int? Line = null);

/// <summary>
/// Moves a dropship purchase order on. Units that the vendor processed are shipped units of their orders; units that it will
/// not ship are open again at their old place in the queue.
/// </summary>
public sealed class ChangeDropshipStatus(string number, DropshipStatusRequest request) : LedgerCommand<PurchaseOrderView>
{
    protected internal override string Cause => $"purchase order {number} {EnumName.Of(request.Status)}";

    protected internal override string Kind => "dropshipStatusChanged";

    protected internal override int Weight => 1 + (request.Lines?.Count ?? 0);

    protected internal override void Declare(LoadPlan plan) => plan.PurchaseOrder(number);

    protected internal override Outcome<Func<PurchaseOrderView>> Decide(UnitOfWork work)
    {
        if (CheckRequest() is { } invalid)
            return invalid;
        if (work.FindPurchaseOrder(number) is not { } purchaseOrder)
            return new Refusal(RefusalCode.PurchaseOrderNotFound, $"There is no purchase order {number}.");
        if (CheckState(work, purchaseOrder) is { } forbidden)
            return forbidden;
        if (Units(work, purchaseOrder, out var units) is { } refusal)
            return refusal;
        if (!Ends)
            work.Purchases.Change(purchaseOrder, () => purchaseOrder.Order.Advance(request.Status));
        foreach (var (line, quantity) in units)
            Move(work, purchaseOrder, line, quantity);
        // The orders' status follows the purchase order's, whether units of theirs moved or not.
        foreach (var (link, order, _) in work.Links.WaitingOn(purchaseOrder))
            work.Links.RecordChange(order, link);
        return Outcomes.Answer(() => work.View(purchaseOrder));
    }

    private bool Ends => request.Status.IsEnd();

    private Refusal? CheckRequest()
    {
        if (request.Lines is not null && Members.Check(request.Lines, "lines") is { } missing)
            return missing;
        var lines = request.Lines ?? [];
        return Refusals.First([
            request.Status == DropshipStatus.None
                ? new Refusal(RefusalCode.InvalidValue, "status is none, which a dropship purchase order cannot have.", "status")
                : null,
            request.Lines is not null && !Ends
                ? new Refusal(
                    RefusalCode.InvalidValue,
                    $"A part cannot be {EnumName.Of(request.Status)}: lines are allowed with processed and cancelled only.",
                    "lines"
                )
                : null,
            .. lines.Select((l, i) => Text.Require(l.Sku, $"lines[{i}].sku")),
            .. lines.Select((l, i) => l.Quantity is { } quantity ? Quantity.Check(quantity, $"lines[{i}].quantity") : null),
            request.Lines is null ? null : Members.CheckCount(lines, CreatePurchaseOrder.LinesMax, "The request", "lines"),
        ]);
    }

    private Refusal? CheckState(UnitOfWork work, LoadedPurchaseOrder purchaseOrder)
    {
        var seen = new HashSet<(string, int?)>();
        var lines = request.Lines ?? [];
        var names = Refusals.First([
            .. lines.Select(
                (l, i) =>
                    work.Catalogue.FindProduct(l.Sku) is not { } product
                        ? new Refusal(RefusalCode.UnknownSku, $"There is no product {l.Sku}.", $"lines[{i}].sku")
                        : NamedLine.Check(work.Catalogue, purchaseOrder, product.Sku, l.Line, $"lines[{i}].")
                            ?? (l.Line is null ? NamedLine.CheckOnly(work.Catalogue, purchaseOrder, product.Sku, $"lines[{i}].sku") : null)
            ),
            .. lines.Select(
                (l, i) =>
                    seen.Add((l.Sku, l.Line))
                        ? null
                        : new Refusal(RefusalCode.DuplicateEntry, $"{l.Sku} appears twice in the request.", $"lines[{i}].sku")
            ),
        ]);
        return names ?? purchaseOrder.Order.CheckDropshipStatus(request.Status, "status");
    }

    private Refusal? Units(UnitOfWork work, LoadedPurchaseOrder purchaseOrder, out List<(PurchaseOrderLine Line, int Quantity)> units)
    {
        units = [];
        if (!Ends)
            return null;
        if (request.Lines is null)
        {
            units = [.. purchaseOrder.Lines.Where(l => l.Pending > 0).Select(l => (l, (int)l.Pending))];
            return null;
        }
        var refusals = new List<Refusal?>();
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var product = work.Catalogue.FindProduct(request.Lines[i].Sku)!;
            var asked = request.Lines[i].Line;
            var line = purchaseOrder.LinesOf(product.Id).First(l => asked is null || l.Line == asked);
            var quantity = request.Lines[i].Quantity ?? (int)line.Pending;
            refusals.Add(purchaseOrder.Order.CheckPending(line, product.Sku, quantity, request.Status, $"lines[{i}].quantity"));
            units.Add((line, quantity));
        }
        return Refusals.First(refusals);
    }

    private void Move(UnitOfWork work, LoadedPurchaseOrder purchaseOrder, PurchaseOrderLine line, int quantity)
    {
        var waiting = work.Links.WaitingOn(purchaseOrder).Where(l => l.Link.Row.SkuId == line.SkuId);
        var dealt = Linking.Deal(waiting, l => l.Link.Row, quantity);
        var left = quantity - dealt.Sum(d => d.Units);
        var (head, lines, isProcessed) = (purchaseOrder.Order, purchaseOrder.Lines, request.Status == DropshipStatus.Processed);
        foreach (var ((link, order, orderLine), taken) in dealt)
        {
            if (isProcessed)
                VendorUnits.Process(work, purchaseOrder, link, order, orderLine, taken);
            else
                VendorUnits.Return(work, purchaseOrder, link, order, orderLine, taken);
            work.CloseIfDone(order);
        }
        // What no order gave to the vendor, of a purchase order that was made by hand.
        if (left > 0 && !isProcessed)
            work.Purchases.Change(purchaseOrder, () => head.CancelAtVendor(lines, line, left));
        if (isProcessed)
            work.Purchases.Change(purchaseOrder, () => head.ShipFromVendor(lines, line, quantity));
    }
}
