using Raincheck.Bench;
using Raincheck.Bench.Benchmarks;

var benchmarks = new SortedDictionary<string, (string Measures, Func<Options, Task> RunAsync)>(StringComparer.Ordinal)
{
    ["core"] = (CoreBenchmark.Measures, CoreBenchmark.RunAsync),
};

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
await benchmark.RunAsync(options);
return 0;
