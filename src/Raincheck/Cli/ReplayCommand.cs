using System.CommandLine;
using System.Diagnostics;
using Raincheck.Cli.Replay;
using Raincheck.Ledger.Audit;

namespace Raincheck.Cli;

/// <summary><c>raincheck replay</c>: plays real trade into an empty database, and reports.</summary>
internal static class ReplayCommand
{
    public static Command Make() =>
        new("replay", "Replays real orders into an empty database; see docs/replay.md.") { MakeRetail(), MakeWideWorld() };

    private static Command MakeRetail()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "online-retail-2009-2010.csv or .csv.gz" };
        file.AcceptExistingOnly();
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var opening = MakeNumber(
            "--opening-units",
            "Units on hand of a SKU when it is first sold.",
            0,
            new ReplenishmentOptions().OpeningUnits
        );
        var cover = MakeNumber(
            "--cover-weeks",
            "Weeks of sales that are ordered on top of the lead time.",
            1,
            new ReplenishmentOptions().CoverWeeks
        );
        var command = new Command("online-retail", "A year of a British gift retailer.") { file, database, opening, cover, json };
        command.SetAction(
            (parsed, cancel) =>
            {
                var options = new ReplenishmentOptions { OpeningUnits = parsed.GetValue(opening), CoverWeeks = parsed.GetValue(cover) };
                var output = Output.Of(parsed, json);
                return CommandClient.WriteAsync(
                    parsed.GetValue(database)!,
                    output,
                    client => RetailAsync(client, parsed.GetValue(file)!.FullName, options, output, cancel),
                    cancel
                );
            }
        );
        return command;
    }

    private static Command MakeWideWorld()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "The folder with Orders.csv or Orders.csv.gz and the others." };
        folder.AcceptExistingOnly();
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var command = new Command("wwi", "Two years of Wide World Importers.") { folder, database, json };
        command.SetAction(
            (parsed, cancel) =>
            {
                var output = Output.Of(parsed, json);
                return CommandClient.WriteAsync(
                    parsed.GetValue(database)!,
                    output,
                    client => WideWorldAsync(client, parsed.GetValue(folder)!.FullName, output, cancel),
                    cancel
                );
            }
        );
        return command;
    }

    private static Option<int> MakeNumber(string name, string description, int least, int otherwise)
    {
        const int Most = 1_000_000;
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > Most))
                result.AddError($"{name} is {value}; it must be from {least} to {Most}.");
        });
        return option;
    }

    private static async Task<int> RetailAsync(
        CommandClient client,
        string path,
        ReplenishmentOptions options,
        Output output,
        CancellationToken cancel
    )
    {
        var ledger = new ReplayLedger(client, cancel);
        await ledger.RequireEmptyAsync();
        var retail = OnlineRetailSource.Read(path);
        var replay = new RetailReplay(ledger, retail, options);
        var seconds = await PlayAsync("Playing Online Retail", replay.RunAsync, output);
        var figures = (await ReplayJournal.ReadAsync(client.Ledger, cancel)).Figures();
        var violations = await VerifyCommand.ViolationsAsync(client, output, cancel);
        var report = RetailReport.Make(retail, replay, ledger.Refused, figures, violations.Count, seconds);
        return await ReportAsync(report, report.Describe(), violations, output);
    }

    private static async Task<int> WideWorldAsync(CommandClient client, string folder, Output output, CancellationToken cancel)
    {
        var ledger = new ReplayLedger(client, cancel);
        await ledger.RequireEmptyAsync();
        var world = WideWorldSource.Read(folder);
        if (world.Orders.Count == 0 || world.Movements.Count == 0 || world.PurchaseOrders.Count == 0)
            throw new CommandFailedException($"{folder} has no orders, no movements of stock or no purchase orders");
        var replay = new WideWorldReplay(ledger, world);
        var seconds = await PlayAsync("Playing Wide World Importers", replay.RunAsync, output);
        var journal = await ReplayJournal.ReadAsync(client.Ledger, cancel);
        var violations = await VerifyCommand.ViolationsAsync(client, output, cancel);
        var report = WideWorldReport.Make(world, replay, ledger.Refused, journal, violations.Count, seconds);
        return await ReportAsync(report, report.Describe(), violations, output);
    }

    /// <returns>Seconds that it took.</returns>
    private static Task<double> PlayAsync(string what, Func<Action<long, long>, Task> play, Output output) =>
        output.WatchAsync(
            what,
            async progress =>
            {
                var clock = Stopwatch.StartNew();
                await play(progress);
                return clock.Elapsed.TotalSeconds;
            }
        );

    private static async Task<int> ReportAsync<T>(T report, IEnumerable<string> lines, IReadOnlyList<Violation> violations, Output output)
    {
        foreach (var violation in violations)
            await output.SayAsync($"violation of rule {violation.Rule}, {violation.Subject}: {violation.Detail}");
        foreach (var line in lines)
            await output.SayAsync(line);
        await output.WriteValueAsync(report);
        return violations.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }
}
