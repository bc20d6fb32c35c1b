using System.CommandLine;
using Raincheck.Ledger.Audit;

namespace Raincheck.Cli;

/// <summary><c>raincheck verify</c>: checks everything that is always true, and changes nothing.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var database = DatabaseOption.Make();
        var json = Output.MakeJson();
        var command = new Command("verify", "Verifies every invariant; exits with 1 if one is violated.") { database, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(database)!, Output.Of(parsed, json), cancel));
        return command;
    }

    private static Task<int> RunAsync(string database, Output output, CancellationToken cancel) =>
        CommandClient.ExistingAsync(
            database,
            output,
            async client =>
            {
                await client.RequireSchemaAsync(cancel);
                var violations = await ViolationsAsync(client, output, cancel);
                foreach (var violation in violations)
                {
                    await output.SayAsync($"rule {violation.Rule}, {violation.Subject}: {violation.Detail}");
                    await output.WriteValueAsync(violation);
                }
                await output.SayAsync(
                    violations.Count == 0
                        ? $"{client.Database.Description}: every invariant holds."
                        : $"{client.Database.Description}: {violations.Count} violations."
                );
                await output.WriteValueAsync(new VerifyView(violations.Count));
                return violations.Count == 0 ? CommandLine.Done : CommandLine.Failed;
            }
        );

    /// <summary>The warnings.</summary>
    public static Task<IReadOnlyList<Violation>> ViolationsAsync(CommandClient client, Output output, CancellationToken cancel) =>
        output.WatchAsync(
            "Verifying",
            async progress =>
            {
                await using var snapshot = await client.Ledger.SnapshotAsync(cancel);
                var catalogue = await client.Ledger.CatalogueOfAsync(snapshot, cancel);
                return await new Verifier(snapshot, catalogue).RunAsync(progress, cancel);
            }
        );
}

/// <summary>The last line of <c>verify --json</c>.</summary>
internal sealed record VerifyView(int Violations);
