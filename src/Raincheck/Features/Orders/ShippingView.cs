using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>The warehouses that an order can ship from, with the current stock.</summary>
/// <param name="State">Whether it can, and in how many shipments.</param>
/// <param name="NeedsTransfer">Whether it is fully allocated and needs a transfer before it can ship.</param>
/// <param name="Shipments">The shipments, in the order in which they can be made; empty if it cannot leave as it lies.</param>
/// <param name="Transfers">The transfers that let it ship from one warehouse.</param>
public sealed record ShippingView(
    ShippingState State,
    bool NeedsTransfer,
    IReadOnlyList<ShipmentView> Shipments,
    IReadOnlyList<TransferView> Transfers
)
{
    internal static ShippingView Make(ShippingPlan plan, Catalogue catalogue) =>
        new(
            plan.State,
            plan.State == ShippingState.NeedsTransfer,
            [.. plan.Shipments.Select(s => new ShipmentView(catalogue.Warehouse(s.WarehouseId).Code, s.Lines))],
            [
                .. plan.Transfers.Select(t => new TransferView(
                    catalogue.Sku(t.PoolId),
                    catalogue.Warehouse(t.FromId).Code,
                    catalogue.Warehouse(t.ToId).Code,
                    t.Units
                )),
            ]
        );
}

/// <summary>A shipment from one warehouse.</summary>
public sealed record ShipmentView(string Warehouse, IReadOnlyList<ShipmentLine> Lines);

/// <summary>Units to move between two warehouses.</summary>
public sealed record TransferView(string Sku, string From, string To, long Quantity);
