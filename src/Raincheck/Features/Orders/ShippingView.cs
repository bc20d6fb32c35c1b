using Raincheck.Core.Orders;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>From where an order can ship, as its units lie now.</summary>
/// <param name="State">Whether it can, and in how many shipments.</param>
/// <param name="NeedsTransfer">Whether it holds everything and cannot leave before units are moved between warehouses.</param>
/// <param name="Shipments">The shipments, in the order in which they can be made; empty where it cannot leave as it lies.</param>
/// <param name="Transfers">What to move so that it can leave whole from one warehouse.</param>
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

/// <summary>What can leave from one warehouse.</summary>
public sealed record ShipmentView(string Warehouse, IReadOnlyList<ShipmentLine> Lines);

/// <summary>Units to move between two warehouses.</summary>
public sealed record TransferView(string Sku, string From, string To, long Quantity);
