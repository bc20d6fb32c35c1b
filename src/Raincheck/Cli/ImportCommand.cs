using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text;
using Raincheck.Core;
using Raincheck.Features.Import;
using Raincheck.Ledger;

namespace Raincheck.Cli;

/// <summary><c>raincheck import</c>: brings a CSV file in; what cannot be imported goes to a file beside it.</summary>
internal static class ImportCommand
{
    public static Command Make()
    {
        var command = new Command("import", "Imports a CSV file; see docs/import.md.");
        foreach (var kind in ImportKind.All)
            command.Add(MakeKind(kind));
        return command;
    }

    private static Command MakeKind(ImportKind kind)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The CSV file." };
        file.AcceptExistingOnly();
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var map = new Option<string[]>("--map")
        {
            Description = "Imports column \"Their Name\" of the file as ourColumn; repeatable.",
            HelpName = "Their Name=ourColumn",
        };
        var ignore = new Option<bool>("--ignore-other-columns") { Description = "Ignores unknown columns." };
        var encoding = new Option<string?>("--encoding")
        {
            Description = "The encoding of a file without a byte order mark.",
            HelpName = "NAME",
        };
        var reading = new ImportReadingOptions(kind);
        var command = new Command(kind.Name, kind.Text) { file, database, map, ignore, encoding, json };
        reading.AddTo(command);
        command.Validators.Add(result =>
        {
            if (OptionsOf(result).Refusal is { } refusal)
                result.AddError(refusal.Detail);
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var options = OptionsOf(parsed.CommandResult).Value;
                var output = Output.Of(parsed, json);
                var path = parsed.GetValue(file)!.FullName;
                return CommandClient.WriteAsync(
                    parsed.GetValue(database)!,
                    output,
                    client => RunAsync(kind, path, options, new ImportTarget(client.Ledger, client.Database, "import", cancel), output),
                    cancel
                );
            }
        );
        return command;

        Outcome<ImportOptions> OptionsOf(CommandResult result)
        {
            var options = ImportOptions.Parse(result.GetValue(encoding), result.GetValue(map) ?? [], result.GetValue(ignore));
            return options.Refusal is { } refusal ? refusal : reading.Apply(options.Value, result);
        }
    }

    private static async Task<int> RunAsync(ImportKind kind, string path, ImportOptions options, ImportTarget target, Output output)
    {
        var opened = kind.Open(File.OpenRead(path), options, target);
        if (opened.Refusal is { } refusal)
            throw new CommandFailedException($"{Path.GetFileName(path)}: {refusal.Detail}");
        using var run = opened.Value;
        var rejectsPath = path + ".rejects.csv";
        using var rejects = new RejectsFile(rejectsPath, run.Header);
        var clock = Stopwatch.StartNew();
        await output.WatchAsync(
            $"Importing {kind.Name}",
            async progress =>
            {
                await run.RunAsync(
                    ClientLedger.CommandsMax,
                    rejected =>
                    {
                        rejects.Write(rejected);
                        progress(run.BytesRead, run.BytesTotal ?? 0);
                        return Task.CompletedTask;
                    }
                );
                return run.Rows;
            }
        );
        var view = new ImportView(
            kind.Name,
            run.Rows,
            run.Counts.Imported,
            run.Counts.Changed,
            run.Counts.AlreadyThere,
            rejects.Count,
            rejects.Count > 0 ? rejectsPath : null,
            (long)(run.Rows / Math.Max(clock.Elapsed.TotalSeconds, 0.001))
        );
        await output.SayAsync(
            $"{Path.GetFileName(path)}: {view.Rows} rows; {view.Imported} {kind.Name} imported, {view.Changed} changed, {view.AlreadyThere} already there; "
                + $"{view.RejectedRows} rows rejected{(view.RejectsFile is null ? "" : $", see {rejectsPath}")}; {view.RowsPerSecond} rows/s"
        );
        if (run.Remark is { } remark)
            await output.SayAsync(remark);
        await output.WriteValueAsync(view);
        return rejects.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    /// <summary>Made when the first row is rejected; an import without rejects leaves no file.</summary>
    private sealed class RejectsFile(string path, IReadOnlyList<string> header) : IDisposable
    {
        private RejectsWriter? writer;

        public long Count => writer?.Count ?? 0;

        public void Write(IReadOnlyList<ImportReject> all)
        {
            if (all.Count == 0)
                return;
            writer ??= new RejectsWriter(new StreamWriter(path, append: false, new UTF8Encoding(false)), header);
            writer.Write(all);
        }

        public void Dispose() => writer?.Dispose();
    }
}

/// <summary>The result of an import. An order or purchase order of many rows counts once.</summary>
/// <param name="Kind"><c>orders</c>, <c>purchase-orders</c>, <c>products</c> or <c>stock</c>.</param>
/// <param name="Rows">Rows read, without the header.</param>
/// <param name="Imported">Things that are new, or counts that were entered.</param>
/// <param name="Changed">Products and orders that were there and are changed.</param>
/// <param name="AlreadyThere">Things that were there as the file says.</param>
/// <param name="RejectedRows">Rows that were not imported.</param>
/// <param name="RejectsFile">The path of the file; null if there is none.</param>
/// <param name="RowsPerSecond">Rows read in a second.</param>
internal sealed record ImportView(
    string Kind,
    long Rows,
    long Imported,
    long Changed,
    long AlreadyThere,
    long RejectedRows,
    string? RejectsFile,
    long RowsPerSecond
);
