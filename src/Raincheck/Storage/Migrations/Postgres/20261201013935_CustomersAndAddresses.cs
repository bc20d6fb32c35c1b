using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CustomersAndAddresses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "bill_to", table: "orders", type: "text", nullable: true);

            migrationBuilder.AddColumn<string>(name: "customer_company", table: "orders", type: "text", nullable: true);

            migrationBuilder.AddColumn<string>(name: "customer_phone", table: "orders", type: "text", nullable: true);

            migrationBuilder.AddColumn<long>(name: "ship_by", table: "orders", type: "bigint", nullable: true);

            migrationBuilder.CreateTable(
                name: "search_changes",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_changes", x => new { x.order_id, x.revision });
                }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "search_changes");

            migrationBuilder.DropColumn(name: "bill_to", table: "orders");

            migrationBuilder.DropColumn(name: "customer_company", table: "orders");

            migrationBuilder.DropColumn(name: "customer_phone", table: "orders");

            migrationBuilder.DropColumn(name: "ship_by", table: "orders");
        }
    }
}
