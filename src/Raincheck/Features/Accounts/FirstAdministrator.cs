using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>The administrator of a client that has no user yet; one with a random password where no password is given.</summary>
/// <param name="UserName">The name to sign in with.</param>
/// <param name="Password">The password; null for a random one, printed once.</param>
public sealed record FirstAdministrator(string UserName, string? Password)
{
    public const string UserVariable = "RAINCHECK_ADMIN_USER";
    public const string PasswordVariable = "RAINCHECK_ADMIN_PASSWORD";

    private const string DefaultUserName = "admin";
    private const int RandomBytes = 15;

    public static FirstAdministrator FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } name ? name : DefaultUserName,
            Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null
        );

    /// <summary>A random password.</summary>
    public static string NewPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Makes the administrator where there is no user.</summary>
    /// <exception cref="InvalidOperationException">The name or the password is not acceptable.</exception>
    internal async Task EnsureAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        if (await users.Users.AnyAsync(cancel))
            return;
        var password = Password ?? NewPassword();
        if (!await MakeAsync(users, password, services, cancel) || Password is not null)
            return;
        await Console.Out.WriteLineAsync($"The first administrator is {UserName} with the password {password}");
        await Console.Out.WriteLineAsync("It is shown this once.");
    }

    /// <returns>False where another process that started with this one was quicker.</returns>
    private async Task<bool> MakeAsync(
        UserManager<IdentityUser> users,
        string password,
        IServiceProvider services,
        CancellationToken cancel
    )
    {
        try
        {
            var made = await users.CreateAsync(new IdentityUser(UserName) { LockoutEnabled = true }, password);
            if (made.Succeeded)
                return true;
            if (!await AnyUserAsync(services, cancel))
            {
                throw new InvalidOperationException(
                    $"{UserVariable} and {PasswordVariable} make no administrator: {string.Join(" ", made.Errors.Select(e => e.Description))}"
                );
            }
        }
        catch (DbUpdateException)
        {
            if (!await AnyUserAsync(services, cancel))
                throw;
        }
        return false;
    }

    private static async Task<bool> AnyUserAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var db = services.GetRequiredService<ClientDatabase>().CreateContext();
        return await db.Users.AnyAsync(cancel);
    }
}
