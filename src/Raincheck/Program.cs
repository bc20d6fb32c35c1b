using Raincheck.Cli;
using Raincheck.Hosting;

using var stop = new StopSignals();
NativeMemory.Bound();
return await CommandLine.RunAsync(CommandLine.Root(), args, cancel: stop.Token);
