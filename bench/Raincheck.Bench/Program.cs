using Raincheck.Bench;
using Raincheck.Bench.Benchmarks;
using Raincheck.Bench.Load;

var benchmarks = new SortedDictionary<string, (string Measures, Func<Options, Task> RunAsync)>(StringComparer.Ordinal)
{
    ["core"] = (CoreBenchmark.Measures, CoreBenchmark.RunAsync),
    ["intake"] = (IntakeBenchmark.Measures, IntakeBenchmark.RunAsync),
    ["intake-single"] = (SingleBenchmark.IntakeMeasures, SingleBenchmark.IntakeAsync),
    ["hot"] = (SingleBenchmark.HotMeasures, SingleBenchmark.HotAsync),
    ["release"] = (ReleaseBenchmark.Measures, ReleaseBenchmark.RunAsync),
    ["bulk"] = (BulkBenchmark.Measures, BulkBenchmark.RunAsync),
    ["http"] = (HttpBenchmark.Measures, HttpBenchmark.RunAsync),
    ["lists"] = (ListBenchmark.Measures, ListBenchmark.RunAsync),
    ["search"] = (SearchBenchmark.Measures, SearchBenchmark.RunAsync),
    ["pass"] = (PassBenchmark.Measures, PassBenchmark.RunAsync),
    ["memory"] = (MemoryBenchmark.Measures, MemoryBenchmark.RunAsync),
    ["mail"] = (MailBenchmark.Measures, MailBenchmark.RunAsync),
};

if (args is [BareHost.Command, var database])
    return await BareHost.ServeAsync(database);

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var benchmark))
{
    await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project bench/Raincheck.Bench -- NAME [--option value]...");
    foreach (var (name, (measures, _)) in benchmarks)
        await Console.Error.WriteLineAsync($"  {name, -12} {measures}");
    return 2;
}

if (!Options.TryParse(args.AsSpan(1), out var options, out var mistake))
{
    await Console.Error.WriteLineAsync(mistake);
    return 2;
}

Console.WriteLine(Machine.Description);
try
{
    await benchmark.RunAsync(options);
}
finally
{
    BenchPostgres.Stop();
}
return 0;
