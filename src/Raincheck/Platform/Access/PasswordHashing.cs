namespace Raincheck.Platform.Access;

/// <summary>How slow it is to try out a password, wherever something derived from one is stored.</summary>
internal static class PasswordHashing
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, as OWASP recommends.</summary>
    public const int Rounds = 210_000;
}
