using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AddDelayConsents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "cancels_without_consent",
                table: "companies",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<int>(name: "delay_rule", table: "companies", type: "integer", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "stated_ship_days", table: "companies", type: "integer", nullable: true);

            migrationBuilder.CreateTable(
                name: "delay_consents",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<int>(type: "integer", nullable: false),
                    check_on = table.Column<int>(type: "integer", nullable: true),
                    changes = table.Column<long>(type: "bigint", nullable: false),
                    ship_by = table.Column<int>(type: "integer", nullable: false),
                    notices = table.Column<int>(type: "integer", nullable: false),
                    revised_date = table.Column<int>(type: "integer", nullable: true),
                    answer_by = table.Column<int>(type: "integer", nullable: true),
                    silence = table.Column<int>(type: "integer", nullable: false),
                    consent_until = table.Column<int>(type: "integer", nullable: true),
                    answer = table.Column<int>(type: "integer", nullable: true),
                    answered_by = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    refund_by = table.Column<int>(type: "integer", nullable: true),
                    refunded_at = table.Column<long>(type: "bigint", nullable: true),
                    refunded_by = table.Column<string>(type: "text", nullable: true),
                    token_hash = table.Column<string>(type: "text", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delay_consents", x => x.order_id);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_delay_consents_check_on_order_id",
                table: "delay_consents",
                columns: new[] { "check_on", "order_id" },
                filter: "check_on IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_delay_consents_stage_consent_until",
                table: "delay_consents",
                columns: new[] { "stage", "consent_until" },
                filter: "stage > 0 AND stage < 4"
            );

            migrationBuilder.CreateIndex(
                name: "ix_delay_consents_token_hash",
                table: "delay_consents",
                column: "token_hash",
                unique: true,
                filter: "token_hash IS NOT NULL"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "delay_consents");

            migrationBuilder.DropColumn(name: "cancels_without_consent", table: "companies");

            migrationBuilder.DropColumn(name: "delay_rule", table: "companies");

            migrationBuilder.DropColumn(name: "stated_ship_days", table: "companies");
        }
    }
}
