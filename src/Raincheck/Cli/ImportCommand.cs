using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Raincheck.Cli.Import;
using Raincheck.Core;

namespace Raincheck.Cli;

/// <summary><c>raincheck import</c>: brings a CSV file in; what cannot be imported goes to a file beside it.</summary>
internal static class ImportCommand
{
    public static Command Make() =>
        new("import", "Imports a CSV file; see docs/import.md.")
        {
            MakeKind("products", "What is sold.", ProductFile.Open, (client, cancel) => new ProductImporter(client, cancel)),
            MakeKind("stock", "What is on hand, as if counted.", StockFile.Open, (client, cancel) => new StockImporter(client, cancel)),
            MakeKind(
                "purchase-orders",
                "What is ordered from vendors.",
                PurchaseOrderFile.Open,
                (client, cancel) => new PurchaseOrderImporter(client, cancel)
            ),
            MakeKind("orders", "What customers ordered.", OrderFile.Open, (client, cancel) => new OrderImporter(client, cancel)),
        };

    private static Command MakeKind<T>(
        string name,
        string description,
        Func<Stream, ImportOptions, Outcome<ImportFile<T>>> open,
        Func<CommandClient, CancellationToken, Importer<T>> make
    )
        where T : class
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The CSV file." };
        file.AcceptExistingOnly();
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var map = new Option<string[]>("--map")
        {
            Description = "The file's column \"Their Name\" is ourColumn; may be given many times.",
            HelpName = "Their Name=ourColumn",
        };
        var ignore = new Option<bool>("--ignore-other-columns") { Description = "Leaves out every column that is not ours." };
        var encoding = new Option<string?>("--encoding")
        {
            Description = "The encoding of a file without a byte order mark.",
            HelpName = "NAME",
        };
        var command = new Command(name, description) { file, database, map, ignore, encoding, json };
        command.Validators.Add(result =>
        {
            if (ImportOptions.Parse(result.GetValue(encoding), result.GetValue(map) ?? []).Refusal is { } refusal)
                result.AddError(refusal.Detail);
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var options = ImportOptions.Parse(parsed.GetValue(encoding), parsed.GetValue(map) ?? [], parsed.GetValue(ignore)).Value;
                var output = Output.Of(parsed, json);
                var path = parsed.GetValue(file)!.FullName;
                return CommandClient.WriteAsync(
                    parsed.GetValue(database)!,
                    output,
                    client => RunAsync(name, path, options, open, make(client, cancel), output),
                    cancel
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync<T>(
        string kind,
        string path,
        ImportOptions options,
        Func<Stream, ImportOptions, Outcome<ImportFile<T>>> open,
        Importer<T> importer,
        Output output
    )
        where T : class
    {
        var opened = open(File.OpenRead(path), options);
        if (opened.Refusal is { } refusal)
            throw new CommandFailedException($"{Path.GetFileName(path)}: {refusal.Detail}");
        using var file = opened.Value;
        var rejectsPath = path + ".rejects.csv";
        using var rejects = new RejectsFile(rejectsPath, file.Header);
        var clock = Stopwatch.StartNew();
        var rows = await output.WatchAsync($"Importing {kind}", progress => ImportAsync(file, importer, rejects, progress));
        var view = new ImportView(
            kind,
            rows,
            importer.Counts.Imported,
            importer.Counts.Changed,
            importer.Counts.AlreadyThere,
            rejects.Count,
            rejects.Count > 0 ? rejectsPath : null,
            (long)(rows / Math.Max(clock.Elapsed.TotalSeconds, 0.001))
        );
        await output.SayAsync(
            $"{Path.GetFileName(path)}: {view.Rows} rows; {view.Imported} {kind} imported, {view.Changed} changed, {view.AlreadyThere} already there; "
                + $"{view.RejectedRows} rows rejected{(view.RejectsFile is null ? "" : $", see {rejectsPath}")}; {view.RowsPerSecond} rows/s"
        );
        if (importer.Remark is { } remark)
            await output.SayAsync(remark);
        await output.TellAsync(view);
        return rejects.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    /// <returns>Rows read.</returns>
    private static async Task<long> ImportAsync<T>(
        ImportFile<T> file,
        Importer<T> importer,
        RejectsFile rejects,
        Action<long, long> progress
    )
        where T : class
    {
        var rows = 0L;
        foreach (var chunk in file.Read().Chunk(Importer<T>.BatchMax))
        {
            rows += chunk.Sum(i => (long)i.Rows.Count);
            await importer.TakeAsync([.. chunk.Where(i => i.Value is not null)]);
            // In the order of the file, as far as it is known.
            rejects.Write(chunk.SelectMany(i => i.Rejects).Concat(importer.TakeRejects()).OrderBy(r => r.Row.Line));
            progress(file.BytesRead, file.BytesTotal ?? 0);
        }
        await importer.FinishAsync();
        rejects.Write(importer.TakeRejects());
        return rows;
    }

    /// <summary>Made when the first row is rejected; an import without rejects leaves no file.</summary>
    private sealed class RejectsFile(string path, IReadOnlyList<string> header) : IDisposable
    {
        private RejectsWriter? writer;

        public long Count => writer?.Count ?? 0;

        public void Write(IEnumerable<ImportReject> rejects)
        {
            var all = rejects.ToList();
            if (all.Count == 0)
                return;
            writer ??= new RejectsWriter(new StreamWriter(path, append: false, new UTF8Encoding(false)), header);
            writer.Write(all);
        }

        public void Dispose() => writer?.Dispose();
    }
}

/// <summary>What an import answers. An order or purchase order of many rows counts once.</summary>
/// <param name="Kind"><c>orders</c>, <c>purchase-orders</c>, <c>products</c> or <c>stock</c>.</param>
/// <param name="Rows">Rows read, without the header.</param>
/// <param name="Imported">Things that are new, or counts that were entered.</param>
/// <param name="Changed">Products that are described anew.</param>
/// <param name="AlreadyThere">Things that were there as the file says.</param>
/// <param name="RejectedRows">Rows that were not imported.</param>
/// <param name="RejectsFile">Where these are; null where there are none.</param>
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
