using Microsoft.EntityFrameworkCore;

namespace Raincheck.Storage;

/// <summary>The tables of mail: templates, who sends which, the rules, the servers, and the outbox.</summary>
internal static class EmailModel
{
    public static void Apply(ModelBuilder builder)
    {
        builder.Entity<EmailTemplate>(e =>
        {
            e.Property(t => t.Id).ValueGeneratedNever();
            e.HasIndex(t => t.Name).IsUnique();
        });
        builder.Entity<EmailAssignment>(e => e.HasKey(a => new { a.CompanyId, a.Event }));
        builder.Entity<EmailRules>(e =>
        {
            e.HasKey(r => r.CompanyId);
            e.Property(r => r.CompanyId).ValueGeneratedNever();
        });
        builder.Entity<EmailDay>(e => e.HasKey(d => new { d.CompanyId, d.Day }));
        builder.Entity<EmailServer>(e =>
        {
            e.HasKey(s => s.CompanyId);
            e.Property(s => s.CompanyId).ValueGeneratedNever();
        });
        builder.Entity<SuppressedAddress>(e => e.HasKey(s => s.Address));
        builder.Entity<OutboxMail>(e =>
        {
            e.HasIndex(m => new { m.OrderId, m.Id }).HasDatabaseName("ix_email_outbox_order");
            // What is sent next; what was sent is most of the table.
            e.HasIndex(m => new { m.DueAt, m.Id }).HasDatabaseName("ix_email_outbox_due").HasFilter("state < 2");
            e.HasIndex(m => new { m.State, m.Id }).HasDatabaseName("ix_email_outbox_state");
            e.HasIndex(m => m.SentAt).HasDatabaseName("ix_email_outbox_sent").HasFilter("sent_at IS NOT NULL");
            e.HasIndex(m => m.LeasedBy).HasDatabaseName("ix_email_outbox_leased").HasFilter("leased_by IS NOT NULL");
        });
    }
}
