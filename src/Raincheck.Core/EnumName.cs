using System.Text.Json;

namespace Raincheck.Core;

/// <summary>The names of an enum's values outside of the program: in the API, the journal, files and messages.</summary>
public static class EnumName
{
    /// <summary>The name of a value in camelCase, such as <c>inProcess</c>.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Spell(value.ToString());

    /// <summary>The names of all values, in the order of their numbers.</summary>
    public static IEnumerable<string> All<TEnum>()
        where TEnum : struct, Enum => All(typeof(TEnum));

    /// <inheritdoc cref="All{TEnum}"/>
    public static IEnumerable<string> All(Type type) => Enum.GetNames(type).Select(Spell);

    /// <summary>The name of a code in snake_case, such as <c>unknown_sku</c>.</summary>
    public static string OfCode<TEnum>(TEnum code)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    private static string Spell(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
