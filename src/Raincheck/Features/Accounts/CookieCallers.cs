using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Raincheck.Platform.Access;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>The caller that a cookie is made for.</summary>
internal sealed class CookieCallers(RaincheckDb db) : IUserClaimsPrincipalFactory<UserAccount>
{
    public async Task<ClaimsPrincipal> CreateAsync(UserAccount user) =>
        Callers.Make(
            IdentityConstants.ApplicationScheme,
            user.Id,
            user.UserName!,
            await db.UserRoles.Where(r => r.UserId == user.Id).Select(r => r.RoleId).SingleOrDefaultAsync() ?? "",
            Callers.StampOf(user.SecurityStamp)
        );
}
