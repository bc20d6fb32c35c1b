namespace Raincheck.Storage;

/// <summary>The roles. Each has the permissions of the one before it, and more.</summary>
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

    /// <summary>The role of that name; null if there is none.</summary>
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
