using MimeKit;
using MimeKit.Utils;
using Raincheck.Core;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Templates;
using Raincheck.Platform;

namespace Raincheck.Features.Email.Sending;

/// <summary>The result of a test e-mail.</summary>
/// <param name="To">Whom it went to.</param>
/// <param name="MessageId">Its <c>Message-ID</c>; null if it was not sent.</param>
/// <param name="Error">Why it was not sent; null if it was.</param>
public sealed record TestMailSent(string To, string? MessageId, string? Error);

/// <summary>Sends a test e-mail of a saved or unsaved template at once, without the outbox and the sending limits, and returns the server's response.</summary>
public sealed class TestMail
{
    private readonly MailPreview preview;
    private readonly MailDesk desk;
    private readonly TimeProvider time;

    internal TestMail(MailPreview preview, MailDesk desk, TimeProvider time)
    {
        this.preview = preview;
        this.desk = desk;
        this.time = time;
    }

    /// <summary>Prepares the e-mail, or returns the refusal. The returned function sends it.</summary>
    /// <param name="template">The template.</param>
    /// <param name="order">The order to show it with; its customer gets nothing.</param>
    /// <param name="to">The user.</param>
    /// <param name="cancel">To give up.</param>
    public async Task<Outcome<Func<CancellationToken, Task<TestMailSent>>>> PrepareAsync(
        TemplateRequest template,
        string order,
        string to,
        CancellationToken cancel
    )
    {
        var made = await preview.RenderAsync(template, order, cancel);
        var badAddress = Text.Require(to, "to") ?? EmailNames.CheckAddress(to, "to");
        if (Refusals.First(badAddress, made.Refusal) is { } refusal)
            return refusal;
        var (_, servers) = await desk.OpenAsync(cancel);
        if (servers.Of(made.Value.CompanyId) is not { } server)
            return new Refusal(RefusalCode.MailServerNotFound, "No mail server is set up.");
        // Copies are for customers' mails.
        var mail = made.Value.Mail with
        {
            Cc = null,
            Bcc = null,
            Subject = "[Test] " + made.Value.Mail.Subject,
        };
        Func<CancellationToken, Task<TestMailSent>> send = sending => SendAsync(server, mail, to, sending);
        return send;
    }

    private async Task<TestMailSent> SendAsync(MailServer server, RenderedMail mail, string to, CancellationToken sending)
    {
        var messageId = $"<{MimeUtils.GenerateMessageId(mail.FromAddress[(mail.FromAddress.LastIndexOf('@') + 1)..])}>";
        var mailbox = new MailboxAddress("", to);
        using var connection = new MailConnection(server, time);
        var result = await connection.SendAsync(MailMessage.Make(mail, mailbox, messageId, time.GetUtcNow()), mailbox, sending);
        return result.HandOver == HandOver.Taken ? new TestMailSent(to, messageId, null) : new TestMailSent(to, null, result.Error);
    }
}
