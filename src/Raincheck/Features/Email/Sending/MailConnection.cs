using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Raincheck.Features.Email.Sending;

/// <summary>A connection to a mail server, opened on demand and reused.</summary>
internal sealed class MailConnection(MailServer server, TimeProvider time) : IDisposable
{
    /// <summary>A server that lets us wait longer is as good as none.</summary>
    private const int AnswerMsMax = 30_000;

    private static readonly TimeSpan HandOverMax = TimeSpan.FromSeconds(60);

    /// <summary>Servers close what is silent, and some only tell when the next mail comes.</summary>
    private static readonly TimeSpan SilentMax = TimeSpan.FromSeconds(5);

    private readonly Client client = new() { Timeout = AnswerMsMax };
    private long lastUsed;

    public MailServer Server => server;

    /// <summary>The idle time.</summary>
    public TimeSpan Idle => time.GetElapsedTime(lastUsed);

    /// <summary>Hands a mail over.</summary>
    public async Task<MailResult> SendAsync(MimeMessage message, MailboxAddress to, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(HandOverMax);
        try
        {
            await OpenAsync(patience.Token);
        }
        catch (Exception e) when (IsTrouble(e, cancel) || e is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            Close();
            return new MailResult(HandOver.NoServer, $"{server}: {Words(e)}");
        }
        try
        {
            client.To = to;
            await client.SendAsync(message, patience.Token);
            lastUsed = time.GetTimestamp();
            return new MailResult(HandOver.Taken);
        }
        catch (SmtpCommandException refused)
        {
            lastUsed = time.GetTimestamp();
            var result = MailResult.Of(refused);
            if (result.HandOver == HandOver.NoServer)
                Close();
            return result;
        }
        catch (Exception e) when (IsTrouble(e, cancel))
        {
            // Whether the server has it is unknown where it went away after the text; the next time it comes under the same Message-ID.
            Close();
            return new MailResult(HandOver.Later, $"{server}: {Words(e)}");
        }
        catch (Exception e) when (e is NotSupportedException or FormatException or ArgumentException)
        {
            // An address that this server cannot take.
            return new MailResult(HandOver.Refused, Words(e));
        }
    }

    public void Dispose() => client.Dispose();

    private async Task OpenAsync(CancellationToken cancel)
    {
        if (client.IsConnected && Idle > SilentMax)
        {
            try
            {
                await client.NoOpAsync(cancel);
            }
            catch (Exception e) when (e is ProtocolException or IOException or CommandException)
            {
                Close();
            }
        }
        if (client.IsConnected)
            return;
        // The end of a mail is a packet of its own, which otherwise waits for the server's belated word that it has the rest: 40 ms a mail.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancel);
            await client.ConnectAsync(socket, server.Host, server.Port, server.Options, cancel);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        if (server.UserName is { } user)
            await client.AuthenticateAsync(user, server.Password ?? "", cancel);
        lastUsed = time.GetTimestamp();
    }

    private void Close()
    {
        // Without QUIT: a server that is gone does not answer.
        if (client.IsConnected)
            client.Disconnect(quit: false);
    }

    private static bool IsTrouble(Exception e, CancellationToken cancel) =>
        e
            is SocketException
                or IOException
                or ProtocolException
                or CommandException
                or ServiceNotConnectedException
                or ServiceNotAuthenticatedException
                or TimeoutException
        || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private static string Words(Exception e) =>
        e is OperationCanceledException ? "no answer in time" : e.Message.ReplaceLineEndings(" ").Trim();

    /// <summary>A rejected cc or bcc recipient does not stop the e-mail to the customer.</summary>
    private sealed class Client : SmtpClient
    {
        public MailboxAddress? To { get; set; }

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            if (To is null || string.Equals(mailbox.Address, To.Address, StringComparison.OrdinalIgnoreCase))
                base.OnRecipientNotAccepted(message, mailbox, response);
        }
    }
}
