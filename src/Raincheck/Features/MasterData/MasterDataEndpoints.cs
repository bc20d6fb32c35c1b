using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Stock;
using Raincheck.Features.Accounts;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.MasterData;

/// <summary>A company as it is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TellWhenDateMoves">Whether customers are told when the promised ship date of their order moves to a later day; <c>false</c> if omitted.</param>
/// <param name="DelayRule">The rule by which customers are asked for consent to a delay. If omitted, this and the next two members keep their values.</param>
/// <param name="StatedShipDays">The days to ship that the company states to its customers, 1 to 365; it states none if omitted.</param>
/// <param name="CancelsWithoutConsent">Whether orders whose customers did not consent to a delay are cancelled without a person.</param>
public sealed record CompanyRequest(
    string Name,
    bool? TellWhenDateMoves = null,
    DelayRule? DelayRule = null,
    int? StatedShipDays = null,
    bool CancelsWithoutConsent = false
);

/// <summary>A vendor as it is to be.</summary>
public sealed record VendorRequest(string Name, string? Email = null, int? LeadTimeDays = null);

/// <summary>A warehouse as it is to be.</summary>
public sealed record WarehouseRequest(string Name, WarehouseType Type, bool IsSellable);

/// <summary>Companies, vendors and warehouses: read, made or changed by their code.</summary>
internal static class MasterDataEndpoints
{
    public static void MapMasterData(this RouteGroupBuilder api)
    {
        var places = api.MapGroup("").RequireRoles(toRead: Policies.Read, toChange: Policies.Administer).WithTags("Catalogue");
        places
            .MapGet(
                "/companies",
                (HttpContext http, ClientLedger ledger) =>
                    ListAsync(http, ledger, "companies", c => c.Companies.Select(CompanyView.Of), v => v.Code)
            )
            .WithSummary("Lists the companies, by code.")
            .WithQuery()
            .Produces<Page<CompanyView>>();
        places
            .MapGet(
                "/companies/{code}",
                (string code, HttpContext http, ClientLedger ledger) =>
                    GetAsync(
                        http,
                        ledger,
                        c => c.FindCompany(code) is { } found ? CompanyView.Of(found) : null,
                        CompanyNotFound,
                        $"There is no company {code}."
                    )
            )
            .WithSummary("Returns a company.")
            .Refuses(CompanyNotFound)
            .Produces<CompanyView>();
        places
            .MapPut("/companies/{code}", PutCompanyAsync)
            .WithSummary("Creates or updates a company.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Acme","tellWhenDateMoves":true,"delayRule":"ftc","statedShipDays":14}""")
            .Produces<CompanyView>();
        places
            .MapGet(
                "/vendors",
                (HttpContext http, ClientLedger ledger) =>
                    ListAsync(http, ledger, "vendors", c => c.Vendors.Select(VendorView.Of), v => v.Code)
            )
            .WithSummary("Lists the vendors, by code.")
            .WithQuery()
            .Produces<Page<VendorView>>();
        places
            .MapGet(
                "/vendors/{code}",
                (string code, HttpContext http, ClientLedger ledger) =>
                    GetAsync(
                        http,
                        ledger,
                        c => c.FindVendor(code) is { } found ? VendorView.Of(found) : null,
                        VendorNotFound,
                        $"There is no vendor {code}."
                    )
            )
            .WithSummary("Returns a vendor.")
            .Refuses(VendorNotFound)
            .Produces<VendorView>();
        places
            .MapPut("/vendors/{code}", PutVendorAsync)
            .WithSummary("Creates or updates a vendor.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Vendor","email":"orders@vendor.example","leadTimeDays":7}""")
            .Produces<VendorView>();
        places
            .MapGet(
                "/warehouses",
                (HttpContext http, ClientLedger ledger) =>
                    ListAsync(http, ledger, "warehouses", c => c.Warehouses.Select(WarehouseView.Of), v => v.Code)
            )
            .WithSummary("Lists the warehouses, by code.")
            .WithQuery()
            .Produces<Page<WarehouseView>>();
        places
            .MapGet(
                "/warehouses/{code}",
                (string code, HttpContext http, ClientLedger ledger) =>
                    GetAsync(
                        http,
                        ledger,
                        c => c.FindWarehouse(code) is { } found ? WarehouseView.Of(found) : null,
                        WarehouseNotFound,
                        $"There is no warehouse {code}."
                    )
            )
            .WithSummary("Returns a warehouse.")
            .Refuses(WarehouseNotFound)
            .Produces<WarehouseView>();
        places
            .MapPut("/warehouses/{code}", PutWarehouseAsync)
            .WithSummary("Creates or updates a warehouse.")
            .Refuses(InvalidValue)
            .WithExample("""{"name":"Main","type":"normal","isSellable":true}""")
            .Produces<WarehouseView>();
    }

    private static async Task<IResult> ListAsync<T>(
        HttpContext http,
        ClientLedger ledger,
        string name,
        Func<Catalogue, IEnumerable<T>> items,
        Func<T, string> codeOf
    )
    {
        var query = new ListQuery(http, name);
        return query.Answer(items(await ledger.CatalogueAsync(http.RequestAborted)), codeOf);
    }

    private static async Task<IResult> GetAsync<T>(
        HttpContext http,
        ClientLedger ledger,
        Func<Catalogue, T?> find,
        RefusalCode notFound,
        string detail
    )
        where T : class =>
        find(await ledger.CatalogueAsync(http.RequestAborted)) is { } found
            ? TypedResults.Ok(found)
            : Problems.Of(new Refusal(notFound, detail));

    private static async Task<IResult> PutCompanyAsync(string code, CompanyRequest company, HttpContext http, ClientLedger ledger)
    {
        var view =
            company.DelayRule is { } rule
                ? new CompanyView(
                    code,
                    company.Name,
                    company.TellWhenDateMoves ?? false,
                    rule,
                    company.StatedShipDays,
                    company.CancelsWithoutConsent
                )
            : (await ledger.CatalogueAsync(http.RequestAborted)).FindCompany(code) is { } known
                ? CompanyView.Of(known) with
                {
                    Name = company.Name,
                    TellWhenDateMoves = company.TellWhenDateMoves ?? false,
                }
            : new CompanyView(code, company.Name, company.TellWhenDateMoves ?? false);
        return await ledger.AnswerAsync(http, new PutCompany(view));
    }

    private static Task<IResult> PutVendorAsync(string code, VendorRequest vendor, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutVendor(new VendorView(code, vendor.Name, vendor.Email, vendor.LeadTimeDays)));

    private static Task<IResult> PutWarehouseAsync(string code, WarehouseRequest warehouse, HttpContext http, ClientLedger ledger) =>
        ledger.AnswerAsync(http, new PutWarehouse(new WarehouseView(code, warehouse.Name, warehouse.Type, warehouse.IsSellable)));
}
