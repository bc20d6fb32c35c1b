using Microsoft.AspNetCore.Identity;

namespace Raincheck.Storage;

/// <summary>A user with a password.</summary>
public sealed class UserAccount : IdentityUser
{
    public UserAccount() { }

    public UserAccount(string userName)
        : base(userName) => LockoutEnabled = true;

    /// <summary>The user cannot sign in until an administrator enables them.</summary>
    public bool IsDisabled { get; set; }
}

/// <summary>A user signed in to the console.</summary>
public sealed class Session
{
    public string Id { get; set; } = "";
    public string UserId { get; set; } = "";
    public long CreatedAt { get; set; }

    /// <summary>The maximum lifetime, also for active users.</summary>
    public long EndsAt { get; set; }
}

/// <summary>An address from which a user has signed in.</summary>
public sealed class KnownAddress
{
    public string UserId { get; set; } = "";
    public string Address { get; set; } = "";

    /// <summary>The last sign-in from there.</summary>
    public long SeenAt { get; set; }
}

/// <summary>Wrong passwords in a row from one source.</summary>
public sealed class SignInFailures
{
    /// <summary>A user, or a digest of an unknown name, with the address.</summary>
    public string Source { get; set; } = "";

    public int Failures { get; set; }

    /// <summary>0 for not locked.</summary>
    public long LockedUntil { get; set; }

    public long LastAt { get; set; }
}

/// <summary>The secret of an API key.</summary>
public sealed class ApiKey
{
    public string Id { get; set; } = "";

    /// <summary>What people know it by; the journal has it as <c>key:NAME</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name of its role.</summary>
    public string Role { get; set; } = "";

    /// <summary>The digest of the key; the key itself is not kept.</summary>
    public string Hash { get; set; } = "";

    public long CreatedAt { get; set; }

    /// <summary>The creator.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was last used, give or take a minute; null for never.</summary>
    public long? LastUsedAt { get; set; }
}
