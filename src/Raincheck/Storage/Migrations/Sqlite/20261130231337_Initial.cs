using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Raincheck.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_roles",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    normalized_name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_roles", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_users",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    is_disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "TEXT", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    access_failed_count = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_users", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "clients",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    catalogue_version = table.Column<long>(type: "INTEGER", nullable: false),
                    settings = table.Column<string>(type: "TEXT", nullable: false),
                    needed_migration = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clients", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "companies",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_companies", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    friendly_name = table.Column<string>(type: "TEXT", nullable: true),
                    xml = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "email_assignments",
                columns: table => new
                {
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    @event = table.Column<int>(name: "event", type: "INTEGER", nullable: false),
                    template_id = table.Column<int>(type: "INTEGER", nullable: false),
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
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    sent = table.Column<int>(type: "INTEGER", nullable: false),
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
                    id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    @event = table.Column<int>(name: "event", type: "INTEGER", nullable: true),
                    template_id = table.Column<int>(type: "INTEGER", nullable: false),
                    to_name = table.Column<string>(type: "TEXT", nullable: false),
                    to_address = table.Column<string>(type: "TEXT", nullable: false),
                    data = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    last_error = table.Column<string>(type: "TEXT", nullable: true),
                    leased_by = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    subject = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    sender = table.Column<string>(type: "TEXT", nullable: true),
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
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    minutes_between = table.Column<int>(type: "INTEGER", nullable: false),
                    hold_back_minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    daily_limit = table.Column<int>(type: "INTEGER", nullable: true),
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
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    host = table.Column<string>(type: "TEXT", nullable: false),
                    port = table.Column<int>(type: "INTEGER", nullable: false),
                    security = table.Column<int>(type: "INTEGER", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: true),
                    password = table.Column<string>(type: "TEXT", nullable: true),
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
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    from_name = table.Column<string>(type: "TEXT", nullable: false),
                    from_address = table.Column<string>(type: "TEXT", nullable: false),
                    reply_to = table.Column<string>(type: "TEXT", nullable: true),
                    cc = table.Column<string>(type: "TEXT", nullable: true),
                    bcc = table.Column<string>(type: "TEXT", nullable: true),
                    html = table.Column<bool>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_templates", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    digest = table.Column<string>(type: "TEXT", nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => x.key);
                }
            );

            migrationBuilder.CreateTable(
                name: "import_chunks",
                columns: table => new
                {
                    file_id = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false),
                    data = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_chunks", x => new { x.file_id, x.place });
                }
            );

            migrationBuilder.CreateTable(
                name: "import_files",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    is_whole = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_files", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "job_refusals",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    problem = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_refusals", x => new { x.job_id, x.place });
                }
            );

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    request = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    done = table.Column<long>(type: "INTEGER", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    changed = table.Column<long>(type: "INTEGER", nullable: false),
                    violations = table.Column<string>(type: "TEXT", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true),
                    report = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "journal",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false),
                    order_id = table.Column<long>(type: "INTEGER", nullable: true),
                    sku_id = table.Column<int>(type: "INTEGER", nullable: true),
                    purchase_order_id = table.Column<long>(type: "INTEGER", nullable: true),
                    data = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "known_addresses",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_addresses", x => new { x.user_id, x.address });
                }
            );

            migrationBuilder.CreateTable(
                name: "order_lines",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    sku_id = table.Column<int>(type: "INTEGER", nullable: false),
                    pool_id = table.Column<int>(type: "INTEGER", nullable: false),
                    original_sku_id = table.Column<int>(type: "INTEGER", nullable: true),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    shipped = table.Column<int>(type: "INTEGER", nullable: false),
                    cancelled = table.Column<int>(type: "INTEGER", nullable: false),
                    dropshipped = table.Column<int>(type: "INTEGER", nullable: false),
                    firm_wanted = table.Column<int>(type: "INTEGER", nullable: false),
                    pinned = table.Column<int>(type: "INTEGER", nullable: false),
                    linked = table.Column<int>(type: "INTEGER", nullable: false),
                    counts = table.Column<bool>(type: "INTEGER", nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    queued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    family_id = table.Column<long>(type: "INTEGER", nullable: false),
                    ordered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    order_status = table.Column<int>(type: "INTEGER", nullable: false),
                    order_state = table.Column<int>(type: "INTEGER", nullable: false),
                    own_allocated = table.Column<int>(type: "INTEGER", nullable: false),
                    firm = table.Column<int>(type: "INTEGER", nullable: false),
                    replacement_pool_id = table.Column<int>(type: "INTEGER", nullable: true),
                    replacement_allocated = table.Column<int>(type: "INTEGER", nullable: false),
                    allocated = table.Column<int>(type: "INTEGER", nullable: false),
                    back_ordered = table.Column<int>(type: "INTEGER", nullable: false),
                    unit_price = table.Column<decimal>(type: "TEXT", nullable: true),
                    components = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_order_lines", x => new { x.order_id, x.line });
                }
            );

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    company_id = table.Column<int>(type: "INTEGER", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    payment_status = table.Column<int>(type: "INTEGER", nullable: false),
                    dropship_status = table.Column<int>(type: "INTEGER", nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    ordered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    queued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    family_id = table.Column<long>(type: "INTEGER", nullable: false),
                    parent_id = table.Column<long>(type: "INTEGER", nullable: true),
                    expected_ship_date = table.Column<long>(type: "INTEGER", nullable: true),
                    customer_name = table.Column<string>(type: "TEXT", nullable: false),
                    customer_email = table.Column<string>(type: "TEXT", nullable: false),
                    ship_to = table.Column<string>(type: "TEXT", nullable: true),
                    note_to_customer = table.Column<string>(type: "TEXT", nullable: true),
                    open_qty = table.Column<long>(type: "INTEGER", nullable: false),
                    back_ordered_qty = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    marked = table.Column<bool>(type: "INTEGER", nullable: false),
                    marked_since = table.Column<long>(type: "INTEGER", nullable: true),
                    mark_mode = table.Column<int>(type: "INTEGER", nullable: false),
                    kept_unmarked = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.id);
                }
            );

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
                name: "product_components",
                columns: table => new
                {
                    kit_id = table.Column<int>(type: "INTEGER", nullable: false),
                    component_id = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_components", x => new { x.kit_id, x.component_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    sku = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    replacement_id = table.Column<int>(type: "INTEGER", nullable: true),
                    shadow_of_id = table.Column<int>(type: "INTEGER", nullable: true),
                    is_kit = table.Column<bool>(type: "INTEGER", nullable: false),
                    vendor_id = table.Column<int>(type: "INTEGER", nullable: true),
                    vendor_sku = table.Column<string>(type: "TEXT", nullable: true),
                    pack_size = table.Column<int>(type: "INTEGER", nullable: false),
                    minimum_order = table.Column<int>(type: "INTEGER", nullable: false),
                    cost = table.Column<decimal>(type: "TEXT", nullable: true),
                    catalogue_version = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "purchase_order_lines",
                columns: table => new
                {
                    purchase_order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    sku_id = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    received = table.Column<long>(type: "INTEGER", nullable: false),
                    cancelled = table.Column<int>(type: "INTEGER", nullable: false),
                    expected_at = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_purchase_order_lines", x => new { x.purchase_order_id, x.sku_id });
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

            migrationBuilder.CreateTable(
                name: "purchase_orders",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    vendor_id = table.Column<int>(type: "INTEGER", nullable: false),
                    warehouse_id = table.Column<int>(type: "INTEGER", nullable: true),
                    type = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    order_id = table.Column<long>(type: "INTEGER", nullable: true),
                    dropship_status = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_purchase_orders", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "receipt_lines",
                columns: table => new
                {
                    receipt_id = table.Column<long>(type: "INTEGER", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    sku_id = table.Column<int>(type: "INTEGER", nullable: false),
                    warehouse_id = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_receipt_lines", x => new { x.receipt_id, x.line });
                }
            );

            migrationBuilder.CreateTable(
                name: "receipts",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    purchase_order_id = table.Column<long>(type: "INTEGER", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    digest = table.Column<string>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_receipts", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    page = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "search_grams",
                columns: table => new
                {
                    gram = table.Column<long>(type: "INTEGER", nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: false),
                    block = table.Column<long>(type: "INTEGER", nullable: false),
                    places = table.Column<byte[]>(type: "BLOB", nullable: false),
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

            migrationBuilder.CreateTable(
                name: "secrets",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_secrets", x => x.name);
                }
            );

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
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
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    locked_until = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_attempts", x => x.source);
                }
            );

            migrationBuilder.CreateTable(
                name: "stock_levels",
                columns: table => new
                {
                    sku_id = table.Column<int>(type: "INTEGER", nullable: false),
                    warehouse_id = table.Column<int>(type: "INTEGER", nullable: false),
                    on_hand = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_levels", x => new { x.sku_id, x.warehouse_id });
                }
            );

            migrationBuilder.CreateTable(
                name: "stock_pools",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    group_id = table.Column<int>(type: "INTEGER", nullable: true),
                    counted = table.Column<long>(type: "INTEGER", nullable: false),
                    allocated = table.Column<long>(type: "INTEGER", nullable: false),
                    open = table.Column<long>(type: "INTEGER", nullable: false),
                    back_ordered = table.Column<long>(type: "INTEGER", nullable: false),
                    firm_wanted = table.Column<long>(type: "INTEGER", nullable: false),
                    last_held_priority = table.Column<int>(type: "INTEGER", nullable: true),
                    last_held_queued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    stale = table.Column<bool>(type: "INTEGER", nullable: false),
                    on_order = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_pools", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "suppressed_addresses",
                columns: table => new
                {
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<int>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppressed_addresses", x => x.address);
                }
            );

            migrationBuilder.CreateTable(
                name: "vendors",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    lead_time_days = table.Column<int>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vendors", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "warehouses",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<int>(type: "INTEGER", nullable: false),
                    is_sellable = table.Column<bool>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_warehouses", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_role_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    role_id = table.Column<string>(type: "TEXT", nullable: false),
                    claim_type = table.Column<string>(type: "TEXT", nullable: true),
                    claim_value = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_role_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_asp_net_role_claims_asp_net_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "asp_net_roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    claim_type = table.Column<string>(type: "TEXT", nullable: true),
                    claim_value = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_asp_net_user_claims_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "TEXT", nullable: false),
                    provider_key = table.Column<string>(type: "TEXT", nullable: false),
                    provider_display_name = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_asp_net_user_logins_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_user_roles",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    role_id = table.Column<string>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_asp_net_user_roles", x => new { x.user_id, x.role_id });
                    table.ForeignKey(
                        name: "fk_asp_net_user_roles_asp_net_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "asp_net_roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                    table.ForeignKey(
                        name: "fk_asp_net_user_roles_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "asp_net_user_tokens",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    login_provider = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "pk_asp_net_user_tokens",
                        x => new
                        {
                            x.user_id,
                            x.login_provider,
                            x.name,
                        }
                    );
                    table.ForeignKey(
                        name: "fk_asp_net_user_tokens_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.InsertData(
                table: "asp_net_roles",
                columns: new[] { "id", "concurrency_stamp", "name", "normalized_name" },
                values: new object[,]
                {
                    { "admin", "admin", "admin", "ADMIN" },
                    { "agent", "agent", "agent", "AGENT" },
                    { "viewer", "viewer", "viewer", "VIEWER" },
                }
            );

            migrationBuilder.CreateIndex(name: "ix_api_keys_hash", table: "api_keys", column: "hash", unique: true);

            migrationBuilder.CreateIndex(name: "ix_api_keys_name", table: "api_keys", column: "name", unique: true);

            migrationBuilder.CreateIndex(name: "ix_asp_net_role_claims_role_id", table: "asp_net_role_claims", column: "role_id");

            migrationBuilder.CreateIndex(name: "role_name_index", table: "asp_net_roles", column: "normalized_name", unique: true);

            migrationBuilder.CreateIndex(name: "ix_asp_net_user_claims_user_id", table: "asp_net_user_claims", column: "user_id");

            migrationBuilder.CreateIndex(name: "ix_asp_net_user_logins_user_id", table: "asp_net_user_logins", column: "user_id");

            migrationBuilder.CreateIndex(name: "ix_asp_net_user_roles_role_id", table: "asp_net_user_roles", column: "role_id");

            migrationBuilder.CreateIndex(name: "email_index", table: "asp_net_users", column: "normalized_email");

            migrationBuilder.CreateIndex(name: "user_name_index", table: "asp_net_users", column: "normalized_user_name", unique: true);

            migrationBuilder.CreateIndex(name: "ix_companies_code", table: "companies", column: "code", unique: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_email_outbox_sent",
                table: "email_outbox",
                column: "sent_at",
                filter: "sent_at IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_email_outbox_state", table: "email_outbox", columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(name: "ix_email_templates_name", table: "email_templates", column: "name", unique: true);

            migrationBuilder.CreateIndex(name: "ix_jobs_listed", table: "jobs", columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(name: "ix_jobs_of_kind", table: "jobs", columns: new[] { "kind", "created_at" });

            migrationBuilder.CreateIndex(name: "ix_jobs_unfinished", table: "jobs", column: "created_at", filter: "state < 2");

            migrationBuilder.CreateIndex(
                name: "ix_journal_order_id_id",
                table: "journal",
                columns: new[] { "order_id", "id" },
                filter: "order_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(
                name: "ix_journal_sku_id_id",
                table: "journal",
                columns: new[] { "sku_id", "id" },
                filter: "sku_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_known_addresses_seen_at", table: "known_addresses", column: "seen_at");

            migrationBuilder.CreateIndex(name: "ix_order_lines_firm", table: "order_lines", column: "pool_id", filter: "firm_wanted > 0");

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_holding",
                table: "order_lines",
                columns: new[] { "pool_id", "priority", "queued_at", "family_id", "order_id", "line" },
                descending: new[] { false, true, false, false, false, false },
                filter: "allocated > 0"
            );

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_of_product",
                table: "order_lines",
                columns: new[] { "sku_id", "order_status", "order_state", "ordered_at", "order_id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_waiting",
                table: "order_lines",
                columns: new[] { "pool_id", "priority", "queued_at", "family_id", "order_id", "line" },
                descending: new[] { false, true, false, false, false, false },
                filter: "back_ordered > 0"
            );

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

            migrationBuilder.CreateIndex(name: "ix_orders_number", table: "orders", column: "number", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_of_company",
                table: "orders",
                columns: new[] { "company_id", "status", "state", "ordered_at", "id" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_orders_parent_id",
                table: "orders",
                column: "parent_id",
                filter: "parent_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_pins_until", table: "pins", column: "until", filter: "until IS NOT NULL");

            migrationBuilder.CreateIndex(name: "ix_products_catalogue_version", table: "products", column: "catalogue_version");

            migrationBuilder.CreateIndex(name: "ix_products_sku", table: "products", column: "sku", unique: true);

            migrationBuilder.CreateIndex(name: "ix_purchase_order_lines_sku_id", table: "purchase_order_lines", column: "sku_id");

            migrationBuilder.CreateIndex(name: "ix_purchase_order_links_order_id", table: "purchase_order_links", column: "order_id");

            migrationBuilder.CreateIndex(name: "ix_purchase_orders_number", table: "purchase_orders", column: "number", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_purchase_orders_order_id",
                table: "purchase_orders",
                column: "order_id",
                filter: "order_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_receipts_purchase_order_id", table: "receipts", column: "purchase_order_id");

            migrationBuilder.CreateIndex(name: "ix_receipts_reference", table: "receipts", column: "reference", unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_owner_page_name",
                table: "saved_views",
                columns: new[] { "owner", "page", "name" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_sessions_ends_at", table: "sessions", column: "ends_at");

            migrationBuilder.CreateIndex(name: "ix_sign_in_attempts_last_at", table: "sign_in_attempts", column: "last_at");

            migrationBuilder.CreateIndex(name: "ix_stock_levels_warehouse_id", table: "stock_levels", column: "warehouse_id");

            migrationBuilder.CreateIndex(name: "ix_stock_pools_back_ordered", table: "stock_pools", column: "back_ordered");

            migrationBuilder.CreateIndex(
                name: "ix_stock_pools_group_id",
                table: "stock_pools",
                column: "group_id",
                filter: "group_id IS NOT NULL"
            );

            migrationBuilder.CreateIndex(name: "ix_stock_pools_stale", table: "stock_pools", column: "stale", filter: "stale");

            migrationBuilder.CreateIndex(name: "ix_vendors_code", table: "vendors", column: "code", unique: true);

            migrationBuilder.CreateIndex(name: "ix_warehouses_code", table: "warehouses", column: "code", unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "api_keys");

            migrationBuilder.DropTable(name: "asp_net_role_claims");

            migrationBuilder.DropTable(name: "asp_net_user_claims");

            migrationBuilder.DropTable(name: "asp_net_user_logins");

            migrationBuilder.DropTable(name: "asp_net_user_roles");

            migrationBuilder.DropTable(name: "asp_net_user_tokens");

            migrationBuilder.DropTable(name: "clients");

            migrationBuilder.DropTable(name: "companies");

            migrationBuilder.DropTable(name: "data_protection_keys");

            migrationBuilder.DropTable(name: "email_assignments");

            migrationBuilder.DropTable(name: "email_days");

            migrationBuilder.DropTable(name: "email_outbox");

            migrationBuilder.DropTable(name: "email_rules");

            migrationBuilder.DropTable(name: "email_servers");

            migrationBuilder.DropTable(name: "email_templates");

            migrationBuilder.DropTable(name: "idempotency_keys");

            migrationBuilder.DropTable(name: "import_chunks");

            migrationBuilder.DropTable(name: "import_files");

            migrationBuilder.DropTable(name: "job_refusals");

            migrationBuilder.DropTable(name: "jobs");

            migrationBuilder.DropTable(name: "journal");

            migrationBuilder.DropTable(name: "known_addresses");

            migrationBuilder.DropTable(name: "order_lines");

            migrationBuilder.DropTable(name: "orders");

            migrationBuilder.DropTable(name: "pins");

            migrationBuilder.DropTable(name: "product_components");

            migrationBuilder.DropTable(name: "products");

            migrationBuilder.DropTable(name: "purchase_order_lines");

            migrationBuilder.DropTable(name: "purchase_order_links");

            migrationBuilder.DropTable(name: "purchase_orders");

            migrationBuilder.DropTable(name: "receipt_lines");

            migrationBuilder.DropTable(name: "receipts");

            migrationBuilder.DropTable(name: "saved_views");

            migrationBuilder.DropTable(name: "search_grams");

            migrationBuilder.DropTable(name: "secrets");

            migrationBuilder.DropTable(name: "sessions");

            migrationBuilder.DropTable(name: "sign_in_attempts");

            migrationBuilder.DropTable(name: "stock_levels");

            migrationBuilder.DropTable(name: "stock_pools");

            migrationBuilder.DropTable(name: "suppressed_addresses");

            migrationBuilder.DropTable(name: "vendors");

            migrationBuilder.DropTable(name: "warehouses");

            migrationBuilder.DropTable(name: "asp_net_roles");

            migrationBuilder.DropTable(name: "asp_net_users");
        }
    }
}
