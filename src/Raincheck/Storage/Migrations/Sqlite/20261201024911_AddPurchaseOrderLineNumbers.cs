using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddPurchaseOrderLineNumbers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "purchase_order_line",
                table: "receipt_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<int>(name: "line", table: "purchase_order_lines", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<long>(name: "first_expected_at", table: "purchase_order_lines", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_confirmed",
                table: "purchase_order_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: false
            );

            // The lines that are there are numbered by SKU, and their date counts as the first that was expected.
            migrationBuilder.Sql(
                """
                UPDATE purchase_order_lines SET line = n.line, first_expected_at = expected_at
                FROM (SELECT l.purchase_order_id, l.sku_id, row_number() OVER (PARTITION BY l.purchase_order_id ORDER BY p.sku) AS line
                    FROM purchase_order_lines l JOIN products p ON p.id = l.sku_id) n
                WHERE n.purchase_order_id = purchase_order_lines.purchase_order_id AND n.sku_id = purchase_order_lines.sku_id;
                """
            );
            migrationBuilder.Sql(
                """
                UPDATE receipt_lines SET purchase_order_line = l.line
                FROM receipts r JOIN purchase_order_lines l ON l.purchase_order_id = r.purchase_order_id
                WHERE r.id = receipt_lines.receipt_id AND l.sku_id = receipt_lines.sku_id;
                """
            );

            migrationBuilder.DropPrimaryKey(name: "pk_purchase_order_lines", table: "purchase_order_lines");

            migrationBuilder.AddPrimaryKey(
                name: "pk_purchase_order_lines",
                table: "purchase_order_lines",
                columns: new[] { "purchase_order_id", "line" }
            );

            migrationBuilder.CreateIndex(name: "ix_receipts_received_at", table: "receipts", column: "received_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_receipts_received_at", table: "receipts");

            migrationBuilder.DropPrimaryKey(name: "pk_purchase_order_lines", table: "purchase_order_lines");

            migrationBuilder.DropColumn(name: "purchase_order_line", table: "receipt_lines");

            migrationBuilder.DropColumn(name: "line", table: "purchase_order_lines");

            migrationBuilder.DropColumn(name: "first_expected_at", table: "purchase_order_lines");

            migrationBuilder.DropColumn(name: "is_confirmed", table: "purchase_order_lines");

            migrationBuilder.AddPrimaryKey(
                name: "pk_purchase_order_lines",
                table: "purchase_order_lines",
                columns: new[] { "purchase_order_id", "sku_id" }
            );
        }
    }
}
