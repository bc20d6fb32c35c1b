using System.Text;

namespace Raincheck.Storage;

/// <summary>The limits of the database.</summary>
internal static class Storable
{
    /// <summary>Whether a text could have been stored. One that could not must not be asked for: PostgreSQL takes no NUL, and what was no text came as U+FFFD.</summary>
    public static bool IsText(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && !text.EnumerateRunes().Contains(Rune.ReplacementChar);
}
