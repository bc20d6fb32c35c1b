using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Core.Stock;

namespace Raincheck.Storage;

/// <summary>
/// The tables of one client. Used for migrations, for accounts and for ordinary reads; what the ledger owns is written by the
/// ledger alone, which takes names and types from this model.
/// </summary>
public abstract class RaincheckDb(DbContextOptions options) : IdentityDbContext<UserAccount>(options), IDataProtectionKeyContext
{
    public DbSet<ClientRow> Clients => Set<ClientRow>();
    public DbSet<Company> Companies => Set<Company>();
    public DbSet<Vendor> Vendors => Set<Vendor>();
    public DbSet<Warehouse> Warehouses => Set<Warehouse>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<ProductComponent> ProductComponents => Set<ProductComponent>();
    public DbSet<StockPool> StockPools => Set<StockPool>();
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<PurchaseOrder> PurchaseOrders => Set<PurchaseOrder>();
    public DbSet<PurchaseOrderLine> PurchaseOrderLines => Set<PurchaseOrderLine>();
    public DbSet<PurchaseOrderLink> PurchaseOrderLinks => Set<PurchaseOrderLink>();
    public DbSet<Pin> Pins => Set<Pin>();
    public DbSet<DelayConsent> DelayConsents => Set<DelayConsent>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<ReceiptLine> ReceiptLines => Set<ReceiptLine>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<IdempotencyEntry> IdempotencyKeys => Set<IdempotencyEntry>();
    public DbSet<JobRow> Jobs => Set<JobRow>();
    public DbSet<JobRefusal> JobRefusals => Set<JobRefusal>();
    public DbSet<Secret> Secrets => Set<Secret>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<KnownAddress> KnownAddresses => Set<KnownAddress>();
    public DbSet<SignInFailures> SignInAttempts => Set<SignInFailures>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<SearchGram> SearchGrams => Set<SearchGram>();
    public DbSet<OrderTag> OrderTags => Set<OrderTag>();
    public DbSet<SearchChange> SearchChanges => Set<SearchChange>();
    public DbSet<EmailTemplate> EmailTemplates => Set<EmailTemplate>();
    public DbSet<EmailAssignment> EmailAssignments => Set<EmailAssignment>();
    public DbSet<EmailRules> EmailRules => Set<EmailRules>();
    public DbSet<EmailDay> EmailDays => Set<EmailDay>();
    public DbSet<EmailServer> EmailServers => Set<EmailServer>();
    public DbSet<SuppressedAddress> SuppressedAddresses => Set<SuppressedAddress>();
    public DbSet<OutboxMail> EmailOutbox => Set<OutboxMail>();
    public DbSet<ImportFileRow> ImportFiles => Set<ImportFileRow>();
    public DbSet<ImportChunkRow> ImportChunks => Set<ImportChunkRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        builder.Entity<ClientRow>(e => e.Property(c => c.Id).ValueGeneratedNever());
        builder.Entity<Company>(e =>
        {
            e.Property(c => c.Id).ValueGeneratedNever();
            e.HasIndex(c => c.Code).IsUnique();
        });
        builder.Entity<Vendor>(e =>
        {
            e.Property(v => v.Id).ValueGeneratedNever();
            e.HasIndex(v => v.Code).IsUnique();
        });
        builder.Entity<Warehouse>(e =>
        {
            e.Property(w => w.Id).ValueGeneratedNever();
            e.HasIndex(w => w.Code).IsUnique();
        });
        builder.Entity<Product>(e =>
        {
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => p.Sku).IsUnique();
            e.HasIndex(p => p.CatalogueVersion);
        });
        builder.Entity<ProductComponent>(e => e.HasKey(c => new { c.KitId, c.ComponentId }));
        builder.Entity<StockPool>(e =>
        {
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => p.Stale).HasFilter("stale");
            e.HasIndex(p => p.GroupId).HasFilter("group_id IS NOT NULL");
            e.HasIndex(p => p.BackOrdered);
            // The pools whose promises must be compared with the projection again.
            e.HasIndex(p => p.Id, "ix_stock_pools_date_changes").HasFilter("date_changes > 0");
        });
        builder.Entity<StockLevel>(e =>
        {
            e.HasKey(l => new { l.SkuId, l.WarehouseId });
            e.HasIndex(l => l.WarehouseId);
        });
        builder.Entity<Order>(e =>
        {
            e.Property(o => o.Id).ValueGeneratedNever();
            e.HasIndex(o => o.Number).IsUnique();
            // Lists. Status and state stand first, so that every filter by them is a few stretches of one index, each in the
            // order of the list; see docs/decisions/0007-lists-by-stretches.md.
            e.HasIndex(o => new
                {
                    o.Status,
                    o.State,
                    o.OrderedAt,
                    o.Id,
                })
                .HasDatabaseName("ix_orders_listed");
            e.HasIndex(o => new
                {
                    o.CompanyId,
                    o.Status,
                    o.State,
                    o.OrderedAt,
                    o.Id,
                })
                .HasDatabaseName("ix_orders_of_company");
            e.HasIndex(o => new
                {
                    o.Status,
                    o.State,
                    o.Number,
                })
                .HasDatabaseName("ix_orders_by_number");
            e.HasIndex(o => new
                {
                    o.Status,
                    o.State,
                    o.BackOrderedQty,
                    o.OrderedAt,
                    o.Id,
                })
                .HasDatabaseName("ix_orders_back_ordered")
                .HasFilter("state > 0");
            e.HasIndex(o => o.ParentId).HasFilter("parent_id IS NOT NULL");
            e.HasIndex(o => new
                {
                    o.Risk,
                    o.Status,
                    o.State,
                    o.OrderedAt,
                    o.Id,
                })
                .HasDatabaseName("ix_orders_by_risk")
                .HasFilter("state > 0");
            e.HasIndex(o => new { o.PromisedDay, o.Id }).HasDatabaseName("ix_orders_promised").HasFilter("promised_day IS NOT NULL");
            e.Ignore(o => o.FixedDay);
            e.Ignore(o => o.Promised);
        });
        builder.Entity<OrderLine>(e =>
        {
            e.HasKey(l => new { l.OrderId, l.Line });
            // The two ends of a queue: who waits, from the front, and who holds, from the end.
            e.HasIndex(l => new
                {
                    l.PoolId,
                    l.Priority,
                    l.QueuedAt,
                    l.FamilyId,
                    l.OrderId,
                    l.Line,
                })
                .IsDescending(false, true, false, false, false, false)
                .HasDatabaseName("ix_order_lines_waiting")
                .HasFilter("back_ordered > 0");
            e.HasIndex(
                    l => new
                    {
                        l.PoolId,
                        l.Priority,
                        l.QueuedAt,
                        l.FamilyId,
                        l.OrderId,
                        l.Line,
                    },
                    "ix_order_lines_holding"
                )
                .IsDescending(false, true, false, false, false, false)
                .HasFilter("allocated > 0");
            e.HasIndex(l => l.PoolId).HasDatabaseName("ix_order_lines_firm").HasFilter("firm_wanted > 0");
            e.HasIndex(l => new
                {
                    l.SkuId,
                    l.OrderStatus,
                    l.OrderState,
                    l.OrderedAt,
                    l.OrderId,
                })
                .HasDatabaseName("ix_order_lines_of_product");
            // The promises of lines that wait, and of those that got their units since.
            e.HasIndex(l => new
                {
                    l.PoolId,
                    l.ExpectedBasis,
                    l.PromisedDay,
                })
                .HasDatabaseName("ix_order_lines_promised")
                .HasFilter("back_ordered > 0");
            e.HasIndex(l => l.PoolId, "ix_order_lines_arrived")
                .HasFilter("back_ordered = 0 AND allocated > 0 AND promised_day IS NOT NULL AND expected_basis <> 0");
            e.Ignore(l => l.KitComponents);
            e.Ignore(l => l.Promise);
        });
        builder.Entity<PurchaseOrder>(e =>
        {
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => p.Number).IsUnique();
            e.HasIndex(p => p.OrderId).HasFilter("order_id IS NOT NULL");
        });
        builder.Entity<PurchaseOrderLink>(e =>
        {
            e.HasKey(l => new
            {
                l.PurchaseOrderId,
                l.OrderId,
                l.Line,
            });
            e.HasIndex(l => l.OrderId);
        });
        builder.Entity<Pin>(e =>
        {
            e.HasKey(p => new { p.OrderId, p.Line });
            e.HasIndex(p => p.Until).HasFilter("until IS NOT NULL");
        });
        builder.Entity<DelayConsent>(e =>
        {
            e.HasKey(c => c.OrderId);
            e.Property(c => c.OrderId).ValueGeneratedNever();
            e.HasIndex(c => new { c.CheckOn, c.OrderId }).HasFilter("check_on IS NOT NULL");
            // Most orders were never asked about: the lists leave them out.
            e.HasIndex(c => new { c.Stage, c.ConsentUntil }).HasFilter("stage > 0 AND stage < 4");
            e.HasIndex(c => c.TokenHash).IsUnique().HasFilter("token_hash IS NOT NULL");
        });
        builder.Entity<PurchaseOrderLine>(e =>
        {
            e.HasKey(l => new { l.PurchaseOrderId, l.Line });
            e.HasIndex(l => l.SkuId);
        });
        builder.Entity<Receipt>(e =>
        {
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.Reference).IsUnique();
            e.HasIndex(r => r.PurchaseOrderId);
            e.HasIndex(r => r.ReceivedAt);
        });
        builder.Entity<ReceiptLine>(e => e.HasKey(l => new { l.ReceiptId, l.Line }));
        builder.Entity<JournalEntry>(e =>
        {
            e.HasIndex(j => new { j.OrderId, j.Id }).HasFilter("order_id IS NOT NULL");
            e.HasIndex(j => new { j.SkuId, j.Id }).HasFilter("sku_id IS NOT NULL");
        });
        builder.Entity<IdempotencyEntry>(e => e.HasKey(i => i.Key));
        builder.Entity<JobRow>(e =>
        {
            e.Property(j => j.Id).ValueGeneratedNever();
            e.HasIndex(j => new { j.CreatedAt, j.Id }).HasDatabaseName("ix_jobs_listed");
            e.HasIndex(j => new { j.Kind, j.CreatedAt }).HasDatabaseName("ix_jobs_of_kind");
            // Those that have not ended are few, however many there ever were.
            e.HasIndex(j => j.CreatedAt, "ix_jobs_unfinished").HasFilter("state < 2");
        });
        builder.Entity<JobRefusal>(e => e.HasKey(r => new { r.JobId, r.Place }));
        builder.Entity<Secret>(e => e.HasKey(s => s.Name));
        builder.Entity<SavedView>(e =>
        {
            e.Property(v => v.Id).ValueGeneratedNever();
            e.HasIndex(v => new
                {
                    v.Owner,
                    v.Page,
                    v.Name,
                })
                .IsUnique();
        });
        builder.Entity<ApiKey>(e =>
        {
            e.HasIndex(k => k.Hash).IsUnique();
            e.HasIndex(k => k.Name).IsUnique();
        });
        builder.Entity<Session>(e =>
        {
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasIndex(s => s.EndsAt);
        });
        builder.Entity<KnownAddress>(e =>
        {
            e.HasKey(a => new { a.UserId, a.Address });
            e.HasIndex(a => a.SeenAt);
        });
        builder.Entity<SignInFailures>(e =>
        {
            e.ToTable("sign_in_attempts").HasKey(a => a.Source);
            e.HasIndex(a => a.LastAt);
        });
        // The roles are part of the program, so they come with the schema; their ids are their names.
        builder
            .Entity<IdentityRole>()
            .HasData(
                Storage.Roles.All.Select(role => new IdentityRole(role)
                {
                    Id = role,
                    NormalizedName = role.ToUpperInvariant(),
                    ConcurrencyStamp = role,
                })
            );
        builder.Entity<SearchGram>(e =>
            e.HasKey(g => new
            {
                g.Gram,
                g.Level,
                g.Block,
            })
        );
        builder.Entity<OrderTag>(e => e.HasKey(t => new { t.Tag, t.OrderId }));
        builder.Entity<SearchChange>(e => e.HasKey(c => new { c.OrderId, c.Revision }));
        EmailModel.Apply(builder);
        ImportModel.Apply(builder);

        SnakeCase.Apply(builder.Model);
    }
}
