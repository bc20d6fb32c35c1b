using System.Text;
using Raincheck.Core;

namespace Raincheck.Features.Import;

/// <summary>The format options of a file.</summary>
internal sealed record ImportOptions
{
    /// <summary>The encoding of a file without a byte order mark; UTF-8 where null.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Our column by the file's own name for it; an empty one leaves the file's column out.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether columns that we do not know are passed over.</summary>
    public bool IgnoreOtherColumns { get; init; }

    /// <summary>The value of every row by our column, for columns that the file does not have.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>How numbers and dates are written.</summary>
    public ImportFormat Format { get; init; } = new();

    /// <summary>Whether a row without an order number continues the order of the row before it.</summary>
    public bool EmptyNumberContinues { get; init; }

    /// <summary>Whether counts of the same product and warehouse are added up.</summary>
    public bool AddsUp { get; init; }

    /// <summary>Reads the values of the command line.</summary>
    /// <param name="encoding">The value of <c>--encoding</c>: a name such as <c>windows-1252</c>.</param>
    /// <param name="maps">The values of <c>--map</c>: <c>Their Name=ourColumn</c>, the last equals sign counts.</param>
    /// <param name="ignoreOtherColumns">Whether <c>--ignore-other-columns</c> was given.</param>
    public static Outcome<ImportOptions> Parse(string? encoding, IEnumerable<string> maps, bool ignoreOtherColumns = false)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in maps)
        {
            var equals = entry.LastIndexOf('=');
            if (equals <= 0)
                return Invalid($"--map {entry}: write --map \"Their Name=ourColumn\".");
            if (!map.TryAdd(entry[..equals].Trim(), entry[(equals + 1)..].Trim()))
                return Invalid($"--map names the column {entry[..equals].Trim()} twice.");
        }
        var options = new ImportOptions { Map = map, IgnoreOtherColumns = ignoreOtherColumns };
        if (encoding is null)
            return options;
        // The code pages of Windows and DOS are part of the runtime and need only to be asked for.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var known = Encoding.GetEncodings().FirstOrDefault(e => string.Equals(e.Name, encoding, StringComparison.OrdinalIgnoreCase));
        return known is null
            ? Invalid($"--encoding {encoding} is not known; examples are utf-8, utf-16, windows-1252 and iso-8859-1.")
            : options with
            {
                Encoding = known.GetEncoding(),
            };
    }

    /// <summary>Reads the values of <c>--set</c>: <c>ourColumn=value</c>, the first equals sign counts.</summary>
    public static Outcome<IReadOnlyDictionary<string, string>> ParseConstants(IEnumerable<string> sets)
    {
        var constants = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in sets)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                return Invalid($"--set {entry}: write --set ourColumn=value.");
            if (!constants.TryAdd(entry[..equals].Trim(), entry[(equals + 1)..].Trim()))
                return Invalid($"--set names the column {entry[..equals].Trim()} twice.");
        }
        return constants;
    }

    private static Refusal Invalid(string detail) => new(RefusalCode.InvalidValue, detail);
}
