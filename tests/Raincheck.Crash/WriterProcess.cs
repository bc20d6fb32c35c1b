using System.Diagnostics;
using System.Globalization;
using Raincheck.Ledger;

namespace Raincheck.Crash;

/// <summary>Writers in a process of their own, which says on its standard output what it was answered.</summary>
public sealed class WriterProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<Ack> acks = [];
    private readonly List<string> said = [];
    private readonly Task reading;

    private WriterProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAcksAsync(), ReadLogAsync());
    }

    /// <summary>How many answers were read so far.</summary>
    public int AckCount
    {
        get
        {
            lock (acks)
                return acks.Count;
        }
    }

    /// <summary>How many transactions its ledgers repeated, as far as it lived to say so.</summary>
    public int RepeatedCount
    {
        get
        {
            lock (said)
                return said.Count(l => l.Contains("is repeated", StringComparison.Ordinal));
        }
    }

    public static WriterProcess Start(string connection, Writers writers, int ledgers)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(WriterProcess).Assembly.Location,
                "writer",
                connection,
                writers.Seed.ToString(CultureInfo.InvariantCulture),
                writers.Round,
                writers.Count.ToString(CultureInfo.InvariantCulture),
                ledgers.ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new WriterProcess(Process.Start(start)!);
    }

    /// <summary>What the process does: writes until its standard input ends.</summary>
    public static async Task RunAsync(string connection, Writers writers, int ledgerCount)
    {
        await using var shop = Shop.Open(connection);
        List<ClientLedger> ledgers = [shop.Ledger, .. Enumerable.Range(1, ledgerCount - 1).Select(_ => shop.NewLedger())];
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using var stop = new CancellationTokenSource();
        var writing = writers.RunAsync(
            ledgers,
            ack =>
            {
                lock (output)
                    output.WriteLine(ack.Line);
            },
            stop.Token
        );
        var ending = Task.Run(() => Console.In.ReadToEndAsync());
        // A writer that fails ends the process with the reason.
        await await Task.WhenAny(writing, ending);
        await stop.CancelAsync();
        await writing;
        foreach (var ledger in ledgers.Skip(1))
            await ledger.DisposeAsync();
    }

    /// <summary>Waits for so many answers.</summary>
    /// <exception cref="InvalidOperationException">They do not come, or the process is gone.</exception>
    public async Task WaitForAcksAsync(int count)
    {
        var waited = Stopwatch.StartNew();
        while (AckCount < count)
        {
            if (process.HasExited || waited.Elapsed > TimeSpan.FromSeconds(90))
                throw new InvalidOperationException($"the writers are stuck at {AckCount} answers; they said: {Log()}");
            await Task.Delay(5);
        }
    }

    /// <summary>Kills it without warning.</summary>
    /// <returns>Every answer that it gave.</returns>
    public async Task<IReadOnlyList<Ack>> KillAsync()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"the writers ended by themselves with {process.ExitCode}; they said: {Log()}");
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        return acks;
    }

    /// <summary>Lets it finish.</summary>
    /// <returns>Every answer that it gave.</returns>
    public async Task<IReadOnlyList<Ack>> FinishAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await reading;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"the writers ended with {process.ExitCode}; they said: {Log()}");
        return acks;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private string Log()
    {
        lock (said)
            return string.Join('\n', said.TakeLast(40));
    }

    private async Task ReadAcksAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be incomplete: that answer was not delivered.
            if (Ack.Parse(line) is { } ack)
            {
                lock (acks)
                    acks.Add(ack);
            }
        }
    }

    private async Task ReadLogAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (said)
                said.Add(line);
        }
    }
}
