using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ServingBackOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<int>(
                name: "warehouse_id",
                table: "purchase_orders",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER"
            );

            migrationBuilder.AddColumn<int>(
                name: "dropship_status",
                table: "purchase_orders",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<long>(name: "order_id", table: "purchase_orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "dropship_status", table: "orders", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "linked", table: "order_lines", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "pinned", table: "order_lines", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "pins",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pins", x => new { x.order_id, x.line });
                }
            );

            migrationBuilder.CreateTable(
                name: "purchase_order_links",
                columns: table => new
                {
                    purchase_order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    sku_id = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    processed = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_purchase_order_links",
                        x => new
                        {
                            x.purchase_order_id,
                            x.order_id,
                            x.line,
                        }
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_purchase_orders_order_id",
                table: "purchase_orders",
                column: "order_id",
                filter: "order_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_pins_until", table: "pins", column: "until", filter: "until IS NOT NULL");

            migrationBuilder.CreateIndex(name: "ix_purchase_order_links_order_id", table: "purchase_order_links", column: "order_id");

            // Purchase orders whose goods never come to us were counted as on order, and had no status of their own.
            migrationBuilder.Sql(
                """
                UPDATE purchase_orders SET dropship_status = CASE status WHEN 3 THEN 5 ELSE 1 END WHERE type = 1;
                """
            );
            migrationBuilder.Sql(
                """
                UPDATE stock_pools SET on_order = on_order - coalesce((
                    SELECT sum(l.quantity - l.received - l.cancelled)
                    FROM purchase_order_lines l
                    JOIN purchase_orders p ON p.id = l.purchase_order_id
                    JOIN products r ON r.id = l.sku_id
                    WHERE p.type = 1 AND l.quantity - l.received - l.cancelled > 0 AND coalesce(r.shadow_of_id, r.id) = stock_pools.id), 0)
                WHERE EXISTS (SELECT 1 FROM purchase_orders WHERE type = 1);
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "pins");

            migrationBuilder.DropTable(name: "purchase_order_links");

            migrationBuilder.DropIndex(name: "ix_purchase_orders_order_id", table: "purchase_orders");

            migrationBuilder.DropColumn(name: "dropship_status", table: "purchase_orders");

            migrationBuilder.DropColumn(name: "order_id", table: "purchase_orders");

            migrationBuilder.DropColumn(name: "dropship_status", table: "orders");

            migrationBuilder.DropColumn(name: "linked", table: "order_lines");

            migrationBuilder.DropColumn(name: "pinned", table: "order_lines");

            migrationBuilder.AlterColumn<int>(
                name: "warehouse_id",
                table: "purchase_orders",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true
            );
        }
    }
}
