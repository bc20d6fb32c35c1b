using System.CommandLine;
using Raincheck.Cli;

var root = new RootCommand("Raincheck: orders, stock, and who gets which unit when there is not enough.") { ServeCommand.Make() };

return await CommandLine.RunAsync(root, args);
