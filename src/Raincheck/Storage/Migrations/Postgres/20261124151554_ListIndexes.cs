using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_orders_back_order", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_back_ordered_qty", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_ordered_at", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_status", table: "orders");

            migrationBuilder.DropIndex(name: "ix_order_lines_done", table: "order_lines");

            migrationBuilder.AddColumn<int>(name: "order_state", table: "order_lines", type: "integer", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "order_status", table: "order_lines", type: "integer", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<long>(name: "ordered_at", table: "order_lines", type: "bigint", nullable: false, defaultValue: 0L);

            migrationBuilder.Sql(
                "UPDATE order_lines SET ordered_at = o.ordered_at, order_status = o.status, order_state = o.state FROM orders AS o WHERE o.id = order_lines.order_id;"
            );

            migrationBuilder.CreateTable(
                name: "search_grams",
                columns: table => new
                {
                    gram = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    block = table.Column<long>(type: "bigint", nullable: false),
                    places = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_search_grams",
                        x => new
                        {
                            x.gram,
                            x.level,
                            x.block,
                        }
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "ix_stock_pools_back_ordered", table: "stock_pools", column: "back_ordered");

            migrationBuilder.CreateIndex(
                name: "ix_orders_back_ordered",
                table: "orders",
                columns: new[] { "status", "state", "back_ordered_qty", "ordered_at", "id" },
                filter: "state > 0"
            );

            migrationBuilder.CreateIndex(name: "ix_orders_by_number", table: "orders", columns: new[] { "status", "state", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_listed",
                table: "orders",
                columns: new[] { "status", "state", "ordered_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_of_company",
                table: "orders",
                columns: new[] { "company_id", "status", "state", "ordered_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_of_product",
                table: "order_lines",
                columns: new[] { "sku_id", "order_status", "order_state", "ordered_at", "order_id" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "search_grams");

            migrationBuilder.DropIndex(name: "ix_stock_pools_back_ordered", table: "stock_pools");

            migrationBuilder.DropIndex(name: "ix_orders_back_ordered", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_by_number", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_listed", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_of_company", table: "orders");

            migrationBuilder.DropIndex(name: "ix_order_lines_of_product", table: "order_lines");

            migrationBuilder.DropColumn(name: "order_state", table: "order_lines");

            migrationBuilder.DropColumn(name: "order_status", table: "order_lines");

            migrationBuilder.DropColumn(name: "ordered_at", table: "order_lines");

            migrationBuilder.CreateIndex(
                name: "ix_orders_back_order",
                table: "orders",
                columns: new[] { "ordered_at", "id", "state" },
                filter: "state > 0"
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_back_ordered_qty",
                table: "orders",
                columns: new[] { "back_ordered_qty", "id" },
                filter: "state > 0"
            );

            migrationBuilder.CreateIndex(name: "ix_orders_ordered_at", table: "orders", columns: new[] { "ordered_at", "id" });

            migrationBuilder.CreateIndex(name: "ix_orders_status", table: "orders", columns: new[] { "status", "ordered_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_done",
                table: "order_lines",
                columns: new[] { "pool_id", "order_id" },
                filter: "allocated = 0 AND back_ordered = 0"
            );
        }
    }
}
