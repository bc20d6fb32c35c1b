using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Stock;
using Raincheck.Features.Settings;
using Raincheck.Ledger;
using Raincheck.Platform.Jobs;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary><c>raincheck status</c>: what is in a database and how it stands; changes nothing.</summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var command = new Command("status", "Shows the status of the database.") { database, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(database)!, Output.Of(parsed, json), cancel));
        return command;
    }

    private static Task<int> RunAsync(string database, Output output, CancellationToken cancel) =>
        CommandClient.ExistingAsync(
            database,
            output,
            async client =>
            {
                var status = await ReadAsync(client, cancel);
                await output.WriteValueAsync(status);
                foreach (var line in Lines(status))
                    await output.SayAsync(line);
                return CommandLine.Done;
            }
        );

    private static async Task<StatusView> ReadAsync(CommandClient client, CancellationToken cancel)
    {
        await using var context = client.Database.CreateContext();
        var state = await SchemaState.ReadAsync(context, cancel);
        var schema = new SchemaView(
            state.Version,
            state.Pending,
            state.NewerMigration is not null,
            await MigrationLock.LeftOverSinceAsync(context, cancel)
        );
        if (!state.IsCurrent)
            return new StatusView(
                client.Database.Description,
                PrivateFiles.OpenToOthers(client.Database),
                schema,
                null,
                null,
                null,
                null,
                null
            );
        var catalogue = await client.Ledger.CatalogueAsync(cancel);
        return await client.Database.ReadAsync(db => CountAsync(db, client.Database, schema, catalogue, cancel), cancel);
    }

    private static async Task<StatusView> CountAsync(
        RaincheckDb db,
        ClientDatabase database,
        SchemaView schema,
        Catalogue catalogue,
        CancellationToken cancel
    )
    {
        var enabled = catalogue.Settings.EnableBackOrderWorkflow;
        var waiting = db.Orders.Where(o => enabled && o.State > BackOrderState.None);
        var pass = await db.Jobs.FirstOrDefaultAsync(j => j.Id == JobKinds.PeriodicPass, cancel);
        return new StatusView(
            database.Description,
            PrivateFiles.OpenToOthers(database),
            schema,
            new OrderCounts(
                await db.Orders.LongCountAsync(cancel),
                await db.Orders.Where(OrderStatuses.Open).LongCountAsync(o => o.OpenQty > 0, cancel),
                await waiting.LongCountAsync(cancel),
                await db.Orders.LongCountAsync(o => o.Marked, cancel),
                await waiting.SumAsync(o => o.BackOrderedQty, cancel)
            ),
            await db.Products.LongCountAsync(cancel),
            await db.StockPools.LongCountAsync(p => p.Stale, cancel),
            pass is null ? null : new PassView(pass.State, Micros.ToTime(pass.FinishedAt), pass.Changed, pass.Problem),
            SettingsView.Make(catalogue)
        );
    }

    private static IEnumerable<string> Lines(StatusView status)
    {
        yield return $"database        {status.Database}";
        foreach (var file in status.OpenToOthers)
            yield return $"rights          other accounts of this machine may read or write {file}: chmod 600 {file}";
        yield return $"schema          {status.Schema.Version ?? "none"}"
            + (status.Schema.IsNewer ? "; of a newer version, so that this one does not write to it" : "")
            + (status.Schema.Pending.Count == 0 ? "" : $"; missing: {string.Join(", ", status.Schema.Pending)}");
        if (status.Schema.LockLeftSince is { } since)
            yield return $"migration lock  left by another version or a tool at {since:u}; nothing waits for it, and the next migration removes it";
        if (status.Orders is not { } orders)
            yield break;
        yield return $"orders          {orders.All}, {orders.Open} open";
        yield return $"back orders     {orders.BackOrdered}, {orders.Marked} marked, {orders.UnitsWaiting} units waiting";
        yield return $"products        {status.Products}, {status.ProductsWithChangedStock} with stock that is not yet allocated";
        yield return status.LastPass is { } pass
            ? $"periodic pass   {pass.State}, last finished {pass.FinishedAt:u}, {pass.Changed} lines changed{(pass.Problem is null ? "" : ": " + pass.Problem)}"
            : "periodic pass   none yet";
        var settings = status.Settings!;
        yield return $"settings        back orders {On(settings.EnableBackOrderWorkflow)}, marking while creating {On(!settings.StopMarkingOnCreate)}, "
            + $"replacements {On(settings.ConsiderReplacementSku)}, dropship stock {On(!settings.ExcludeDropshipWarehouses)}, "
            + $"authorized orders {On(settings.IncludeAuthorizedOrders)}, unpaid orders {On(settings.IncludeUnpaidOrders)}, "
            + (
                settings.PeriodicPass.Mode == PassMode.Immediate
                    ? "changed stock at once"
                    : $"pass every {settings.PeriodicPass.Minutes} minutes"
            );

        static string On(bool on) => on ? "on" : "off";
    }
}

/// <summary>What <c>status</c> answers; where the schema is not that of this version, nothing else is known.</summary>
/// <param name="Database">Where it is.</param>
/// <param name="OpenToOthers">Files of it that other accounts of the machine may read or write.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Orders">Orders by how they stand.</param>
/// <param name="Products">How many products.</param>
/// <param name="ProductsWithChangedStock">Products with stock that is not yet allocated.</param>
/// <param name="LastPass">The last periodic pass.</param>
/// <param name="Settings">The settings.</param>
internal sealed record StatusView(
    string Database,
    IReadOnlyList<string> OpenToOthers,
    SchemaView Schema,
    OrderCounts? Orders,
    long? Products,
    long? ProductsWithChangedStock,
    PassView? LastPass,
    SettingsView? Settings
);

/// <summary>The schema of a database.</summary>
/// <param name="Version">The last migration that it has; null for none.</param>
/// <param name="Pending">Those of this version that it has not.</param>
/// <param name="IsNewer">Whether a newer version has migrated it, in a way that this version must know before it may write.</param>
/// <param name="LockLeftSince">When another version or a tool took the lock of migrations on SQLite and left it behind; null for no lock.</param>
internal sealed record SchemaView(string? Version, IReadOnlyList<string> Pending, bool IsNewer, DateTimeOffset? LockLeftSince);

/// <summary>Orders by how they stand.</summary>
/// <param name="All">All orders.</param>
/// <param name="Open">Those that are live and have open units.</param>
/// <param name="BackOrdered">Those that lack units.</param>
/// <param name="Marked">Those that carry the Back Order status.</param>
/// <param name="UnitsWaiting">Back-ordered units of all of them.</param>
internal sealed record OrderCounts(long All, long Open, long BackOrdered, long Marked, long UnitsWaiting);

/// <summary>The last periodic pass.</summary>
internal sealed record PassView(JobState State, DateTimeOffset? FinishedAt, long Changed, string? Problem);
