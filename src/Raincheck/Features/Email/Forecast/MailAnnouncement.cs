using Raincheck.Core.Notices;
using Raincheck.Features.Email.Rendering;

namespace Raincheck.Features.Email.Forecast;

/// <summary>Mails that an action will send, for a person to read before.</summary>
/// <param name="Event">The effect on the orders.</param>
/// <param name="Template">The template's name.</param>
/// <param name="Mails">How many mails.</param>
/// <param name="Customers">How many customers get them.</param>
/// <param name="First">The first of them; null if it cannot be made.</param>
/// <param name="NotSent">Why the first e-mail will not be sent; null if it will.</param>
/// <param name="HasServer">Whether a mail server is set; if not, they wait in the outbox.</param>
/// <param name="HoldBackMinutes">How long they are held back first.</param>
public sealed record MailAnnouncement(
    MailEvent Event,
    string Template,
    int Mails,
    int Customers,
    MailPreviewView? First,
    string? NotSent,
    bool HasServer,
    int HoldBackMinutes
);

/// <summary>The orders of an action without an e-mail.</summary>
/// <param name="Event">The effect on the orders.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="Reason">Why no e-mail is sent.</param>
public sealed record UntoldAnnouncement(MailEvent Event, int Orders, string Reason);

/// <summary>Everything that an action means for mail.</summary>
/// <param name="Mails">The mails that it will send.</param>
/// <param name="Untold">The messages that it will not send.</param>
/// <param name="Cancelled">Mails in the outbox that will not be sent any more.</param>
public sealed record MailAnnouncements(IReadOnlyList<MailAnnouncement> Mails, IReadOnlyList<UntoldAnnouncement> Untold, int Cancelled)
{
    public static readonly MailAnnouncements None = new([], [], 0);
}
