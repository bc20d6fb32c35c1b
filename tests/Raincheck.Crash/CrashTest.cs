using System.Globalization;
using Npgsql;

namespace Raincheck.Crash;

/// <summary>What is killed under load.</summary>
public enum CrashMode
{
    /// <summary>The process that writes to an SQLite file.</summary>
    Sqlite,

    /// <summary>The process that writes to PostgreSQL.</summary>
    Postgres,

    /// <summary>The PostgreSQL server, while the process that writes goes on.</summary>
    PostgresServer,
}

/// <summary>
/// Round by round: writers work, something is killed at a random moment, and what the writers were told is compared with what
/// the database has. Then every command is given once more under its key, and compared again.
/// </summary>
public sealed class CrashTest(CrashMode mode, int seed, TextWriter output)
{
    private const int WritersCount = 16;

    /// <summary>So many answers, and the process has its code compiled and its connections open.</summary>
    private const int WarmAcks = 100;

    private const int LoadMsMin = 200;
    private const int LoadMsMax = 1500;
    private const string ApplicationName = "raincheck-crash-writer";

    private readonly Random random = new(seed);

    /// <summary>Runs the rounds and prints a table of them.</summary>
    /// <returns>How many violations were found.</returns>
    public async Task<int> RunAsync(int rounds)
    {
        await output.WriteLineAsync($"{mode}, {rounds} rounds, seed {seed.ToString(CultureInfo.InvariantCulture)}");
        await output.WriteLineAsync("round  crash at ms  acknowledged  carried out  found  in doubt  of them found  repeated  violations");
        return mode == CrashMode.Sqlite ? await OnSqliteAsync(rounds) : await OnPostgresAsync(rounds);
    }

    private async Task<int> OnSqliteAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("raincheck-crash-");
        try
        {
            return await RoundsAsync(rounds, Path.Combine(folder.FullName, "shop.db"), null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<int> OnPostgresAsync(int rounds)
    {
        await using var server = await PrivatePostgres.StartNewAsync();
        return await RoundsAsync(rounds, server.ConnectionString + ";Search Path=crash", server);
    }

    private async Task<int> RoundsAsync(int rounds, string connection, PrivatePostgres? server)
    {
        await using (var shop = Shop.Open(connection))
            await shop.MakeAsync();
        int answered = 0,
            violations = 0;
        for (var round = 1; round <= rounds; round++)
        {
            var (acks, problems) = await RoundAsync(round, connection, server);
            answered += acks;
            violations += problems.Count;
            foreach (var problem in problems.Take(20))
                await output.WriteLineAsync($"       {problem}");
        }
        await output.WriteLineAsync($"{answered} commands acknowledged in {rounds} rounds, {violations} violations");
        return violations;
    }

    private async Task<(int Acks, List<string> Problems)> RoundAsync(int round, string connection, PrivatePostgres? server)
    {
        var writers = new Writers(seed, $"r{round}", WritersCount);
        var loadMs = random.Next(LoadMsMin, LoadMsMax);
        var ofWriters = server is null ? connection : $"{connection};Application Name={ApplicationName}";
        // Two ledgers on PostgreSQL, as two processes would have them; the one file has one writer at a time anyhow.
        await using var process = WriterProcess.Start(ofWriters, writers, server is null ? 1 : 2);
        await process.WaitForAcksAsync(WarmAcks);
        await Task.Delay(loadMs);

        IReadOnlyList<Ack> acks;
        if (mode == CrashMode.PostgresServer)
        {
            acks = await CrashServerAsync(process, server!);
        }
        else
        {
            acks = await process.KillAsync();
            if (server is not null)
                await AllGoneAsync(connection);
        }

        await using var shop = Shop.Open(connection);
        var evidence = await Evidence.GatherAsync(writers, acks, shop.Database);
        List<string> problems = [.. evidence.Problems, .. await VerifyAsync(shop)];
        problems.AddRange(await RepeatAsync(shop, writers, acks, evidence));
        await output.WriteLineAsync(
            $"{round, 5}  {loadMs, 11}  {acks.Count, 12}  {evidence.Done.Count, 11}  {evidence.Found, 5}  {InDoubt(evidence), 8}  {evidence.InDoubtFound, 13}  {process.RepeatedCount, 8}  {problems.Count, 10}"
        );
        return (acks.Count, problems);
    }

    // Writers that finished in peace have nothing in doubt: the command that is next in their sequence was never given.
    private int InDoubt(Evidence evidence) => mode == CrashMode.PostgresServer ? 0 : evidence.InDoubt.Sum(s => s.Count);

    /// <summary>Crashes the server and starts it again; the writers must get over it by themselves.</summary>
    private async Task<IReadOnlyList<Ack>> CrashServerAsync(WriterProcess process, PrivatePostgres server)
    {
        await server.CrashAsync();
        await Task.Delay(random.Next(500));
        await server.StartAsync();
        await process.WaitForAcksAsync(process.AckCount + 2 * WritersCount);
        await Task.Delay(random.Next(500));
        return await process.FinishAsync();
    }

    /// <summary>A server goes on for a moment with what a killed client has given it.</summary>
    private static async Task AllGoneAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{ApplicationName}'"
        );
        for (var attempt = 0; (long)(await command.ExecuteScalarAsync())! > 0; attempt++)
        {
            if (attempt > 600)
                throw new InvalidOperationException("the server still works for a client that is gone");
            await Task.Delay(50);
        }
    }

    /// <summary>Gives every command once more, as a client does who has lost the answer: nothing may change by it.</summary>
    private async Task<List<string>> RepeatAsync(Shop shop, Writers writers, IReadOnlyList<Ack> acks, Evidence before)
    {
        var problems = new List<string>();
        foreach (var chunk in before.Done.Chunk(1000))
        {
            foreach (var again in await Task.WhenAll(chunk.Select(s => s.RunAsync(shop.Ledger))))
            {
                if (again != before.AckOf(again.Key))
                    problems.Add($"{again.Key} was answered differently the second time");
            }
        }
        var all = acks.ToList();
        if (mode != CrashMode.PostgresServer)
        {
            foreach (var steps in before.InDoubt)
                all.AddRange(await Writers.RunAsync(shop.Ledger, steps));
        }
        problems.AddRange((await Evidence.GatherAsync(writers, all, shop.Database)).Problems.Select(p => p + " (after the repetition)"));
        problems.AddRange((await shop.PassAsync()).Select(v => $"the pass found rule {v.Rule} broken at {v.Subject}: {v.Detail}"));
        problems.AddRange(await VerifyAsync(shop));
        return problems;
    }

    private static async Task<IEnumerable<string>> VerifyAsync(Shop shop) =>
        (await shop.VerifyAsync()).Select(v => $"rule {v.Rule} is broken at {v.Subject}: {v.Detail}");
}
