using Raincheck.Core;

namespace Raincheck.Features.Import;

/// <summary>A column of one of our files.</summary>
public readonly record struct ImportColumn(string Name, bool Required = false);

/// <summary>The positions of the known columns in a file.</summary>
internal sealed class ImportColumns
{
    // The two columns that a rejects file has more, so that a mended one can be imported as it is.
    private static readonly string[] PassedOver = ["line", "reason"];

    /// <summary>How many columns a rejects file has before those of the file that was imported.</summary>
    public static int RejectsColumns => PassedOver.Length;

    private readonly Dictionary<string, int> places;

    private readonly Dictionary<string, string> constants;

    private ImportColumns(IReadOnlyList<string> header, Dictionary<string, int> places, Dictionary<string, string> constants)
    {
        Header = header;
        this.places = places;
        this.constants = constants;
    }

    /// <summary>The names in the file, in their order.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The place of one of our columns, or -1 if the file lacks it.</summary>
    public int PlaceOf(string column) => places.GetValueOrDefault(column, -1);

    /// <summary>The value that every row has in one of our columns, or null.</summary>
    public string? ConstantOf(string column) => constants.GetValueOrDefault(column);

    /// <summary>Whether the rows have one of our columns, from the file or as a constant.</summary>
    public bool Has(string column) => places.ContainsKey(column) || constants.ContainsKey(column);

    /// <summary>How many of the names are known; the delimiter is chosen by it.</summary>
    public static int CountKnown(IReadOnlyList<string> header, IReadOnlyList<ImportColumn> columns, ImportOptions options) =>
        header.Count(name => options.Map.ContainsKey(name.Trim()) || Find(columns, name) is not null || IsPassedOver(name));

    /// <summary>Finds our columns in a header; refuses, naming every column concerned, what cannot be understood.</summary>
    public static Outcome<ImportColumns> Match(IReadOnlyList<string> header, IReadOnlyList<ImportColumn> columns, ImportOptions options)
    {
        var found = new Dictionary<string, int>();
        var twice = new List<string>();
        var unknown = new List<string>();
        var badTargets = options.Map.Values.Where(ours => ours.Length > 0 && Find(columns, ours) is null).ToList();
        var badSources = options.Map.Keys.Where(theirs => !header.Any(h => SameName(h.Trim(), theirs))).ToList();
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim();
            var isMapped = options.Map.TryGetValue(name, out var mapped);
            if (isMapped && mapped!.Length == 0)
                continue;
            if (Find(columns, isMapped ? mapped! : name) is { } ours)
            {
                if (!found.TryAdd(ours, i))
                    twice.Add(ours);
            }
            else if (!isMapped && name.Length > 0 && !IsPassedOver(name) && !options.IgnoreOtherColumns)
            {
                unknown.Add(name);
            }
        }
        var values = new Dictionary<string, string>();
        var badConstants = new List<string>();
        foreach (var (name, value) in options.Constants)
        {
            if (Find(columns, name) is { } ours && !found.ContainsKey(ours) && value.Length > 0)
                values[ours] = value;
            else
                badConstants.Add(name);
        }
        var missing = columns
            .Where(c => c.Required && !found.ContainsKey(c.Name) && !values.ContainsKey(c.Name))
            .Select(c => c.Name)
            .ToList();

        var problems = new List<string>();
        Add(problems, badTargets, "The mapping names columns that this file cannot have");
        Add(problems, badSources, "The mapping names columns that are not in the file");
        Add(problems, badConstants, "A value is set for columns that are unknown or in the file already, or it is empty");
        Add(problems, missing, "Required columns are missing");
        Add(problems, twice, "Columns appear twice in the file");
        Add(problems, unknown, "Columns are unknown");
        if (problems.Count == 0)
            return new ImportColumns(header, found, values);
        problems.Add($"The file's columns are: {string.Join(", ", header)}.");
        problems.Add($"Known columns are: {string.Join(", ", columns.Select(c => c.Name))}.");
        if (unknown.Count > 0 || missing.Count > 0)
            problems.Add(
                "Map a column to a known column, or ignore it; on the command line: --map \"Their Name=ourColumn\", --ignore-other-columns."
            );
        return new Refusal(RefusalCode.InvalidValue, string.Join(' ', problems));
    }

    private static void Add(List<string> problems, List<string> names, string what)
    {
        if (names.Count > 0)
            problems.Add($"{what}: {string.Join(", ", names)}.");
    }

    /// <summary>Our column of that name; null if there is none.</summary>
    public static string? Find(IReadOnlyList<ImportColumn> columns, string name)
    {
        foreach (var column in columns)
        {
            if (SameName(column.Name, name))
                return column.Name;
        }
        return null;
    }

    /// <summary>Whether it is the header of a file of rejects, whose cells are guarded against spreadsheets.</summary>
    public static bool IsOfRejects(IReadOnlyList<string> header) =>
        header.Count > PassedOver.Length && PassedOver.Select((name, i) => SameName(name, header[i].Trim())).All(same => same);

    /// <summary>Whether it is an extra column of a file of rejected rows.</summary>
    public static bool IsPassedOver(string name) => PassedOver.Any(p => SameName(p, name));

    /// <summary><c>Order number</c>, <c>order_number</c> and <c>orderNumber</c> are the same name.</summary>
    public static bool SameName(string a, string b) => string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => string.Concat(name.Where(c => c is not (' ' or '_' or '-')));
}
