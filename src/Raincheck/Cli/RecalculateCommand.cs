using System.CommandLine;

namespace Raincheck.Cli;

/// <summary><c>raincheck recalculate</c>: the periodic pass at once, or the queues of some products.</summary>
internal static class RecalculateCommand
{
    private const string Actor = "command line";
    private const string Cause = "recalculation";

    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var skus = new Option<string[]>("--sku") { Description = "Only this product; repeatable.", HelpName = "SKU" };
        var command = new Command("recalculate", "Allocates changed stock, then audits and repairs every allocation.")
        {
            database,
            skus,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(parsed.GetValue(database)!, [.. (parsed.GetValue(skus) ?? []).Distinct()], Output.Of(parsed, json), cancel)
        );
        return command;
    }

    private static Task<int> RunAsync(string database, string[] skus, Output output, CancellationToken cancel) =>
        CommandClient.ExistingAsync(
            database,
            output,
            async client =>
            {
                await client.RequireSchemaAsync(cancel);
                return skus.Length > 0 ? await DetermineAsync(client, skus, output, cancel) : await PassAsync(client, output, cancel);
            }
        );

    private static async Task<int> PassAsync(CommandClient client, Output output, CancellationToken cancel)
    {
        var report = await output.WatchAsync("Recalculating", progress => client.Pass.RunAsync(Actor, Cause, progress, cancel));
        foreach (var difference in report.Differences)
        {
            await output.SayAsync($"repaired: {difference.Subject}: {difference.Detail}");
            await output.WriteValueAsync(difference);
        }
        await output.SayAsync(
            $"{report.StalePools} products had changed stock, {report.Changed} lines changed; {report.Lines} lines audited, {report.Differences.Count} differences repaired."
        );
        await output.WriteValueAsync(new RecalculateView(report.StalePools, report.Changed, report.Lines, report.Differences.Count));
        return report.Differences.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static async Task<int> DetermineAsync(CommandClient client, string[] skus, Output output, CancellationToken cancel)
    {
        var catalogue = await client.Ledger.CatalogueAsync(cancel);
        var unknown = skus.Where(s => catalogue.FindProduct(s) is null).ToList();
        if (unknown.Count > 0)
            throw new CommandFailedException($"there is no product {string.Join(", ", unknown)}");
        var pools = skus.Select(s => catalogue.FindProduct(s)!.PoolId).Distinct().ToList();
        var changed = await output.WatchAsync(
            "Recalculating",
            progress => client.Pass.DetermineAsync(pools, Actor, Cause, progress, cancel)
        );
        await output.SayAsync($"{pools.Count} products recalculated, {changed} lines changed.");
        await output.WriteValueAsync(new RecalculateView(pools.Count, changed, null, 0));
        return CommandLine.Done;
    }
}

/// <summary>The last line of <c>recalculate --json</c>.</summary>
/// <param name="Products">Products with changed stock, or those that were named.</param>
/// <param name="Changed">Lines that got other units.</param>
/// <param name="LinesAudited">Lines that were recomputed from scratch; null if products were named.</param>
/// <param name="Differences">The repaired differences.</param>
internal sealed record RecalculateView(int Products, long Changed, long? LinesAudited, int Differences);
