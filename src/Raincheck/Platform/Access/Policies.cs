using Microsoft.AspNetCore.Authorization;
using Raincheck.Storage;

namespace Raincheck.Platform.Access;

/// <summary>The authorization policies of routes, pages and buttons.</summary>
public static class Policies
{
    /// <summary>To look at things: every role.</summary>
    public const string Read = "read";

    /// <summary>To do the daily work: <see cref="Roles.Agent"/> and <see cref="Roles.Admin"/>.</summary>
    public const string Work = "work";

    /// <summary>To decide how the client works: <see cref="Roles.Admin"/>.</summary>
    public const string Administer = "administer";

    internal static void AddTo(AuthorizationOptions options)
    {
        options.AddPolicy(Read, policy => policy.RequireRole(Roles.All));
        options.AddPolicy(Work, policy => policy.RequireRole(Roles.Agent, Roles.Admin));
        options.AddPolicy(Administer, policy => policy.RequireRole(Roles.Admin));
    }

    /// <summary>
    /// Says once for a group what its routes ask for: one policy for those that only read, another for all others. A route or
    /// an inner group that says otherwise by itself is left alone.
    /// </summary>
    internal static RouteGroupBuilder RequireRoles(this RouteGroupBuilder group, string toRead, string toChange)
    {
        ((IEndpointConventionBuilder)group).Finally(route =>
        {
            if (route.Metadata.Any(m => m is IAuthorizeData or IAllowAnonymous))
                return;
            var methods = route.Metadata.OfType<IHttpMethodMetadata>().Last().HttpMethods;
            route.Metadata.Add(new AuthorizeAttribute(methods.All(HttpMethods.IsGet) ? toRead : toChange));
        });
        return group;
    }
}
