using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Raincheck.Features.Accounts;

/// <summary>Logs calls that a role does not allow.</summary>
internal sealed class RefusedCalls(ILogger<RefusedCalls> log) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler usual = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Forbidden)
            log.LogWarning("{Actor} may not {Method} {Route}", context.User.Identity?.Name, context.Request.Method, context.GetEndpoint());
        return usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
