using System.Globalization;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Platform.Http;

/// <summary>The parameters of a list, parsed strictly from the query string. It reports all errors at once.</summary>
internal sealed class ListQuery
{
    public const int PageSizeDefault = 50;
    public const int PageSizeMax = 500;

    private const int TextLengthMax = 320;

    private readonly IQueryCollection query;
    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
    private readonly string fingerprint;

    /// <param name="http">The request.</param>
    /// <param name="list">The list's name.</param>
    /// <param name="filters">The filters and sorts that it takes.</param>
    public ListQuery(HttpContext http, string list, params string[] filters)
        : this(http.Request.Query, list, filters) { }

    /// <inheritdoc cref="ListQuery(HttpContext, string, string[])"/>
    public ListQuery(IQueryCollection query, string list, params string[] filters)
    {
        this.query = query;
        fingerprint = Cursor.Fingerprint(list, filters.Select(f => (string?)query[f]));
        foreach (var name in query.Keys.Except([.. filters, "pageSize", "cursor"], StringComparer.OrdinalIgnoreCase))
            errors[name] = ["Unknown filter."];
        PageSize = Number("pageSize", 1, PageSizeMax) is { } size ? (int)size : PageSizeDefault;
        if (Text("cursor", 2000) is { } cursor)
        {
            After = Cursor.Read(cursor, fingerprint);
            if (After is null)
                errors["cursor"] = ["It is not a cursor of this list with these filters and this sort order."];
        }
    }

    public int PageSize { get; }

    /// <summary>The key of the last item of the page before; null on the first page.</summary>
    public JsonElement[]? After { get; private set; }

    /// <summary>The error in the query; null if it is valid.</summary>
    public Problem? Problem =>
        errors.Count == 0
            ? null
            : Problems.Make(ProblemCode.InvalidRequest, string.Join(" ", errors.Select(e => $"{e.Key}: {e.Value[0]}"))) with
            {
                Errors = errors,
            };

    public string? Text(string name) => Text(name, TextLengthMax);

    public long? Number(string name, long min, long max)
    {
        if (Text(name) is not { } text)
            return null;
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        errors[name] = [$"It must be a whole number from {min} to {max}."];
        return null;
    }

    /// <summary>A time, in microseconds since 1970-01-01 UTC.</summary>
    public long? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        // A plus sign that was not escaped arrives as a space.
        if (UtcTimes.TryRead(JsonSerializer.SerializeToElement(text.Replace(' ', '+')), out var time))
            return Micros.Of(time);
        errors[name] = ["It must be a time in ISO 8601, such as 2025-03-01T09:30:00Z."];
        return null;
    }

    /// <summary>One of these words.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text)
            return null;
        if (words.Contains(text))
            return text;
        errors[name] = [$"It must be one of {string.Join(", ", words!)}."];
        return null;
    }

    /// <summary>Some of these words, separated by commas; none if the parameter is missing.</summary>
    public IReadOnlySet<string> SeveralOf(string name, IReadOnlyList<string> words)
    {
        var asked = (Text(name, 2000) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (asked.Except(words, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            errors[name] = [$"There is no '{unknown}'. Known are {string.Join(", ", words)}."];
        return asked.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>One of an enumeration's names in camel case.</summary>
    public T? One<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (EnumName.Of(value) == text)
                return value;
        }
        errors[name] = [$"It must be one of {string.Join(", ", EnumName.All<T>())}."];
        return null;
    }

    /// <summary>The key of the page before, of these kinds of parts; an invalid cursor is a fault.</summary>
    public JsonElement[]? Key(params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (After is not { } key)
            return null;
        var fits = key.Length == kinds.Length;
        for (var i = 0; fits && i < kinds.Length; i++)
        {
            fits =
                key[i].ValueKind == kinds[i]
                && (kinds[i] != JsonValueKind.Number || key[i].TryGetInt64(out _))
                && (kinds[i] != JsonValueKind.String || IsPlain(key[i].GetString()!));
        }
        if (fits)
            return key;
        errors["cursor"] = ["It is not a cursor of this list."];
        return null;
    }

    /// <summary>A page of a short list in memory, in the order of a unique text.</summary>
    public IResult Answer<T>(IEnumerable<T> items, Func<T, string> keyOf)
    {
        var after = Key(JsonValueKind.String)?[0].GetString();
        if (Problem is { } problem)
            return Problems.Of(problem);
        var rows = items
            .OrderBy(keyOf, StringComparer.Ordinal)
            .Where(i => after is null || string.CompareOrdinal(keyOf(i), after) > 0)
            .Take(PageSize + 1)
            .ToList();
        return TypedResults.Ok(Page(rows, rows, i => [keyOf(i)]));
    }

    /// <summary>A page from one item more than it takes, read to know whether there is a next one.</summary>
    public Page<TView> Page<TRow, TView>(IReadOnlyList<TRow> rows, IReadOnlyList<TView> views, Func<TRow, object[]> keyOf) =>
        rows.Count <= PageSize
            ? new Page<TView>(views, null)
            : new Page<TView>([.. views.Take(PageSize)], Cursor.Write(fingerprint, keyOf(rows[PageSize - 1])));

    private string? Text(string name, int lengthMax)
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        if (values is [{ Length: > 0 } text] && text.Length <= lengthMax && IsPlain(text))
            return text;
        if (values is not [""] and not [null])
            errors[name] = [$"It must be given once, with at most {lengthMax} characters and no control characters."];
        return null;
    }

    private static bool IsPlain(string text) => !text.Any(char.IsControl);
}
