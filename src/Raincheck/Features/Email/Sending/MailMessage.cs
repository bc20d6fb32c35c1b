using MimeKit;
using MimeKit.Utils;
using Raincheck.Features.Email.Rendering;

namespace Raincheck.Features.Email.Sending;

/// <summary>A mail in the form that servers take.</summary>
internal static class MailMessage
{
    /// <param name="mail">The text.</param>
    /// <param name="to">Whom it goes to.</param>
    /// <param name="messageId">Its <c>Message-ID</c>, with its angle brackets.</param>
    /// <param name="at">When it is sent.</param>
    public static MimeMessage Make(RenderedMail mail, MailboxAddress to, string messageId, DateTimeOffset at)
    {
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            Date = at,
            MessageId = MimeUtils.ParseMessageId(messageId) ?? throw new FormatException($"{messageId} is no Message-ID"),
        };
        message.From.Add(new MailboxAddress(mail.FromName, mail.FromAddress));
        message.To.Add(to);
        if (mail.ReplyTo is { } replyTo)
            message.ReplyTo.Add(new MailboxAddress("", replyTo));
        message.Cc.AddRange(EmailNames.Split(mail.Cc).Select(a => new MailboxAddress("", a)));
        message.Bcc.AddRange(EmailNames.Split(mail.Bcc).Select(a => new MailboxAddress("", a)));
        // Suppresses automatic replies.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        var text = new TextPart("plain") { Text = mail.Text };
        message.Body = mail.Html is { } html
            ? new MultipartAlternative
            {
                text,
                new TextPart("html") { Text = html },
            }
            : text;
        return message;
    }
}
