namespace Raincheck.Platform.Http.Description;

/// <summary>
/// Names operations after their method and address: <c>createOrder</c>, <c>listProducts</c>, <c>holdOrder</c>,
/// <c>changeOrderLine</c>. A new endpoint has its name without anybody thinking of one.
/// </summary>
internal static class OperationIds
{
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The address as the description shows it: <c>/api/v1/orders/{number}/lines</c>.</param>
    /// <param name="answersWithAPage">Whether it is a list.</param>
    public static string Of(string method, string path, bool answersWithAPage)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(s => s is "api" or "v1").ToList();
        var name = segments[^1];
        // What stands behind a thing and is not itself a collection is what is done to the thing.
        var isAction = method == "POST" && segments.Count > 1 && !IsParameter(name) && !IsPlural(name);
        var verb = method switch
        {
            "GET" => answersWithAPage ? "list" : "get",
            "POST" => isAction ? Camel(name) : "create",
            "PATCH" => "change",
            "DELETE" => "remove",
            _ => "put",
        };
        var things = isAction ? segments[..^1] : segments;
        return verb + string.Concat(Words(things, oneOfTheLast: method == "POST" && !isAction));
    }

    /// <summary>Each thing, in the singular where one of it is meant.</summary>
    private static IEnumerable<string> Words(List<string> segments, bool oneOfTheLast)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            if (IsParameter(segments[i]))
                continue;
            var one = i + 1 < segments.Count ? IsParameter(segments[i + 1]) : oneOfTheLast;
            yield return Pascal(one ? Singular(segments[i]) : segments[i]);
        }
    }

    private static bool IsParameter(string segment) => segment[0] == '{';

    private static bool IsPlural(string word) =>
        word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && !word.EndsWith("us", StringComparison.Ordinal);

    private static string Singular(string word) =>
        !IsPlural(word) ? word
        : word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word[..^1];

    private static string Camel(string word)
    {
        var pascal = Pascal(word);
        return char.ToLowerInvariant(pascal[0]) + pascal[1..];
    }

    private static string Pascal(string word) => string.Concat(word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
