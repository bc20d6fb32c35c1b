using System.Text.Json;
using Raincheck.Tests.Infrastructure;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// Names that exist, learnt from the lists and answers of the API itself: what answers call <c>sku</c> is good wherever a
/// request wants a <c>sku</c>, and what <c>GET /orders</c> lists as <c>number</c> wherever an address wants <c>/orders/{number}</c>.
/// </summary>
internal sealed class KnownValues(ApiHost api, ApiContract contract)
{
    private const int ValuesMax = 200;

    /// <summary>Members that want the name of something else than they are called.</summary>
    private static readonly Dictionary<string, string[]> SameAs = new(StringComparer.Ordinal)
    {
        ["replacementSku"] = ["sku"],
        ["shadowOf"] = ["sku"],
        ["skus"] = ["sku"],
        ["from"] = ["warehouse"],
        ["to"] = ["warehouse"],
        ["defaultWarehouse"] = ["warehouse"],
        ["purchaseOrder"] = ["purchase-orders/number"],
        ["order"] = ["orders/number"],
        ["jobs/id"] = ["recalculations/id", "verifications/id"],
        ["orders"] = ["orders/number"],
        ["template"] = ["templates/name"],
    };

    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    /// <summary>Reads every list anew.</summary>
    public async Task RefreshAsync()
    {
        foreach (var list in contract.Operations.Where(o => o.Method == "GET" && o.NeedsCredential && !o.Path.Contains('{')))
        {
            var reply = await api.Get(list.Path["/api/v1".Length..]);
            if (reply.Status == System.Net.HttpStatusCode.OK)
                Learn(list.Path, reply.Json);
        }
    }

    /// <summary>Learns from an answer to a call of this address.</summary>
    public void Learn(string path, JsonElement answer)
    {
        var segment = path.Split('/').Last(s => !s.Contains('{'));
        Visit(answer, segment, isTop: true);
    }

    /// <summary>A value that exists for a member of this name; null where none is known.</summary>
    public string? Pick(Random random, string name)
    {
        foreach (var key in (string[])[name, .. SameAs.GetValueOrDefault(name) ?? []])
        {
            if (values.TryGetValue(key, out var known) && known.Count > 0)
                return known[random.Next(known.Count)];
        }
        return null;
    }

    /// <summary>A value that exists for a parameter of an address, by what stands before it.</summary>
    public string? PickForAddress(Random random, string segment, string name) =>
        Pick(random, $"{segment}/{name}") ?? Pick(random, Singular(segment)) ?? Pick(random, name);

    private static string Singular(string segment) =>
        segment.EndsWith("ies", StringComparison.Ordinal) ? segment[..^3] + "y" : segment.TrimEnd('s');

    private void Visit(JsonElement value, string segment, bool isTop)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Visit(item, segment, isTop);
        }
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in value.EnumerateObject())
        {
            // What the tests sign in as must go on working.
            if (
                member.Value.ValueKind == JsonValueKind.String
                && member.Value.GetString() is { Length: > 0 } text
                && text != ApiHost.UserName
            )
            {
                Add(member.Name, text);
                if (isTop)
                    Add($"{segment}/{member.Name}", text);
            }
            Visit(member.Value, segment, isTop && member.Name == "items");
        }
    }

    private void Add(string name, string text)
    {
        if (!values.TryGetValue(name, out var known))
            values.Add(name, known = []);
        if (known.Contains(text, StringComparer.Ordinal))
            return;
        if (known.Count >= ValuesMax)
            known.RemoveAt(0);
        known.Add(text);
    }
}
