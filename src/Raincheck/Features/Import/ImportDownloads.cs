using Microsoft.Net.Http.Headers;
using Raincheck.Platform.Access;
using Raincheck.Platform.Jobs;

namespace Raincheck.Features.Import;

/// <summary><c>GET /import/results/{job}/rejects.csv</c>: the rows that did not come in, each with its reason, to be mended and imported again.</summary>
internal static class ImportDownloads
{
    public static string AddressOf(string job) => $"/import/results/{job}/rejects.csv";

    public static void MapImportDownloads(this IEndpointRouteBuilder app) =>
        app.MapGet("/import/results/{job}/rejects.csv", GetAsync).RequireAuthorization(Policies.Work).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(string job, HttpContext http, ImportFiles files)
    {
        if (await files.FindAsync(job, http.RequestAborted) is not { } file)
            return TypedResults.NotFound();
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Stream(files.Open(file), "text/csv; charset=utf-8", file.Name);
    }
}

/// <summary>Deletes expired files and rejected rows.</summary>
internal sealed class ImportRetention(ImportFiles files, TimeProvider time, ILogger<ImportRetention> log)
    : RepeatedWork(TimeSpan.FromHours(1), time, log)
{
    protected override Task RunRoundAsync(CancellationToken cancel) => files.PruneAsync(cancel);
}
