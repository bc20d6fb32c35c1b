using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MimeKit;

namespace Raincheck.Crash;

/// <summary>A mail that the server took.</summary>
/// <param name="To">Whom it was handed over for, unseen copies among them.</param>
/// <param name="Message">The mail.</param>
public sealed record TakenMail(IReadOnlyList<string> To, MimeMessage Message)
{
    public string MessageId => $"<{Message.MessageId}>";
}

/// <summary>
/// A mail server of one's own, by way of <c>scripts/mail-server-private</c>: what an address begins with makes it refuse, be
/// slow, or break the connection.
/// </summary>
public sealed class PrivateMailServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("raincheck-mail-").FullName;
    private readonly string[] options;
    private Process? process;

    private PrivateMailServer(string[] options) => this.options = options;

    public int Port { get; private set; }

    private string Kept => Path.Combine(folder, "mails");

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static string? WhyNot { get; } = FindWhyNot();

    public static async Task<PrivateMailServer> StartNewAsync(params string[] options)
    {
        var server = new PrivateMailServer(options);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it; where it was stopped, on the port that it had.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(
            new ProcessStartInfo(Python, [Script!, Kept, "--port", Port.ToString(CultureInfo.InvariantCulture), .. options])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var said = await process.StandardOutput.ReadLineAsync();
        Port = int.Parse(said ?? throw new InvalidOperationException("the mail server does not start"), CultureInfo.InvariantCulture);
    }

    /// <summary>Stops it as a crash does.</summary>
    public async Task StopAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Everything that it took, in its order.</summary>
    public async Task<IReadOnlyList<TakenMail>> MailsAsync()
    {
        var mails = new List<TakenMail>();
        if (!File.Exists(Kept))
            return mails;
        foreach (var line in await File.ReadAllLinesAsync(Kept))
        {
            using var json = JsonDocument.Parse(line);
            using var data = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.RootElement.GetProperty("data").GetString()!));
            mails.Add(
                new TakenMail(
                    [.. json.RootElement.GetProperty("to").EnumerateArray().Select(t => t.GetString()!)],
                    await MimeMessage.LoadAsync(data)
                )
            );
        }
        return mails;
    }

    /// <summary>Whether it has begun to take a mail to an address that makes it slow.</summary>
    public bool HasBegunSlowly => File.Exists(Kept + ".slow");

    /// <summary>How many it took.</summary>
    public async Task<int> CountAsync() => File.Exists(Kept) ? (await File.ReadAllLinesAsync(Kept)).Length : 0;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string? Script => PrivatePostgres.FindScript("mail-server-private");

    /// <summary>Debian's packages belong to Debian's Python, which another one may hide.</summary>
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string? FindWhyNot()
    {
        if (Script is null)
            return "scripts/mail-server-private is not above this program";
        try
        {
            using var asked = Process.Start(
                new ProcessStartInfo(Python, ["-c", "import aiosmtpd.smtp"]) { UseShellExecute = false, RedirectStandardError = true }
            )!;
            asked.WaitForExit();
            return asked.ExitCode == 0 ? null : "install the package python3-aiosmtpd";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no python3";
        }
    }
}
