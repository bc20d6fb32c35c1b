using System.Diagnostics;
using Raincheck.Features.Email.Sending;

namespace Raincheck.Crash;

/// <summary>A process that sends mail until its standard input ends, or until it is killed.</summary>
internal sealed class SenderProcess : IAsyncDisposable
{
    // E-mails of a dead process are taken over during the test.
    private static readonly MailPace Pace = new(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(50));

    private readonly Process process;

    private SenderProcess(Process process) => this.process = process;

    public static SenderProcess Start(string connection) =>
        new(
            Process.Start(
                new ProcessStartInfo("dotnet", [typeof(SenderProcess).Assembly.Location, "mail-sender", connection])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                }
            )!
        );

    /// <summary>What the process does.</summary>
    public static async Task RunAsync(string connection)
    {
        await using var shop = Shop.Open(connection);
        await using var office = new PostOffice(shop.Database, shop.Ledger, TimeProvider.System, Pace);
        await office.StartAsync();
        await Console.In.ReadToEndAsync();
        await office.StopAsync();
    }

    /// <summary>Kills it without warning.</summary>
    public async Task KillAsync()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"a sender ended by itself with {process.ExitCode}");
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }
}
