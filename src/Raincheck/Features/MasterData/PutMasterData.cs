using Raincheck.Core;
using Raincheck.Core.Consents;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;
using Raincheck.Ledger;
using Raincheck.Platform;
using Raincheck.Storage;

namespace Raincheck.Features.MasterData;

/// <summary>A company, by its code.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="TellWhenDateMoves">Whether customers are told when the promised ship date of their order moves to a later day.</param>
/// <param name="DelayRule">The rule by which customers are asked for consent to a delay.</param>
/// <param name="StatedShipDays">The days to ship that the company states to its customers; null if it states none.</param>
/// <param name="CancelsWithoutConsent">Whether orders whose customers did not consent to a delay are cancelled without a person.</param>
public sealed record CompanyView(
    string Code,
    string Name,
    bool TellWhenDateMoves = false,
    DelayRule DelayRule = DelayRule.None,
    int? StatedShipDays = null,
    bool CancelsWithoutConsent = false
)
{
    internal static CompanyView Of(Company company) =>
        new(
            company.Code,
            company.Name,
            company.TellWhenDateMoves,
            company.DelayRule,
            company.StatedShipDays,
            company.CancelsWithoutConsent
        );
}

/// <summary>Makes or changes a company.</summary>
public sealed class PutCompany(CompanyView company) : StructuralCommand<CompanyView>
{
    protected internal override string Cause => $"company {company.Code} saved";

    protected internal override string Kind => "companySaved";

    internal override async Task<Outcome<Func<CompanyView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (Refusals.First(Text.CheckCode(company.Code, "code"), Names.Check(company.Name), CheckShipDays()) is { } refusal)
            return refusal;
        var old = work.Catalogue.FindCompany(company.Code);
        var row = new Company
        {
            Id = old?.Id ?? Names.NextId(work.Catalogue.Companies.Select(c => c.Id)),
            Code = company.Code,
            Name = company.Name,
            TellWhenDateMoves = company.TellWhenDateMoves,
            DelayRule = company.DelayRule,
            StatedShipDays = company.StatedShipDays,
            CancelsWithoutConsent = company.CancelsWithoutConsent,
        };
        if (old is null)
            work.Transaction.Insert([row]);
        else
            work.Transaction.Update(
                [row],
                nameof(Company.Name),
                nameof(Company.TellWhenDateMoves),
                nameof(Company.DelayRule),
                nameof(Company.StatedShipDays),
                nameof(Company.CancelsWithoutConsent)
            );
        if (old is not null && company.DelayRule != DelayRule.None && Asks(old) != Asks(row))
            work.Consents.WatchAll(row.Id);
        await work.Structure.ReloadCatalogueAsync(cancel);
        work.Structure.AddJournalEntry(company);
        return Outcomes.Answer(() => company);
    }

    private static (DelayRule, int?, bool) Asks(Company row) => (row.DelayRule, row.StatedShipDays, row.CancelsWithoutConsent);

    private Refusal? CheckShipDays() =>
        company.StatedShipDays is < 1 or > DelayTerms.StatedShipDaysMax
            ? new Refusal(
                RefusalCode.InvalidValue,
                $"statedShipDays is {company.StatedShipDays}; it must be from 1 to {DelayTerms.StatedShipDaysMax}.",
                "statedShipDays"
            )
            : null;
}

/// <summary>A vendor, by its code.</summary>
public sealed record VendorView(string Code, string Name, string? Email = null, int? LeadTimeDays = null)
{
    internal static VendorView Of(Vendor vendor) => new(vendor.Code, vendor.Name, vendor.Email, vendor.LeadTimeDays);
}

/// <summary>Makes or changes a vendor.</summary>
public sealed class PutVendor(VendorView vendor) : StructuralCommand<VendorView>
{
    protected internal override string Cause => $"vendor {vendor.Code} saved";

    protected internal override string Kind => "vendorSaved";

    internal override async Task<Outcome<Func<VendorView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (Check() is { } refusal)
            return refusal;
        var old = work.Catalogue.FindVendor(vendor.Code);
        var row = new Vendor
        {
            Id = old?.Id ?? Names.NextId(work.Catalogue.Vendors.Select(v => v.Id)),
            Code = vendor.Code,
            Name = vendor.Name,
            Email = vendor.Email,
            LeadTimeDays = vendor.LeadTimeDays,
        };
        if (old is null)
            work.Transaction.Insert([row]);
        else
            work.Transaction.Update([row], nameof(Vendor.Name), nameof(Vendor.Email), nameof(Vendor.LeadTimeDays));
        await work.Structure.ReloadCatalogueAsync(cancel);
        if (old is not null && old.LeadTimeDays != row.LeadTimeDays)
            work.Structure.FlagDates();
        work.Structure.AddJournalEntry(vendor);
        return Outcomes.Answer(() => vendor);
    }

    private Refusal? Check() =>
        Refusals.First(
            Text.CheckCode(vendor.Code, "code"),
            Names.Check(vendor.Name),
            Text.Check(vendor.Email, "email", 320),
            LeadTimes.Check(vendor.LeadTimeDays, "leadTimeDays")
        );
}

/// <summary>A warehouse, by its code.</summary>
public sealed record WarehouseView(string Code, string Name, WarehouseType Type, bool IsSellable)
{
    internal static WarehouseView Of(Warehouse warehouse) => new(warehouse.Code, warehouse.Name, warehouse.Type, warehouse.IsSellable);
}

/// <summary>Makes or changes a warehouse; its stock enters counted stock or leaves it with its type and its sellable flag.</summary>
public sealed class PutWarehouse(WarehouseView warehouse) : StructuralCommand<WarehouseView>
{
    protected internal override string Cause => $"warehouse {warehouse.Code} saved";

    protected internal override string Kind => "warehouseSaved";

    internal override async Task<Outcome<Func<WarehouseView>>> DecideAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (Refusals.First(Text.CheckCode(warehouse.Code, "code"), Names.Check(warehouse.Name)) is { } refusal)
            return refusal;
        var old = work.Catalogue.FindWarehouse(warehouse.Code);
        var row = new Warehouse
        {
            Id = old?.Id ?? Names.NextId(work.Catalogue.Warehouses.Select(w => w.Id)),
            Code = warehouse.Code,
            Name = warehouse.Name,
            Type = warehouse.Type,
            IsSellable = warehouse.IsSellable,
        };
        if (old is null)
            work.Transaction.Insert([row]);
        else
            work.Transaction.Update([row], nameof(Warehouse.Name), nameof(Warehouse.Type), nameof(Warehouse.IsSellable));
        await work.Structure.ReloadCatalogueAsync(cancel);
        if (old is not null)
            await work.Structure.RecountAsync(_ => work.Settings.Counts(old), work.Settings.Counts, [row], cancel);
        if (old is not null && work.Settings.Counts(old) != work.Settings.Counts(row))
            work.Structure.FlagDates();
        work.Structure.AddJournalEntry(warehouse);
        return Outcomes.Answer(() => warehouse);
    }
}

internal static class Names
{
    public static Refusal? Check(string? name) =>
        name is null ? new Refusal(RefusalCode.InvalidValue, "name is missing.", "name") : Text.Check(name, "name", 200);

    public static int NextId(IEnumerable<int> ids) => ids.DefaultIfEmpty(0).Max() + 1;
}
