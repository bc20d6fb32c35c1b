using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Raincheck.Platform.Access;

namespace Raincheck.Platform.Http;

/// <summary>Rate limits. 0 is no limit.</summary>
/// <param name="CallsPerMinute">Calls of one credential, and of one address without any.</param>
/// <param name="SignInsPerMinute">Attempts to sign in from one address; also calls of the customers' page from one address.</param>
public sealed record RateLimits(int CallsPerMinute, int SignInsPerMinute)
{
    /// <summary>The default limits, far above the rates of feeds and of users.</summary>
    public static RateLimits Default { get; } = new(60_000, 30);

    /// <summary>No limits.</summary>
    public static RateLimits None { get; } = new(0, 0);
}

/// <summary>
/// Counts calls: a minute's worth may come at once, and comes back bit by bit. What is too much is refused with <c>429</c> and
/// the time to wait.
/// </summary>
internal static class RateLimiting
{
    /// <summary>The requests of a credential.</summary>
    public const string Calls = "calls";

    /// <summary>For trying passwords.</summary>
    public const string SignIns = "sign-ins";

    /// <summary>Pages that anyone may open who knows a secret address: looking at them is guessing too.</summary>
    public const string PublicPages = "public pages";

    private const int PeriodsPerMinuteMax = 60;

    public static void AddRateLimits(this IServiceCollection services, RateLimits limits) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(Calls, http => Bucket(http.User.FindFirstValue(Callers.Id) ?? CallerAddress.Of(http), limits.CallsPerMinute));
            // To look at the page for it is no attempt.
            limiter.AddPolicy(
                SignIns,
                http =>
                    HttpMethods.IsPost(http.Request.Method)
                        ? Bucket(CallerAddress.Of(http), limits.SignInsPerMinute)
                        : RateLimitPartition.GetNoLimiter("to look at it")
            );
            limiter.AddPolicy(PublicPages, http => Bucket(CallerAddress.Of(http), limits.SignInsPerMinute));
            limiter.OnRejected = RefuseAsync;
        });

    private static RateLimitPartition<string> Bucket(string caller, int perMinute) =>
        perMinute == 0
            ? RateLimitPartition.GetNoLimiter(caller)
            : RateLimitPartition.GetTokenBucketLimiter(caller, _ => OptionsOf(perMinute));

    /// <summary>Whole calls come back, at the most every second, and in a minute as many as a minute allows.</summary>
    internal static TokenBucketRateLimiterOptions OptionsOf(int perMinute)
    {
        var calls = (perMinute + PeriodsPerMinuteMax - 1) / PeriodsPerMinuteMax;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = calls,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * calls / perMinute,
            QueueLimit = 0,
        };
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancel)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems.WriteAsync(
            rejected.HttpContext,
            Problems.Make(ProblemCode.RateLimited, $"Too many requests. Retry after {seconds} seconds.")
        );
    }
}
