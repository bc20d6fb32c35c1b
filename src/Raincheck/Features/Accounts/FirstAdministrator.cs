using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>The administrator of a client that has no user yet; one with a random password where no password is given.</summary>
/// <remarks>
/// A random password is printed before the account is committed: a start that ends in between leaves no account, and the next one prints
/// another password.
/// </remarks>
/// <param name="UserName">The name to sign in with.</param>
/// <param name="Password">The password; null for a random one, printed once.</param>
public sealed record FirstAdministrator(string UserName, string? Password)
{
    public const string UserVariable = "RAINCHECK_ADMIN_USER";
    public const string PasswordVariable = "RAINCHECK_ADMIN_PASSWORD";

    /// <summary>Where a random password is printed.</summary>
    internal TextWriter Output { get; init; } = Console.Out;

    private const string Actor = "first start";
    private const string DefaultUserName = "admin";
    private const int RandomBytes = 15;

    public static FirstAdministrator FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } name ? name : DefaultUserName,
            Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null
        );

    /// <summary>A random password.</summary>
    public static string NewPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Creates the administrator if there is no user.</summary>
    /// <exception cref="InvalidOperationException">The name or the password is not acceptable.</exception>
    internal async Task EnsureAsync(IServiceProvider services, CancellationToken cancel)
    {
        // Nearly every start finds users, and needs no transaction to see them.
        await using (var db = services.GetRequiredService<ClientDatabase>().CreateContext())
        {
            if (await db.Users.AnyAsync(cancel))
                return;
        }
        var password = Password ?? NewPassword();
        var accounts = services.GetRequiredService<AccountChanges>();
        var made = await accounts.ExecuteAsync(new AddFirstUser(UserName, password, PrintPasswordAsync), new CommandContext(Actor), cancel);
        if (made.Refusal is { } refusal)
            throw new InvalidOperationException($"{UserVariable} and {PasswordVariable} make no administrator: {refusal.Detail}");

        async Task PrintPasswordAsync()
        {
            if (Password is not null)
                return;
            await Output.WriteLineAsync($"The first administrator is {UserName} with the password {password}");
            await Output.WriteLineAsync("It is shown this once.");
            await Output.FlushAsync(cancel);
        }
    }
}
