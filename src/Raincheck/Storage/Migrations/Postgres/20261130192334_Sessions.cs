using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    [OlderProgramsMayWrite]
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "known_addresses",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    seen_at = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_addresses", x => new { x.user_id, x.address });
                }
            );

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "sign_in_attempts",
                columns: table => new
                {
                    source = table.Column<string>(type: "text", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    locked_until = table.Column<long>(type: "bigint", nullable: false),
                    last_at = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_attempts", x => x.source);
                }
            );

            migrationBuilder.CreateIndex(name: "ix_known_addresses_seen_at", table: "known_addresses", column: "seen_at");

            migrationBuilder.CreateIndex(name: "ix_sessions_ends_at", table: "sessions", column: "ends_at");

            migrationBuilder.CreateIndex(name: "ix_sign_in_attempts_last_at", table: "sign_in_attempts", column: "last_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "known_addresses");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "sign_in_attempts");
        }
    }
}
