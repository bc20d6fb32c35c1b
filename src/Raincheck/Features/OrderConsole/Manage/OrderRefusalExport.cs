using Raincheck.Platform.Access;
using Raincheck.Platform.Jobs;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.OrderConsole.Manage;

/// <summary><c>GET /jobs/{id}/refusals.csv</c>: the orders that a bulk action could not be done to, each with its reason.</summary>
internal static class OrderRefusalExport
{
    public static string AddressOf(string job) => $"/jobs/{job}/refusals.csv";

    public static void MapOrderRefusals(this IEndpointRouteBuilder app) =>
        app.MapGet("/jobs/{id}/refusals.csv", GetAsync).RequireAuthorization(Policies.Read).ExcludeFromDescription();

    private static async Task<IResult> GetAsync(string id, HttpContext http, JobStore jobs)
    {
        if (await jobs.FindAsync(id, http.RequestAborted) is not { Kind: OrderActionJob.Kind } job)
            return TypedResults.NotFound();
        var bytes = new MemoryStream();
        await using (var file = CsvFile.Download(bytes))
        {
            file.WriteRecord("order", "problem");
            foreach (var refusal in await jobs.RefusalsAsync(job.Id, int.MaxValue, http.RequestAborted))
            {
                file.WriteSafe(refusal.Subject);
                file.WriteSafe(refusal.Problem);
                file.EndRecord();
            }
        }
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(bytes.ToArray(), "text/csv; charset=utf-8", "refused-orders.csv");
    }
}
