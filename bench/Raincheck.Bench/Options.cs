using System.Globalization;

namespace Raincheck.Bench;

/// <summary>What stands after the name of a benchmark: <c>--name value</c>, any number of times.</summary>
public sealed class Options
{
    private readonly Dictionary<string, string> values;

    private Options(Dictionary<string, string> values) => this.values = values;

    /// <summary>False, with a sentence that says why, where the arguments are not pairs of a name and a value.</summary>
    public static bool TryParse(ReadOnlySpan<string> args, out Options options, out string mistake)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        options = new Options(given);
        mistake = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
            {
                mistake = $"{args[i]}: options are given as --name value.";
                return false;
            }
            given[args[i][2..]] = args[i + 1];
        }
        return true;
    }

    /// <summary>The text of an option, or what it is where it was not given.</summary>
    public string Text(string name, string otherwise) => values.GetValueOrDefault(name, otherwise);

    /// <summary>The whole number of an option, or what it is where it was not given.</summary>
    public int Number(string name, int otherwise) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;
}
