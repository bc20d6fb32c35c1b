using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Mail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "email_assignments",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "integer", nullable: false),
                    @event = table.Column<int>(name: "event", type: "integer", nullable: false),
                    template_id = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_assignments", x => new { x.company_id, x.@event });
                }
            );

            migrationBuilder.CreateTable(
                name: "email_days",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    sent = table.Column<int>(type: "integer", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_days", x => new { x.company_id, x.day });
                }
            );

            migrationBuilder.CreateTable(
                name: "email_outbox",
                columns: table => new
                {
                    id = table
                        .Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    company_id = table.Column<int>(type: "integer", nullable: false),
                    @event = table.Column<int>(name: "event", type: "integer", nullable: true),
                    template_id = table.Column<int>(type: "integer", nullable: false),
                    to_name = table.Column<string>(type: "text", nullable: false),
                    to_address = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    not_before = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    leased_by = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    sender = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_outbox", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "email_rules",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "integer", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    minutes_between = table.Column<int>(type: "integer", nullable: false),
                    hold_back_minutes = table.Column<int>(type: "integer", nullable: false),
                    daily_limit = table.Column<int>(type: "integer", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_rules", x => x.company_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "email_servers",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "integer", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    security = table.Column<int>(type: "integer", nullable: false),
                    user_name = table.Column<string>(type: "text", nullable: true),
                    password = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_servers", x => x.company_id);
                }
            );

            migrationBuilder.CreateTable(
                name: "email_templates",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    from_name = table.Column<string>(type: "text", nullable: false),
                    from_address = table.Column<string>(type: "text", nullable: false),
                    reply_to = table.Column<string>(type: "text", nullable: true),
                    cc = table.Column<string>(type: "text", nullable: true),
                    bcc = table.Column<string>(type: "text", nullable: true),
                    html = table.Column<bool>(type: "boolean", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_templates", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "suppressed_addresses",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<int>(type: "integer", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppressed_addresses", x => x.address);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_email_outbox_due",
                table: "email_outbox",
                columns: new[] { "due_at", "id" },
                filter: "state < 2"
            );

            migrationBuilder.CreateIndex(
                name: "ix_email_outbox_leased",
                table: "email_outbox",
                column: "leased_by",
                filter: "leased_by IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_email_outbox_order", table: "email_outbox", columns: new[] { "order_id", "id" });

            migrationBuilder.CreateIndex(name: "ix_email_outbox_state", table: "email_outbox", columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(name: "ix_email_templates_name", table: "email_templates", column: "name", unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "email_assignments");

            migrationBuilder.DropTable(name: "email_days");

            migrationBuilder.DropTable(name: "email_outbox");

            migrationBuilder.DropTable(name: "email_rules");

            migrationBuilder.DropTable(name: "email_servers");

            migrationBuilder.DropTable(name: "email_templates");

            migrationBuilder.DropTable(name: "suppressed_addresses");
        }
    }
}
