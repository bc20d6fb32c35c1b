using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>Authentication and authorization.</summary>
internal static class AccountServices
{
    /// <summary>Users and their passwords.</summary>
    public static IdentityBuilder AddAccounts(this IServiceCollection services, int passwordRounds = PasswordHashing.Rounds)
    {
        services.AddSingleton<Credentials>();
        services.AddSingleton<AccountChanges>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = passwordRounds);
        return services
            .AddIdentityCore<UserAccount>(identity =>
            {
                identity.Password.RequiredLength = Passwords.LengthMin;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.ClaimsIdentity.UserIdClaimType = Callers.Id;
                identity.ClaimsIdentity.UserNameClaimType = Callers.Name;
                identity.ClaimsIdentity.RoleClaimType = Callers.Role;
            })
            .AddPasswordValidator<Passwords>()
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<RaincheckDb>();
    }

    public static void MapAccounts(this RouteGroupBuilder api)
    {
        api.MapToken();
        api.MapMe();
        api.MapUsers();
        api.MapApiKeys();
    }

    /// <summary>What the console's forms send outside of its pages.</summary>
    public static void MapAccountPages(this WebApplication app) => app.MapSignOut();

    /// <summary>How callers show who they are: by a token at the API, by a cookie at the pages.</summary>
    public static void AddSignIn(this IServiceCollection services, int passwordRounds)
    {
        services.AddSingleton<NobodysPassword>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<Sessions>();
        services.AddAccounts(passwordRounds).AddSignInManager<PasswordSignIn>().AddClaimsPrincipalFactory<CookieCallers>();
        services.AddScoped(provider => (PasswordSignIn)provider.GetRequiredService<SignInManager<UserAccount>>());
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<KeysAtRest>();
        services.AddSingleton<UserReader>();
        services.AddSingleton<ApiKeyReader>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, EncryptedKeys>();
        services
            .AddAuthentication(Schemes.ByPath)
            .AddPolicyScheme(Schemes.ByPath, null, options => options.ForwardDefaultSelector = Schemes.Of)
            .AddJwtBearer()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddApplicationCookie();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, AccessTokenOptions>();
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, ConsoleCookie>();
        services.AddAuthorization(Policies.AddTo);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedCalls>();
        // Kept in the client's database: cookies outlive a restart, and are good at every process that serves the client.
        services.AddDataProtection().SetApplicationName("raincheck").PersistKeysToDbContext<RaincheckDb>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "raincheck-antiforgery";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }
}

/// <summary>Encrypts the keys of Data Protection if a key is configured.</summary>
internal sealed class EncryptedKeys(AtRestKey key) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        if (key.IsGiven)
            options.XmlEncryptor = new AtRestXmlEncryptor(key);
    }
}
