using Microsoft.AspNetCore.Identity;

namespace Raincheck.Storage;

/// <summary>Somebody who signs in with a password.</summary>
public sealed class UserAccount : IdentityUser
{
    public UserAccount() { }

    public UserAccount(string userName)
        : base(userName) => LockoutEnabled = true;

    /// <summary>May not sign in, until somebody lets them again.</summary>
    public bool IsDisabled { get; set; }
}

/// <summary>What a program signs its calls with.</summary>
public sealed class ApiKey
{
    public string Id { get; set; } = "";

    /// <summary>What people know it by; the journal has it as <c>key:NAME</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it may do: the name of a role.</summary>
    public string Role { get; set; } = "";

    /// <summary>The digest of the key; the key itself is not kept.</summary>
    public string Hash { get; set; } = "";

    public long CreatedAt { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was last used, give or take a minute; null for never.</summary>
    public long? LastUsedAt { get; set; }
}
