namespace Raincheck.Api;

/// <summary>Lets an order number or a SKU with a slash stand in an address as <c>%2F</c>, which routing leaves as it is.</summary>
internal sealed class SlashesInNames(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string text && text.Contains("%2F", StringComparison.OrdinalIgnoreCase))
                http.Request.RouteValues[name] = text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        }
        return next(http);
    }
}
