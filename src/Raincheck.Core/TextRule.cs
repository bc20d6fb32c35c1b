using System.Text;

namespace Raincheck.Core;

/// <summary>What a text that people or programs send must be like.</summary>
public static class TextRule
{
    /// <summary>What is wrong with a text, to stand behind its name; null if nothing is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lengthMax">The most characters.</param>
    /// <param name="severalLines">Whether it may have line breaks and tabs. Names, numbers and addresses stand on one line.</param>
    public static string? FaultOf(string text, int lengthMax, bool severalLines = false)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "is empty";
        if (text.Length > lengthMax)
            return $"has {text.Length} characters; the limit is {lengthMax}";
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD || (Rune.IsControl(rune) && !(severalLines && rune.Value is '\n' or '\r' or '\t')))
                return "has a control or broken character";
        }
        return null;
    }

    /// <summary>A refusal for a member that is given and wrong.</summary>
    public static Refusal? Check(string? text, string path, int lengthMax, bool severalLines = false) =>
        text is not null && FaultOf(text, lengthMax, severalLines) is { } fault
            ? new Refusal(RefusalCode.InvalidValue, $"{path} {fault}.", path)
            : null;
}
