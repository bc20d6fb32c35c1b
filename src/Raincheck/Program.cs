using Raincheck.Cli;

using var stop = new StopSignals();
return await CommandLine.RunAsync(CommandLine.Root(), args, cancel: stop.Token);
