using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>Who may call, and how the host knows.</summary>
internal static class AccountServices
{
    /// <summary>Passwords are long rather than colourful.</summary>
    public const int PasswordLengthMin = 8;

    private const int FailuresMax = 5;
    private static readonly TimeSpan LockedOut = TimeSpan.FromMinutes(5);

    public static void AddAccounts(this IServiceCollection services)
    {
        services
            .AddIdentityCore<IdentityUser>(identity =>
            {
                identity.Password.RequiredLength = PasswordLengthMin;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = FailuresMax;
                identity.Lockout.DefaultLockoutTimeSpan = LockedOut;
            })
            .AddEntityFrameworkStores<RaincheckDb>();
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, AccessTokenOptions>();
        services.AddAuthorization();
    }
}
