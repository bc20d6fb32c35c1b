using MailKit.Net.Smtp;

namespace Raincheck.Features.Email.Sending;

/// <summary>The result of sending an e-mail.</summary>
internal enum HandOver
{
    /// <summary>The server took it.</summary>
    Taken,

    /// <summary>The server will not take it, ever.</summary>
    Refused,

    /// <summary>Not now; perhaps later.</summary>
    Later,

    /// <summary>The server itself cannot be used: nothing else needs to be tried on it for now.</summary>
    NoServer,
}

/// <summary>The result of sending an e-mail, and the reason.</summary>
/// <param name="HandOver">What.</param>
/// <param name="Error">The reason.</param>
/// <param name="Bounced">There is no such mailbox.</param>
internal sealed record MailResult(HandOver HandOver, string? Error = null, bool Bounced = false)
{
    private const int ServiceClosing = 421;

    /// <summary>Classifies the response of a mail server: 4xx is transient, 5xx permanent, and some are about the server, not the e-mail.</summary>
    public static MailResult Of(SmtpCommandException refused)
    {
        var status = (int)refused.StatusCode;
        var error = $"{status} {refused.Message}".ReplaceLineEndings(" ");
        if (status is ServiceClosing or 454 or 503 or 530 or 534 or 535 or 538)
            return new MailResult(HandOver.NoServer, error);
        if (status < 500)
            return new MailResult(HandOver.Later, error);
        // 5.7.x is about what was written or by whom, not about the mailbox.
        var bounced =
            refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted
            && status is 550 or 551 or 553
            && !refused.Message.Contains("5.7.", StringComparison.Ordinal);
        return new MailResult(HandOver.Refused, error, bounced);
    }
}
