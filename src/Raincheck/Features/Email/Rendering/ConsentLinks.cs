using Raincheck.Core.Notices;
using Raincheck.Platform.Http;

namespace Raincheck.Features.Email.Rendering;

/// <summary>The links of a delay option notice.</summary>
internal static class ConsentLinks
{
    /// <summary>What stands in place of the token where a mail is shown in the console or in an answer of the API.</summary>
    public const string Hidden = "hidden";

    /// <summary>The variables under <c>consent</c>; null if the mail offers no choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="address">The address of the page.</param>
    /// <param name="leaves">Whether the mail goes to the customer; otherwise the token is hidden.</param>
    public static Dictionary<string, object?>? Variables(DelayChoice? choice, PublicAddress address, bool leaves)
    {
        if (choice is null)
            return null;
        var page = address.Root is { } root ? $"{root}/delay/{(leaves ? choice.Token : null) ?? Hidden}" : null;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["revised_date"] = choice.RevisedDate is { } revised ? Midnight(revised) : null,
            ["answer_by"] = Midnight(choice.AnswerBy),
            ["silence"] = choice.SilenceIsConsent ? "consent" : "cancel",
            ["accept_url"] = page is null ? null : $"{page}?answer=accept",
            ["cancel_url"] = page is null ? null : $"{page}?answer=cancel",
        };
    }

    private static DateTimeOffset Midnight(int day) => new(DateOnly.FromDayNumber(day), TimeOnly.MinValue, TimeSpan.Zero);
}
