using Raincheck.Features.Products.List;
using Raincheck.Features.Products.Page;

namespace Raincheck.Features.Products;

/// <summary>Products: their services.</summary>
internal static class ProductServices
{
    public static void AddProducts(this IServiceCollection services)
    {
        services.AddSingleton<ProductReader>();
        services.AddSingleton<ProductGrid>();
        services.AddSingleton<ProductDetails>();
        services.AddSingleton<ProductQueue>();
        services.AddSingleton<ProductTimeline>();
        services.AddSingleton<StockHistory>();
    }
}
