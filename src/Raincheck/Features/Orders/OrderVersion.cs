using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Raincheck.Ledger;

namespace Raincheck.Features.Orders;

/// <summary>The response body of an order, and the entity tag derived from its bytes.</summary>
/// <param name="Body">The order as JSON.</param>
/// <param name="Tag">A strong entity tag, with its quotes.</param>
internal sealed record OrderVersion(byte[] Body, string Tag)
{
    public static OrderVersion Of(OrderView order)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(order, LedgerJson.Options);
        return new OrderVersion(body, $"\"{Base64Url.EncodeToString(SHA256.HashData(body))}\"");
    }
}

/// <summary>Answers with an order and its entity tag.</summary>
internal sealed class OrderResult(OrderView order, int status = StatusCodes.Status200OK) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var version = OrderVersion.Of(order);
        httpContext.Response.Headers.ETag = version.Tag;
        if (HttpMethods.IsGet(httpContext.Request.Method) && httpContext.Request.Headers.IfNoneMatch.Contains(version.Tag))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = version.Body.Length;
        await httpContext.Response.Body.WriteAsync(version.Body, httpContext.RequestAborted);
    }
}
