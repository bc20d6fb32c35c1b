using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddPromises : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "date_causes", table: "stock_pools", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "date_changes", table: "stock_pools", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "dates_day", table: "stock_pools", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "expected_day", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "first_promised_day", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "promise_basis", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<long>(name: "promised_at", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "promised_day", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<string>(name: "promised_to", table: "orders", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "risk", table: "orders", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<int>(name: "told_day", table: "orders", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<bool>(name: "at_risk", table: "order_lines", type: "INTEGER", nullable: false, defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "expected_basis",
                table: "order_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 6
            );

            migrationBuilder.AddColumn<int>(name: "expected_day", table: "order_lines", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "first_promised_day", table: "order_lines", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<int>(name: "promised_day", table: "order_lines", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "tell_when_date_moves",
                table: "companies",
                type: "INTEGER",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.CreateIndex(
                name: "ix_stock_pools_date_changes",
                table: "stock_pools",
                column: "id",
                filter: "date_changes > 0"
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_by_risk",
                table: "orders",
                columns: new[] { "risk", "status", "state", "ordered_at", "id" },
                filter: "state > 0"
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_promised",
                table: "orders",
                columns: new[] { "promised_day", "id" },
                filter: "promised_day IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_arrived",
                table: "order_lines",
                column: "pool_id",
                filter: "back_ordered = 0 AND allocated > 0 AND promised_day IS NOT NULL AND expected_basis <> 0"
            );

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_promised",
                table: "order_lines",
                columns: new[] { "pool_id", "expected_basis", "promised_day" },
                filter: "back_ordered > 0"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "ix_stock_pools_date_changes", table: "stock_pools");

            migrationBuilder.DropIndex(name: "ix_orders_by_risk", table: "orders");

            migrationBuilder.DropIndex(name: "ix_orders_promised", table: "orders");

            migrationBuilder.DropIndex(name: "ix_order_lines_arrived", table: "order_lines");

            migrationBuilder.DropIndex(name: "ix_order_lines_promised", table: "order_lines");

            migrationBuilder.DropColumn(name: "date_causes", table: "stock_pools");

            migrationBuilder.DropColumn(name: "date_changes", table: "stock_pools");

            migrationBuilder.DropColumn(name: "dates_day", table: "stock_pools");

            migrationBuilder.DropColumn(name: "expected_day", table: "orders");

            migrationBuilder.DropColumn(name: "first_promised_day", table: "orders");

            migrationBuilder.DropColumn(name: "promise_basis", table: "orders");

            migrationBuilder.DropColumn(name: "promised_at", table: "orders");

            migrationBuilder.DropColumn(name: "promised_day", table: "orders");

            migrationBuilder.DropColumn(name: "promised_to", table: "orders");

            migrationBuilder.DropColumn(name: "risk", table: "orders");

            migrationBuilder.DropColumn(name: "told_day", table: "orders");

            migrationBuilder.DropColumn(name: "at_risk", table: "order_lines");

            migrationBuilder.DropColumn(name: "expected_basis", table: "order_lines");

            migrationBuilder.DropColumn(name: "expected_day", table: "order_lines");

            migrationBuilder.DropColumn(name: "first_promised_day", table: "order_lines");

            migrationBuilder.DropColumn(name: "promised_day", table: "order_lines");

            migrationBuilder.DropColumn(name: "tell_when_date_moves", table: "companies");
        }
    }
}
