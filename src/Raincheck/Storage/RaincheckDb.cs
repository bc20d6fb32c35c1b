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
public abstract class RaincheckDb(DbContextOptions options) : IdentityDbContext<IdentityUser>(options)
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
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<ReceiptLine> ReceiptLines => Set<ReceiptLine>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<IdempotencyEntry> IdempotencyKeys => Set<IdempotencyEntry>();
    public DbSet<JobRow> Jobs => Set<JobRow>();
    public DbSet<Secret> Secrets => Set<Secret>();

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
            e.HasIndex(o => new { o.OrderedAt, o.Id }).HasDatabaseName("ix_orders_ordered_at");
            e.HasIndex(o => new
                {
                    o.Status,
                    o.OrderedAt,
                    o.Id,
                })
                .HasDatabaseName("ix_orders_status");
            // The lists of back orders must not pay for the orders that are none. One index for full, partial and both.
            e.HasIndex(o => new
                {
                    o.OrderedAt,
                    o.Id,
                    o.State,
                })
                .HasDatabaseName("ix_orders_back_order")
                .HasFilter("state > 0");
            e.HasIndex(o => new { o.BackOrderedQty, o.Id }).HasDatabaseName("ix_orders_back_ordered_qty").HasFilter("state > 0");
            e.HasIndex(o => o.ParentId).HasFilter("parent_id IS NOT NULL");
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
            // The third part of a product's lines: who neither waits nor holds. A new order pays nothing for it.
            e.HasIndex(l => new { l.PoolId, l.OrderId })
                .HasDatabaseName("ix_order_lines_done")
                .HasFilter("allocated = 0 AND back_ordered = 0");
            e.Ignore(l => l.KitComponents);
        });
        builder.Entity<PurchaseOrder>(e =>
        {
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => p.Number).IsUnique();
        });
        builder.Entity<PurchaseOrderLine>(e =>
        {
            e.HasKey(l => new { l.PurchaseOrderId, l.SkuId });
            e.HasIndex(l => l.SkuId);
        });
        builder.Entity<Receipt>(e =>
        {
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.Reference).IsUnique();
            e.HasIndex(r => r.PurchaseOrderId);
        });
        builder.Entity<ReceiptLine>(e => e.HasKey(l => new { l.ReceiptId, l.Line }));
        builder.Entity<JournalEntry>(e =>
        {
            e.HasIndex(j => new { j.OrderId, j.Id }).HasFilter("order_id IS NOT NULL");
            e.HasIndex(j => new { j.SkuId, j.Id }).HasFilter("sku_id IS NOT NULL");
        });
        builder.Entity<IdempotencyEntry>(e => e.HasKey(i => i.Key));
        builder.Entity<JobRow>(e => e.Property(j => j.Id).ValueGeneratedNever());
        builder.Entity<Secret>(e => e.HasKey(s => s.Name));

        SnakeCase.Apply(builder.Model);
    }
}
