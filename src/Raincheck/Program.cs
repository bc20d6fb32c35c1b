using Raincheck.Cli;

return await CommandLine.RunAsync(CommandLine.Root(), args);
