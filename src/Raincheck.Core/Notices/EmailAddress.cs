using System.Text;

namespace Raincheck.Core.Notices;

/// <summary>
/// What an e-mail address is, wherever one is taken: exactly one address, as it stands between the angle brackets of a mail's
/// head. No name before it, no second address, nothing quoted, no blanks and nothing invisible. Letters of every script are taken,
/// and a domain need not have a dot: a shop's own network has names without.
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address that mail servers take, in characters.</summary>
    public const int LengthMax = 320;

    private const int LocalLengthMax = 64;
    private const int LabelLengthMax = 63;

    /// <summary>What separates addresses, quotes, or sets an address off from a name.</summary>
    private const string Separators = ",;:<>()[]{}\"\\|";

    /// <summary>Whether the text is one address.</summary>
    public static bool IsOne(string text) => FaultOf(text) is null;

    /// <summary>What keeps the text from being one address, to stand behind its name; null if nothing does.</summary>
    public static string? FaultOf(string text)
    {
        if (text.Length > LengthMax)
            return $"has {text.Length} characters; an e-mail address has at most {LengthMax}";
        if (text.EnumerateRunes().Any(IsForeign))
            return "is not one e-mail address: it has a blank, a separator or an invisible character in it";
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 || at != text.LastIndexOf('@') ? "is no e-mail address: it needs one @"
            : !IsLocal(text.AsSpan(0, at)) ? "is no e-mail address: what stands before the @ is no name of a mailbox"
            : !IsDomain(text.AsSpan(at + 1)) ? "is no e-mail address: what stands behind the @ is no domain"
            : null;
    }

    private static bool IsForeign(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.IsControl(rune)
        || rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.OtherNotAssigned
        || (rune.IsAscii && Separators.Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsLocal(ReadOnlySpan<char> local) =>
        local is { Length: > 0 and <= LocalLengthMax } && local[0] != '.' && local[^1] != '.' && local.IndexOf("..") < 0;

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label is not { Length: > 0 and <= LabelLengthMax } || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var rune in label.EnumerateRunes())
            {
                if (rune.IsAscii ? !Rune.IsLetterOrDigit(rune) && rune.Value is not ('-' or '_') : !IsOfName(rune))
                    return false;
            }
        }
        return true;
    }

    /// <summary>Letters and digits of all scripts, with the marks that some of them need.</summary>
    private static bool IsOfName(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
