using Microsoft.AspNetCore.Identity;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>
/// What a password may be, beside its least length: long rather than colourful, and nothing that is tried first: none of the
/// 3,000 most frequent ones, not the name of its user, not the name of the product.
/// </summary>
internal sealed class Passwords : IPasswordValidator<UserAccount>
{
    public const int LengthMin = 8;
    public const int LengthMax = 256;

    private const string Product = "raincheck";

    private static readonly Lazy<HashSet<string>> Common = new(Load);

    public Task<IdentityResult> ValidateAsync(UserManager<UserAccount> manager, UserAccount user, string? password)
    {
        var text = password ?? "";
        var fault =
            text.Length > LengthMax ? $"A password has at most {LengthMax} characters."
            : IsGuessable(text, user.UserName ?? "") ? "The password is too common."
            : null;
        return Task.FromResult(
            fault is null
                ? IdentityResult.Success
                : IdentityResult.Failed(new IdentityError { Code = "PasswordUnacceptable", Description = fault })
        );
    }

    private static bool IsGuessable(string password, string userName)
    {
        // Digits and signs around a word make it no harder to guess.
        var word = password.Trim().ToLowerInvariant().AsSpan().Trim("0123456789!?.,-_*#@$").ToString();
        return Common.Value.Contains(password)
            || word == Product
            || word.Equals(userName, StringComparison.OrdinalIgnoreCase)
            || password.Equals(userName, StringComparison.OrdinalIgnoreCase)
            || (word.Length >= LengthMin && Common.Value.Contains(word));
    }

    private static HashSet<string> Load()
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("accounts/common-passwords.txt")!;
        using var lines = new StreamReader(stream);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
