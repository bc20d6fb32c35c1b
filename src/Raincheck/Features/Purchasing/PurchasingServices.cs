using Raincheck.Features.Purchasing.Manage;
using Raincheck.Features.Purchasing.Page;
using Raincheck.Features.Purchasing.Receive;

namespace Raincheck.Features.Purchasing;

/// <summary>Purchasing: its services.</summary>
internal static class PurchasingServices
{
    public static void AddPurchasing(this IServiceCollection services)
    {
        services.AddSingleton<PurchaseOrderReader>();
        services.AddSingleton<PurchaseProposals>();
        services.AddSingleton<PurchaseOrderGrid>();
        services.AddSingleton<PurchaseOrderDetails>();
        services.AddSingleton<ReceiptAccounts>();
    }
}
