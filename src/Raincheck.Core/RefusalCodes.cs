using System.Text.Json;

namespace Raincheck.Core;

/// <summary>The names of refusal codes outside of the program.</summary>
public static class RefusalCodes
{
    /// <summary>The stable name of a code, such as <c>unknown_sku</c>.</summary>
    public static string NameOf(RefusalCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
}
