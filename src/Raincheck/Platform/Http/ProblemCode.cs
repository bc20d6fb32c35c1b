using Raincheck.Core;

namespace Raincheck.Platform.Http;

/// <summary>
/// Every reason for which the host itself does not carry out a request, before or beside the rules. With
/// <see cref="RefusalCode"/> these are all the codes that a problem can have: the stable <c>code</c> is the name in snake case.
/// </summary>
public enum ProblemCode
{
    /// <summary>The body, the address or a header is malformed: <c>errors</c> says where.</summary>
    InvalidRequest,

    /// <summary>No valid credential came with the request.</summary>
    Unauthorized,

    /// <summary>User name or password is wrong, or the account is locked for some minutes.</summary>
    InvalidCredentials,

    /// <summary>The credential does not allow it.</summary>
    Forbidden,

    /// <summary>There is nothing at that address.</summary>
    NotFound,

    /// <summary>No job with that id.</summary>
    JobNotFound,

    /// <summary>The address does not take that method.</summary>
    MethodNotAllowed,

    /// <summary>The request body arrived too slowly.</summary>
    RequestTimeout,

    /// <summary>The body is larger than 8 MiB.</summary>
    BodyTooLarge,

    /// <summary>The body is not announced as JSON.</summary>
    UnsupportedMediaType,

    /// <summary>The credential, or the address without one, called too often: <c>Retry-After</c> says when to come back.</summary>
    RateLimited,

    /// <summary>A defect of the server; nothing is known to have changed.</summary>
    InternalError,

    /// <summary>The server is not ready to work; only <c>/health/ready</c> answers this.</summary>
    NotReady,

    /// <summary>The database cannot be reached or is overloaded: <c>Retry-After</c> says when to come back.</summary>
    Unavailable,

    /// <summary>The disk of the database is full. An administrator has to act; the server goes on by itself afterwards.</summary>
    DiskFull,

    /// <summary>The disk of the database does not write or read: it may be full by a quota, broken or taken away.</summary>
    DiskFailed,

    /// <summary>The database is damaged.</summary>
    DatabaseDamaged,

    /// <summary>The database, its file, its schema or one of its tables is gone, was replaced or cannot be opened.</summary>
    DatabaseGone,

    /// <summary>The database may only be read.</summary>
    DatabaseReadOnly,

    /// <summary>The database does not let the server in, or not do this.</summary>
    DatabaseForbidden,
}

/// <summary>The codes of problems, of the host's own and of the rules.</summary>
internal static class ProblemCodes
{
    /// <summary>Every code that a problem can have.</summary>
    public static IReadOnlyList<string> All { get; } =
    [.. Enum.GetValues<ProblemCode>().Select(EnumName.OfCode), .. Enum.GetValues<RefusalCode>().Select(EnumName.OfCode)];

    /// <summary>The HTTP status of a code: the one table of it.</summary>
    public static int StatusOf(ProblemCode code) =>
        code switch
        {
            ProblemCode.InvalidRequest => StatusCodes.Status400BadRequest,
            ProblemCode.Unauthorized or ProblemCode.InvalidCredentials => StatusCodes.Status401Unauthorized,
            ProblemCode.Forbidden => StatusCodes.Status403Forbidden,
            ProblemCode.NotFound or ProblemCode.JobNotFound => StatusCodes.Status404NotFound,
            ProblemCode.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            ProblemCode.RequestTimeout => StatusCodes.Status408RequestTimeout,
            ProblemCode.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
            ProblemCode.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            ProblemCode.RateLimited => StatusCodes.Status429TooManyRequests,
            ProblemCode.NotReady or ProblemCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            >= ProblemCode.DiskFull and <= ProblemCode.DatabaseForbidden => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
}
