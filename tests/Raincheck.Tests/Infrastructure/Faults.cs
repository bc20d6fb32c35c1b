using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Tests.Infrastructure;

/// <summary>Databases that refuse what the product gives them.</summary>
internal static class Faults
{
    /// <summary>Makes the database refuse order lines of a quantity, for no passing reason.</summary>
    public static Task RefuseLinesOfAsync(ClientDatabase database, int quantity) =>
        RunAsync(
            database,
            $"CREATE TRIGGER fault BEFORE INSERT ON order_lines WHEN NEW.quantity = {quantity} BEGIN SELECT RAISE(ABORT, 'made to fail'); END",
            $"ALTER TABLE order_lines ADD CONSTRAINT fault CHECK (quantity <> {quantity})"
        );

    /// <summary>Makes the database refuse the orders of customers whose name contains a text, in words that quote the customer.</summary>
    public static Task RefuseCustomersAsync(ClientDatabase database, string text) =>
        RunAsync(
            database,
            $"""
            CREATE TRIGGER fault BEFORE INSERT ON orders WHEN NEW.customer_name LIKE '%{text}%'
            BEGIN SELECT RAISE(ABORT, 'refused {text} at {text}@example.com'); END
            """,
            $"ALTER TABLE orders ADD CONSTRAINT fault CHECK (customer_name NOT LIKE '%{text}%')"
        );

    /// <summary>Makes PostgreSQL refuse such orders by a trigger, which says what it likes.</summary>
    public static Task RefuseCustomersByTriggerAsync(ClientDatabase database, string text) =>
        RunAsync(
            database,
            "",
            $"""
            CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN
                IF NEW.customer_name LIKE '%{text}%' THEN
                    RAISE EXCEPTION 'refused % at %', NEW.customer_name, NEW.customer_email;
                END IF;
                RETURN NEW;
            END $f$;
            CREATE TRIGGER fault BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION fault();
            """
        );

    private static async Task RunAsync(ClientDatabase database, string sqlite, string postgres)
    {
        await using var db = database.CreateContext();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = database.IsPostgres ? postgres : sqlite;
        await command.ExecuteNonQueryAsync();
    }
}
