using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>An access token.</summary>
/// <param name="AccessToken">The token itself.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">For how many seconds it is good.</param>
public sealed record TokenView(string AccessToken, string TokenType, int ExpiresIn);

/// <summary>
/// Makes access tokens. The key that signs them is in the client's database, so that they outlive a restart and are good at
/// every process that serves the same client, and at no other client's.
/// </summary>
internal sealed class AccessTokens(ClientDatabase database, AtRestKey atRest, TimeProvider time)
{
    public const string Issuer = "raincheck";

    private const string SecretName = "access-token-key";
    private const int KeyBytes = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private SymmetricSecurityKey? key;

    public SymmetricSecurityKey Key => key ?? throw new InvalidOperationException("the key of access tokens was not loaded");

    /// <summary>Reads the key, and makes it where the database has none yet.</summary>
    public async Task LoadKeyAsync(CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        var secrets = db.Secrets.AsNoTracking().Where(s => s.Name == SecretName);
        if (!await secrets.AnyAsync(cancel))
        {
            var fresh = atRest.Encrypt(SecretName, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
            // Of two processes that start together, one makes the key and both read it.
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO secrets (name, value) VALUES ({SecretName}, {fresh}) ON CONFLICT (name) DO NOTHING",
                cancel
            );
        }
        var kept = atRest.Decrypt(SecretName, (await secrets.SingleAsync(cancel)).Value);
        key = new SymmetricSecurityKey(Convert.FromBase64String(kept));
    }

    public TokenView Issue(UserAccount user)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Issuer,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                Subject = new ClaimsIdentity([
                    new Claim(Callers.Id, user.Id),
                    new Claim(Callers.Name, user.UserName!),
                    new Claim(Callers.Stamp, Callers.StampOf(user.SecurityStamp)),
                ]),
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
            }
        );
        return new TokenView(token, "Bearer", (int)Lifetime.TotalSeconds);
    }
}

/// <summary>How access tokens are checked.</summary>
internal sealed class AccessTokenOptions(AccessTokens tokens, Credentials credentials, TimeProvider time)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(string? name, JwtBearerOptions options) => Configure(options);

    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = AccessTokens.Issuer,
            ValidAudience = AccessTokens.Issuer,
            IssuerSigningKey = tokens.Key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (notBefore, expires, _, _) => notBefore <= Now() && expires > Now(),
        };
        options.Events = new JwtBearerEvents { OnTokenValidated = RefreshAsync };
    }

    private async Task RefreshAsync(TokenValidatedContext context)
    {
        context.Principal = await credentials.RefreshAsync(context.Principal!, context.HttpContext.RequestAborted);
        if (context.Principal is null)
            context.Fail("the user was removed or disabled, or their password changed");
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
