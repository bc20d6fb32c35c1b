namespace Raincheck.Core;

/// <summary>How a refusal is meant, and so which HTTP status it has.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is malformed: 400.</summary>
    Invalid = 400,

    /// <summary>What the address names does not exist: 404.</summary>
    NotFound = 404,

    /// <summary>A state forbids the call, or a number or reference is taken: 409.</summary>
    Conflict = 409,

    /// <summary>The caller's version is stale: 412.</summary>
    Stale = 412,

    /// <summary>Well formed, but cannot be carried out: 422.</summary>
    Unprocessable = 422,
}
