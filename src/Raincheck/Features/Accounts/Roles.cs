using Microsoft.AspNetCore.Authorization;

namespace Raincheck.Features.Accounts;

/// <summary>What somebody may do. Each role may do what the one before it may, and more.</summary>
public enum Role
{
    /// <inheritdoc cref="Roles.Viewer"/>
    Viewer,

    /// <inheritdoc cref="Roles.Agent"/>
    Agent,

    /// <inheritdoc cref="Roles.Admin"/>
    Admin,
}

/// <summary>The names of the roles, as the database and the API have them.</summary>
public static class Roles
{
    /// <summary>Reads everything but users and API keys.</summary>
    public const string Viewer = "viewer";

    /// <summary>Does the daily work: orders, products, stock, purchasing, jobs.</summary>
    public const string Agent = "agent";

    /// <summary>Decides how the client works: settings, companies, warehouses, vendors, e-mail templates, users and API keys.</summary>
    public const string Admin = "admin";

    /// <summary>From the least to the most.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Agent, Admin];

    public static string NameOf(Role role) => All[(int)role];

    /// <summary>The role of that name; null where there is none.</summary>
    public static Role? Find(string? name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == name)
                return (Role)i;
        }
        return null;
    }
}

/// <summary>What is asked of a caller, by routes, pages and buttons alike.</summary>
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
