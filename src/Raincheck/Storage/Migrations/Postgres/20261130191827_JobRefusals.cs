using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Raincheck.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class JobRefusals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "job_refusals",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_refusals", x => new { x.job_id, x.place });
                }
            );

            migrationBuilder.CreateIndex(name: "ix_jobs_listed", table: "jobs", columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(name: "ix_jobs_of_kind", table: "jobs", columns: new[] { "kind", "created_at" });

            migrationBuilder.CreateIndex(name: "ix_jobs_unfinished", table: "jobs", column: "created_at", filter: "state < 2");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "job_refusals");

            migrationBuilder.DropIndex(name: "ix_jobs_listed", table: "jobs");

            migrationBuilder.DropIndex(name: "ix_jobs_of_kind", table: "jobs");

            migrationBuilder.DropIndex(name: "ix_jobs_unfinished", table: "jobs");
        }
    }
}
