using Raincheck.Api;
using Raincheck.Core.Stock;
using Raincheck.Features.Accounts;
using Raincheck.Ledger;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.Products;

/// <summary>A company as it is to be.</summary>
public sealed record CompanyRequest(string Name);

/// <summary>A vendor as it is to be.</summary>
public sealed record VendorRequest(string Name, string? Email = null, int? LeadTimeDays = null);

/// <summary>A warehouse as it is to be.</summary>
public sealed record WarehouseRequest(string Name, WarehouseType Type, bool IsSellable);

/// <summary>Companies, vendors and warehouses: made or changed by their code.</summary>
internal static class PlaceEndpoints
{
    public static void MapPlaces(this RouteGroupBuilder api)
    {
        var places = api.MapGroup("").RequireRoles(toRead: Policies.Read, toChange: Policies.Administer).WithTags("Catalogue");
        places
            .MapPut("/companies/{code}", PutCompanyAsync)
            .WithSummary("Makes or renames a company.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Acme"}""")
            .Produces<CompanyView>();
        places
            .MapPut("/vendors/{code}", PutVendorAsync)
            .WithSummary("Makes or changes a vendor.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Vendor","email":"orders@vendor.example","leadTimeDays":7}""")
            .Produces<VendorView>();
        places
            .MapPut("/warehouses/{code}", PutWarehouseAsync)
            .WithSummary("Makes or changes a warehouse.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Main","type":"normal","isSellable":true}""")
            .Produces<WarehouseView>();
    }

    private static Task<IResult> PutCompanyAsync(string code, CompanyRequest company, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutCompany(new CompanyView(code, company.Name)));

    private static Task<IResult> PutVendorAsync(string code, VendorRequest vendor, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutVendor(new VendorView(code, vendor.Name, vendor.Email, vendor.LeadTimeDays)));

    private static Task<IResult> PutWarehouseAsync(string code, WarehouseRequest warehouse, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutWarehouse(new WarehouseView(code, warehouse.Name, warehouse.Type, warehouse.IsSellable)));
}
